"""Cases out of the call centre's list."""
