"""Call records, and the marks that stand in the place of private numbers."""
