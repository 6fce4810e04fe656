"""Referrals, their 24 hours, and what was done."""
