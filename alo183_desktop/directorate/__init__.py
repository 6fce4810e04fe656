"""The directorate itself: letterhead, units, signatories, settings."""
