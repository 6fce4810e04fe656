"""The size of the key of an encrypted file.

Not here: where keys come from (access) and what they open (engine.py). A module of its own, so that
the key file can be read without SQLAlchemy.
"""

from __future__ import annotations

from typing import Final

KEY_BYTES: Final = 32
