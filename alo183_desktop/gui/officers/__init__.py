"""The page "Kadro": officers, their cards, who answers for what, and imported rosters."""
