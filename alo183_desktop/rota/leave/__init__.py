"""Import of leave and exemptions from foreign tables."""
