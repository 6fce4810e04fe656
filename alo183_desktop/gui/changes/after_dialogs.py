"""What is asked after a letter: the Office's word, the account of who left, a reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Signal

from alo183_desktop.changes import afterwards, reminders
from alo183_desktop.changes.record import ACCOUNT, CONFIRMATION
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.afterwards import AccountChoice
    from alo183_desktop.changes.record import AccountValues, ConfirmationValues
    from alo183_desktop.changes.reminders import ReminderContext
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.letters.forms import Rendered

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


class ReminderDialog(FormDialog):
    """Who signs the reminder; everything else is known.

    Signals:
        finished_letter: The number of the reminder as a letter.
    """

    finished_letter = Signal(int)

    def __init__(
        self, context: ReminderContext, *, background: Background, parent: QWidget
    ) -> None:
        old = context.old
        day = "" if old.dated_on is None else format_day(old.dated_on)
        super().__init__(
            title="Tekit yazısı",
            explanation=f"{day} tarihli ve {old.number} sayılı yazımız ilgi tutulur. Yazı, sayısı "
            "ve tarihi kaşe için boş bırakılarak dondurulur; faks ve postayla ayrıca gönderilir.",
            verb="Yazıyı &tamamla",
            background=background,
            changes=_CHANGES,
            draft=f"changes.reminder.{old.letter_id}",
            parent=parent,
        )
        self._context = context
        self._rendered: Rendered | None = None
        self.signatory = ChoiceField(
            "İmzalayacak &kişi",
            [(str(one.signatory_id), f"{one.name}, {one.title}") for one in context.signatories],
            key="signatory",
            required=True,
            parent=self,
        )
        self.form.add_row(self.signatory)
        self.signatory.set_value(str(context.signatories[0].signatory_id))
        self.form.mark_clean()

    @override
    def slow_part(self) -> Callable[[], object] | None:
        signatory_id = self._signatory_id()
        self._rendered = None
        if signatory_id is None:
            return None
        return lambda: reminders.render_reminder(self._context, signatory_id)

    @override
    def take_slow(self, result: object) -> None:
        self._rendered = cast("Rendered", result)

    @override
    def act(self) -> Callable[[Work], int] | None:
        rendered, signatory_id = self._rendered, self._signatory_id()
        if rendered is None or signatory_id is None:
            return None
        letter_id = self._context.old.letter_id
        return lambda work: reminders.finish(work, letter_id, signatory_id, rendered)

    @override
    def finish(self, number: int) -> None:
        self.finished_letter.emit(number)
        super().finish(number)

    def _signatory_id(self) -> int | None:
        value = self.signatory.value()
        return None if value is None else int(value)
