"""Import of foreign tables: headings, preview, all or nothing, undo."""
