"""Call records, and the marks that replace private numbers."""
