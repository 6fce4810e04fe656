"""The windows: a kit of building blocks, the shell around the screens, and the screens."""
