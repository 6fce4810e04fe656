"""Registers of lines and handsets out of foreign tables."""
