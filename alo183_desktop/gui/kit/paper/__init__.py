"""Papers: previewed, printed, saved."""
