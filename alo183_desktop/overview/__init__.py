"""Present and past faults, clause by clause; reads everything and changes nothing."""
