"""The proposal of a month: its problem, the solver in a child process, and explanations."""
