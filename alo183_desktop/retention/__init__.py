"""Retention periods of records, their destruction, and packages for inspections and persons."""
