"""The frame of the window: navigation, foot, search of the whole program, lock."""
