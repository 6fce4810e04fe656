"""The papers other than the letter."""
