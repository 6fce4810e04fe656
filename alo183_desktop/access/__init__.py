"""Users, their roles, and the key that opens the data."""
