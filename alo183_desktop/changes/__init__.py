"""The change file: an officer leaves, an officer comes, and the letter that tells of it."""
