"""Import of cases from the call centre's list."""
