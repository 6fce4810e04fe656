"""The page "Vakalar": cases and their 24 hours, and unexplained calls."""
