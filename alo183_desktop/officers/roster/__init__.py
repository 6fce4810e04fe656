"""Rosters as directorates keep them: read, judged, imported, taken back, exported."""
