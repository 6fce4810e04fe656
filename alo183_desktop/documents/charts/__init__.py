"""Charts as plain values, and on paper."""
