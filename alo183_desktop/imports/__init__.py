"""How a foreign table becomes rows: headings, preview, all or nothing, undo."""
