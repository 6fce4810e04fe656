"""Screens of change letters and their dispatches; no rules, no database."""
