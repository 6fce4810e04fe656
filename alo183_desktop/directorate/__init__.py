"""Who we are: letterhead, units, signatories, settings."""
