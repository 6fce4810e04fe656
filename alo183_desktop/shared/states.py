"""The state of a thing, which each surface shows by shape, word and colour."""

from __future__ import annotations

from alo183_desktop.shared.worded import Worded


class State(Worded):
    """The state of a thing; one that is far from its deadline has none."""

    LATE = "late", "gecikti"
    NEAR = "near", "yaklaşıyor"
    GOOD = "good", "tamam"
    NONE = "none", "kayıt yok"
