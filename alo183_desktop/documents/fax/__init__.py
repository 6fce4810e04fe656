"""Letters and scans as fax images."""
