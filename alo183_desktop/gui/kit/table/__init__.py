"""Lists: their models, their view, how cells are painted, how they are exported."""
