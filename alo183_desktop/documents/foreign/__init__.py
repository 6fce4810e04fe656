"""Files of unknown origin, read in child processes with limits on memory and time."""
