"""The change file: an officer leaves, another one comes, and a letter announces it."""
