"""The papers beside the letter."""
