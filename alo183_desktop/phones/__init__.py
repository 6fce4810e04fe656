"""Handsets and lines: who holds which, what each used, and whether it answers."""
