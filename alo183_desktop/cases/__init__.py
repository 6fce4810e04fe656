"""Referrals, their 24 hours, and the actions taken."""
