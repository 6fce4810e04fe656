"""Rosters as directorates keep them: read, judged, imported, undone, exported."""
