"""Who is on duty when: people, absences, the rota of a month, its rules and its papers."""
