"""The page "Kadro": officers, their cards, who answers for what, and rosters out of files."""
