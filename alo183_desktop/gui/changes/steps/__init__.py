"""The five steps of the change dialog."""
