"""The form of a visit that is written down already, to put it right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.conflicts import Began
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.forms import CheckList, LongTextField
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.quick_choice import QuickChoice
from alo183_desktop.gui.kit.times import InstantFields
from alo183_desktop.guidance import service
from alo183_desktop.guidance.rules import GuidanceForm, check_guidance
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field
    from alo183_desktop.guidance.rules import Checked
    from alo183_desktop.shared.clock import Clock

CHANGES: Final = frozenset({Kind.GUIDANCE})
_YES: Final = "yes"


class GuidanceDialog(FormDialog):
    """When, what about, what was asked and done, sent on or not, and why."""

    def __init__(
        self,
        guidance_id: int,
        form: GuidanceForm,
        version: int,
        *,
        subjects: Sequence[tuple[int, str]],
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            guidance_id: Which visit.
            form: What stands in the fields at first.
            version: As it was read.
            subjects: To choose from.
            background: Saves.
            clock: For now; UTC.
            parent: The window that waits.
        """
        super().__init__(
            title="Rehberlik kaydını düzelt",
            background=background,
            changes=CHANGES,
            draft=f"guidance.visit.{guidance_id}",
            parent=parent,
        )
        self._guidance_id = guidance_id
        self._clock = clock
        self.subject = QuickChoice(
            "K&onu",
            [(str(key), name) for key, name in subjects],
            key="subject_id",
            required=True,
            parent=self,
        )
        self.form.add_row(self.subject)
        self.at = InstantFields(self.form, clock=clock, parent=self)
        self.asked = LongTextField("Ne so&ruldu?", key="asked", required=True, lines=3, parent=self)
        self.answer = LongTextField("Ne &yapıldı?", key="done", lines=3, parent=self)
        self.sent = CheckList(
            "", ((_YES, "Alo 183’e yönle&ndirildi"),), key="is_sent_on", columns=1, parent=self
        )
        self.reason = LongTextField(
            "Ned&en 183’e yönlendirildi?", key="sent_reason", lines=2, parent=self
        )
        for field in (self.asked, self.answer, self.sent, self.reason):
            self.form.add_row(field)
        self.subject.set_value(None if form.subject_id is None else str(form.subject_id))
        self.at.set_instant(form.at)
        self.asked.set_text(form.asked)
        self.answer.set_text(form.done)
        self.sent.set_value((_YES,) if form.is_sent_on else ())
        self.reason.set_text(form.sent_reason)
        self.sent.changed.connect(self._on_sent_changed)
        self._on_sent_changed()
        self.form.mark_clean()
        # As it is read out of the fields, which show no seconds.
        self._began = self.begin_with(Began(self._check().values, version))

    @override
    def first_field(self) -> Field:
        return self.asked

    @override
    def act(self) -> Callable[[Work], int] | None:
        checked = self._check()
        values = checked.values
        if values is None:
            self.tell(checked.problems)
            return None
        guidance_id, version, base = self._guidance_id, self._began.version, self._began.values

        def save(work: Work) -> int:
            service.change_guidance(work, guidance_id, values, version=version, base=base)
            return guidance_id

        return save

    def _check(self) -> Checked:
        now = self._clock()
        subject_id = self.subject.value()
        is_sent = bool(self.sent.value())
        return check_guidance(
            GuidanceForm(
                at=self.at.instant() or now,
                subject_id=None if subject_id is None else int(subject_id),
                asked=self.asked.text(),
                done=self.answer.text(),
                is_sent_on=is_sent,
                sent_reason=self.reason.text() if is_sent else "",
            ),
            now=now,
        )

    def _on_sent_changed(self) -> None:
        self.reason.setVisible(bool(self.sent.value()))
        self.fit_soon()
