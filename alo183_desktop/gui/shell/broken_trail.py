"""The notice above every page that the audit trail is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from alo183_desktop.gui.audit.words import broken_words
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.states import State

if TYPE_CHECKING:
    from alo183_desktop.db.audit import Verdict
    from alo183_desktop.gui.shell.workspace import Workspace


def under_banner(workspace: Workspace, verdict: Verdict) -> QWidget:
    """Return the workspace under a notice that the audit trail is broken."""
    center = QWidget()
    words = broken_words(verdict.reason, verdict.broken_at)
    box = QVBoxLayout(center)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    banner = Banner(
        State.LATE,
        f"{words}. Bu uyarı, yönetici ya da denetçi Denetim izi sayfasında gördüğünü "
        "onaylayana kadar sürer.",
        parent=center,
    )
    workspace.notice_settled.connect(banner.hide)
    box.addWidget(banner)
    box.addWidget(workspace, 1)
    return center
