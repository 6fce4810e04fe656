"""Leave and exemptions out of foreign tables."""
