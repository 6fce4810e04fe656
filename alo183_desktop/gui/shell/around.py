"""Begin what is told around the pages: backups, the recovery sheet, rights, what was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.shell.backup_watch import BackupWatch
from alo183_desktop.gui.shell.opening_notices import OpeningNotices
from alo183_desktop.gui.shell.sheet_watch import SheetWatch

if TYPE_CHECKING:
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.shell.workspace import Workspace


def tell_around(workspace: Workspace, desk: Desk, *, background: Background) -> None:
    """Begin to tell it, for as long as the workspace lives."""
    if desk.is_on_server:
        workspace.backups.tell(desk.backups.standing())
        background.listen(desk.open_listener)
    else:
        BackupWatch(background, desk.backups, workspace.backups, clock=desk.clock, parent=workspace)
    SheetWatch(background, workspace.foot, role=desk.actor.role, clock=desk.clock, parent=workspace)
    may_mend = desk.is_on_server and may(desk.actor.role, Right.MANAGE_USERS)
    OpeningNotices(
        background,
        workspace,
        others=desk.others,
        rights=desk.find_foreign_rights if may_mend else None,
        parent=workspace,
    )
