"""The page "Vakalar": cases and their 24 hours, and calls that nothing explains."""
