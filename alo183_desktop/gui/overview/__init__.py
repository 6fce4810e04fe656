"""The page "Bugün", which a director looks at for a minute."""
