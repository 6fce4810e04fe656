"""What the change dialog asks before something is lost or cannot be undone."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget


class Leaving(enum.IntEnum):
    """How somebody leaves an unfinished letter, in the order of the buttons."""

    STAY = 0
    KEEP = 1
    DISCARD = 2


def ask_leaving(parent: QWidget) -> Leaving:
    """Ask what becomes of a letter that is not finished."""
    answer = dialogs.ask(
        parent,
        title="Yazı tamamlanmadı",
        text="Taslağı saklarsanız kaldığınız yerden sürdürebilirsiniz; "
        "silerseniz yazdıklarınız geri gelmez.",
        verbs=("Yazıya dön", "Taslağı sakla ve kapat", "Taslağı sil"),
        primary=Leaving.KEEP,
        state=State.NEAR,
    )
    return Leaving(answer) if answer in set(Leaving) else Leaving.STAY


def ask_finishing(parent: QWidget, warnings: Iterable[str]) -> bool:
    """Ask whether the letter is finished although something is worth a second look."""
    answer = dialogs.ask(
        parent,
        title="Yazı bu hâliyle tamamlansın mı?",
        text="\n".join(dict.fromkeys(warnings)),
        verbs=("Yazıya dön", "Yazıyı tamamla"),
        state=State.NEAR,
    )
    return answer == 1


def ask_removing(parent: QWidget, entry: str) -> bool:
    """Ask whether a change is taken out of the letter with all that was typed for it."""
    answer = dialogs.ask(
        parent,
        title="Değişiklik yazıdan çıkarılsın mı?",
        text=f"{entry}: bu değişiklik için yazdıklarınız silinir.",
        verbs=("Vazgeç", "Yazıdan çıkar"),
    )
    return answer == 1
