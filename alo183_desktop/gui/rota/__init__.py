"""The page "Nöbet": the month as a sheet, who can be on duty, who is away, and the papers."""
