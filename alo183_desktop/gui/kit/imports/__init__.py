"""The dialog of all imports."""
