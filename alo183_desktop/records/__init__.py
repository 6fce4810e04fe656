"""What a record is: its fields said once, and what follows from them."""
