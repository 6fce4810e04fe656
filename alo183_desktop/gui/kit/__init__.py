"""Building blocks of every screen: background work, tables, forms, states, icons, errors."""
