"""The frame of the window: navigation, foot, search everywhere, lock."""
