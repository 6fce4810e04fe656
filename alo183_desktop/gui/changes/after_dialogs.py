"""What is asked after a letter: the Office's word, and the account of who left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.changes import afterwards
from alo183_desktop.changes.record import ACCOUNT, CONFIRMATION
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.topics import Topic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from alo183_desktop.changes.afterwards import AccountChoice
    from alo183_desktop.changes.record import AccountValues, ConfirmationValues
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.form.dialog import DialogContext

_CHANGES: Final = frozenset({Topic.LETTER})


def confirmation_dialog(
    letter_id: int,
    opened: tuple[ConfirmationValues | None, int] = (None, 0),
    **common: Unpack[DialogContext],
) -> RecordDialog[ConfirmationValues]:
    """Return the dialog that writes down that the Office has updated its list.

    Args:
        letter_id: The letter that it has acted on.
        opened: What is written down already, with its version; None and 0: nothing yet.
        **common: As `DialogContext`.
    """

    def save(
        work: Work, values: ConfirmationValues, version: int, base: ConfirmationValues | None
    ) -> int:
        return afterwards.save_confirmation(work, letter_id, values, version=version, base=base)

    def reopen(work: Work) -> tuple[ConfirmationValues, int]:
        return afterwards.open_confirmation(work, letter_id)

    return RecordDialog(
        CONFIRMATION,
        opened,
        save=save,
        reopen=reopen if opened[1] else None,
        title="Müşavirliğin teyidi",
        explanation="Basın ve Halkla İlişkiler Müşavirliği listesini güncelledi mi? Ne zaman, "
        "nasıl ve kimden öğrenildiği dosyada kalır.",
        draft=f"changes.confirmation.{letter_id}",
        refused={
            "changes.confirmed_on_wrong": "confirmed_on",
            "changes.confirmed_too_early": "confirmed_on",
        },
        changes=_CHANGES,
        **common,
    )


def account_dialog(
    letter_id: int,
    position: int,
    name: str,
    choices: Sequence[AccountChoice],
    answered: AccountValues | None = None,
    **common: Unpack[DialogContext],
) -> RecordDialog[AccountValues]:
    """Return the dialog that asks which account somebody had who left.

    Args:
        letter_id: The letter that tells of it.
        position: Of the change in which they leave.
        name: Theirs.
        choices: The accounts.
        answered: What is chosen at first; None: nothing is, whoever is called alike.
        **common: As `DialogContext`.
    """

    def save(work: Work, values: AccountValues, _version: int, _base: AccountValues | None) -> int:
        return afterwards.answer_account(work, letter_id, position, values.user_id)

    return RecordDialog(
        ACCOUNT,
        (answered, 0),
        save=save,
        title="Bu kişinin bir hesabı var mı?",
        explanation=f"{name} bu programa giriyorsa hesabı ayrıldığı gün kapatılır (KVKK Kurulu "
        "2018/10). Hesabı yönetici kapatır.",
        draft=f"changes.account.{letter_id}.{position}",
        options={"user_id": [(one.user_id, one.words) for one in choices]},
        changes=_CHANGES,
        **common,
    )
