"""A record's fields, declared once, and what follows from them."""
