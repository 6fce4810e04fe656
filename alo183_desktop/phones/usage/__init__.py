"""Usage files of operators: recognised, read, compared with what is stored, imported."""
