"""What can be set: the directorate, its people and lists, users, security."""
