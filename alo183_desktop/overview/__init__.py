"""What fails now, clause by clause, and what was; reads everything and changes nothing."""
