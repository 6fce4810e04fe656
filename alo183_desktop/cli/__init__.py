"""The command line: the same services without a window, in a terminal or a script."""
