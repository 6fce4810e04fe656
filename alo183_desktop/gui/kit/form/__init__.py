"""Forms: fields, choices, dates, passwords, their dialog and their drafts."""
