"""The program without a window: the same services, in a terminal or a script."""
