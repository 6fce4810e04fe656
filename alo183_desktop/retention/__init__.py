"""How long records are kept, their destruction, and what of them leaves on request."""
