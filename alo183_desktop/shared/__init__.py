"""Building blocks that every layer may use; code enters here once it has two users."""
