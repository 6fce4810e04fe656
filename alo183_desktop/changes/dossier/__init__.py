"""The change file: what one letter entails, what of it is done and what is missing."""
