"""Duty rota: people, absences, the months, their rules and papers."""
