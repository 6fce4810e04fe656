"""The page "Nöbet": the month sheet, duty persons, absences, and the papers."""
