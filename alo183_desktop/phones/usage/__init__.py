"""Usage files of operators: recognised, read, compared with stored usage, imported."""
