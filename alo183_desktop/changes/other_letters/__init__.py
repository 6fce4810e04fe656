"""Letters other than those of changes: each kind collects its facts in a module of its own."""
