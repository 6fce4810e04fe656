"""Official letters, frozen when finished, and their dispatches."""
