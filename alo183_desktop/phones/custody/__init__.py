"""Who holds which handset and line, and the papers of it."""
