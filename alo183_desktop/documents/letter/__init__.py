"""The official letter: as PDF, as DOCX, as text."""
