"""The content of the window while the data is locked."""
