"""The page "Bugün", for a director's daily glance."""
