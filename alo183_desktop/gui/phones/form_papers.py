"""What is done with a custody form: look at it, print it, keep it signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.chosen_files import SCANS, ask_source
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.paper import Paper, PaperActs
from alo183_desktop.gui.phones.words import FORM_WORDS, form_words
from alo183_desktop.phones import forms
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.phones.rows import CustodyFormRow

_CHANGED: Final = frozenset({Kind.PHONES})
_JOB: Final = "Zimmet tutanağı"
"""Printers show and keep it, so it names nobody."""


class FormPapers(PaperActs):
    """Opens, prints and completes forms."""

    def open_form(self, form: CustodyFormRow) -> None:
        """Show a form on the whole screen: signed where it is; it is written down."""
        is_signed = form.has_scan and form.state is FormState.SIGNED

        def read(work: Work) -> tuple[str, bytes]:
            if is_signed:
                file, data = forms.open_scan(work, form.form_id)
                return file.name, data
            return _name(form), forms.open_form_pdf(work, form.form_id)

        self._background.run(
            read,
            parent=self,
            success=lambda found: self.show(self._paper(form, *found)),
        )

    def print_form(self, form: CustodyFormRow) -> None:
        """Print a form; it is marked as printed before the printer gets it."""
        self._background.run(
            lambda work: forms.open_form_pdf(work, form.form_id),
            parent=self,
            success=lambda pdf: self.print_paper(self._paper(form, _name(form), pdf)),
        )

    def attach_signed(self, form: CustodyFormRow) -> None:
        """Ask for the scan of the signed form and keep it with the form."""
        path = ask_source(self._page.window(), "İmzalı tutanağı seç", SCANS)
        if path is not None:
            self.attach_file(form, path)

    def attach_file(self, form: CustodyFormRow, path: Path) -> None:
        """Keep a scan of the signed form."""
        self.take_in(path, lambda scan: self._keep(form, scan))

    def _keep(self, form: CustodyFormRow, scan: CheckedFile) -> None:
        self._background.run(
            lambda work: forms.attach_signed(work, form.form_id, scan, version=form.version),
            parent=self,
            success=lambda _file_id: tell(
                self._page, f"{form_words(form)} imzalı olarak saklandı."
            ),
            changes=_CHANGED,
        )

    def _paper(self, form: CustodyFormRow, name: str, data: bytes) -> Paper:
        form_id, words = form.form_id, form_words(form)
        return Paper(
            title=words,
            name=name,
            data=data,
            job=_JOB,
            printing=lambda work: forms.mark_printed(work, form_id),
            saving=lambda work: forms.record_export(work, form_id),
            changes=_CHANGED,
        )


def _name(form: CustodyFormRow) -> str:
    """Return the name of a form's file."""
    return file_name(FORM_WORDS[form.kind], "tutanağı", form.number_text, ending=".pdf")
