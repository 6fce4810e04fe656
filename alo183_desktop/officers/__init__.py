"""Officers, subjects, assignments, and who answers for a subject."""
