"""What stands in the window while the data is locked."""
