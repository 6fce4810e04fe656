"""The page "Rehberlik": citizens who came and were helped on the spot."""
