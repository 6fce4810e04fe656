"""The settings: the directorate, its people and lists, users, security."""
