"""Keeps unsaved text of a form, and offers it after a crash or a lock."""

from __future__ import annotations

import json
import secrets
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alo183_desktop.access import drafts
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.errors import show_failure, text_of
from alo183_desktop.gui.kit.form.choices import CheckList, RadioChoice
from alo183_desktop.gui.kit.form.passwords import PasswordField
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alo183_desktop.access.drafts import Draft
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.form import Form

    KeepAgain: TypeAlias = Callable[[Work, str], None]

ResultT = TypeVar("ResultT")

_SOON_MS: Final = 1000
"""From the first key that is not kept yet, however steadily the typing goes on."""
_AGAIN_MS: Final = 10_000
"""After typing could not be kept: whatever hindered it may have ended."""
_NEVER_KEPT: Final = frozenset({"pin", "puk"})
"""Keys of fields that are typed in the open and are secrets anyway."""
_MOST_OFFERED: Final = 3
"""Older ones are offered once newer ones are restored or deleted."""
_SHOWN_LENGTH: Final = 80
_CHANGES: Final = frozenset({Topic.TYPING})


def offer_words(draft: Draft) -> str:
    """Return when a draft was typed, and its first words."""
    when = f"{format_instant(draft.kept_at)} zamanından kaydedilmemiş yazı var"
    return f"{when}: {draft.words}" if draft.words else when


class TypingKeeper(QObject):
    """Keeps in the data what is typed; what it could not keep, a lock holds (application.py)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush)

    @Slot()
    def flush(self) -> None:
        """Keep now what is not kept yet."""
        raise NotImplementedError

    def _keep_soon(self) -> None:
        """Keep what is typed within a second; further keys do not put it off."""
        if not 0 <= self._timer.remainingTime() <= _SOON_MS:
            self._timer.start(_SOON_MS)

    def _keep_later(self) -> None:
        """Try again what could not be kept, unless a key has it kept earlier."""
        if not self._timer.isActive():
            self._timer.start(_AGAIN_MS)

    def unkept(self) -> str:
        """Return the current typing, for `keep_again`; empty if it is kept."""
        raise NotImplementedError

    @staticmethod
    def keep_again(work: Work, unkept: str) -> None:
        """Store typing that could not be kept before a lock, as a draft."""
        raise NotImplementedError


def find_unkept(widgets: Iterable[QWidget]) -> list[tuple[KeepAgain, str]]:
    """Return what is typed in `widgets` and could not be kept, each with what stores it."""
    # A dialog is found within its window, too.
    found = dict.fromkeys(one for widget in widgets for one in widget.findChildren(TypingKeeper))
    return [(one.keep_again, text) for one in found if (text := one.unkept())]


class FormDrafts(TypingKeeper):
    """Saves the form's unsaved changes while they are typed, each second.

    Passwords, PIN and PUK are never kept. An earlier draft is offered, not restored: the record may
    have changed since. An offer is one whole draft, and new typing is another one: they are never
    merged, and each is removed only by itself.

    Attributes:
        offers: Layout of the banners; the form's window places it.
        banners: All banners made so far, beginning with the newest draft.
        warning: Above them, while the typing cannot be kept.

    Signals:
        kept: The latest typing is in the database.
        offered: Earlier drafts were found and are offered, or a warning is shown.
        taken: A draft was restored into the fields.
    """

    kept = Signal()
    offered = Signal()
    taken = Signal()

    def __init__(
        self, background: Background, form: Form, name: str, *, title: str, parent: QWidget
    ) -> None:
        """Begin to keep drafts of a form.

        Args:
            form: With all its fields, marked clean.
            name: Identifies the form and its subject: `cases.intake`, `officers.officer.17`.
            title: Its name on screen.
            parent: Shows the form.
        """
        super().__init__(parent)
        self.name = name
        self._screen = parent
        self._background = background
        self._form = form
        self._title = title
        self._key = secrets.token_hex(16)
        self._found: tuple[Draft, ...] = ()
        self._saved: dict[str, str] | None = None  # the texts being saved
        self._exists = False
        self._ended = False
        self._is_taking = self._is_hindered = False
        self.offers = QVBoxLayout()
        self.banners: list[Banner] = []
        self.warning = Banner(parent=parent)
        self.offers.addWidget(self.warning)
        form.changed.connect(self._on_changed)
        self._look()

    @Slot()
    def take(self, index: int = 0) -> None:
        """Restore the draft of a banner into the fields, if it still exists.

        Current typing is kept first, as a draft of its own, and offered in turn.
        """
        if not self._is_taking:
            self._is_taking = True
            self._take(self._found[index].draft_id)

    @Slot()
    def throw_away(self, index: int = 0) -> None:
        """Delete the draft of a banner, after a question."""
        draft = self._found[index]
        answer = dialogs.ask(
            self._screen.window(),
            title="Kaydedilmemiş form silinsin mi?",
            text=f"{offer_words(draft)}: yazılanlar geri gelmez.",
            verbs=("Vazgeç", "Formu sil"),
        )
        if answer == 1:
            self._run(lambda work: drafts.drop_drafts(work, {draft.key}))
            self._look()

    @Slot()
    @override
    def flush(self) -> None:
        keep = self._keeping()
        if keep is not None:
            self._run(keep, failure=self._on_not_kept)

    def saving(self, save: Callable[[Work], ResultT]) -> Callable[[Work], ResultT]:
        """Return an operation that saves the form and deletes its draft in the same transaction.

        Whatever ends or locks the program meanwhile, the form is either saved or offered again.
        An offered draft whose texts are all saved here is deleted with it.
        """
        self.flush()
        self._saved = self._texts()
        typed = self._form.texts().items()
        leave = self._leaving(one.key for one in self._found if typed >= one.texts.items())

        def save_and_leave(work: Work) -> ResultT:
            result = save(work)
            leave(work)
            return result

        return save_and_leave

    @override
    def unkept(self) -> str:
        texts = self._texts()
        if self._ended or not self._is_hindered or not texts:
            return ""
        return json.dumps([self._key, self.name, self._title, texts, self._words_of(texts)])

    @staticmethod
    @override
    def keep_again(work: Work, unkept: str) -> None:
        *typed, words = json.loads(unkept)
        drafts.keep_draft(work, *typed, words=words)

    def end(self) -> None:
        """Delete the current draft: the form is saved or given up; other drafts stay."""
        self._ended = True
        self._timer.stop()
        self.warning.show_notice(None, "")
        if self._exists:
            self._run(self._leaving())

    def begin_anew(self) -> None:
        """Start a new draft: the form stays and is empty again."""
        self._ended = self._exists = False
        self._saved = None
        self._key = secrets.token_hex(16)
        self._look()

    def _take(self, draft_id: int) -> None:
        texts, name, own = self._texts(), self.name, secrets.token_hex(16)
        keep = self._keeping()

        def take(work: Work) -> tuple[Draft, ...]:
            if keep is not None:
                keep(work)
            drafts.take_draft(work, draft_id, by=own)
            return drafts.list_drafts(work, name)

        self._background.run(
            take,
            parent=self,
            success=lambda found: self._put_back(own, found, instead_of=texts),
            failure=self._on_not_taken,
            changes=_CHANGES,
        )

    def _on_not_taken(self, error: Exception) -> None:
        self._is_taking = False
        show_failure(self._screen, error)

    def _put_back(self, key: str, found: tuple[Draft, ...], *, instead_of: dict[str, str]) -> None:
        draft = next((one for one in found if one.key == key), None)
        if draft is None or self._ended:
            self._show_offers(found)
        elif self._texts() != instead_of:
            self._take(draft.draft_id)  # the user has gone on typing
            return
        else:
            self._key, self._exists, self._saved = key, True, None
            self._form.replace_texts(draft.texts)
            self._show_offers(found)
            self.taken.emit()
        self._is_taking = False

    def _texts(self) -> dict[str, str]:
        """Return the texts to keep; values proposed by the clock would differ later."""
        changed = self._form.changed_texts()
        fields = [one for one in self._form.fields() if one.key]
        secret = {one.key for one in fields if isinstance(one, PasswordField)} | _NEVER_KEPT
        if changed.keys() <= secret:
            return {}
        proposed = {one.key: one.text() for one in fields if one.is_proposed}
        return {key: text for key, text in (proposed | changed).items() if key not in secret}

    def _keeping(self) -> Callable[[Work], None] | None:
        """Return the operation that keeps the current texts; None when there is nothing to do."""
        self._timer.stop()
        texts = self._texts()
        # The texts being saved were kept before, and would reappear after their save.
        if self._ended or texts == self._saved:
            return None
        self._saved = None
        existed, self._exists = self._exists, bool(texts)
        key, name, title, words = self._key, self.name, self._title, self._words_of(texts)
        if texts:
            return lambda work: drafts.keep_draft(work, key, name, title, texts, words=words)
        return self._leaving() if existed else None

    def _leaving(self, others: Iterable[str] = ()) -> Callable[[Work], None]:
        keys = {self._key, *others}
        return lambda work: drafts.drop_drafts(work, keys)

    def _run(
        self, op: Callable[[Work], None], *, failure: Callable[[Exception], None] = log_bug
    ) -> None:
        # Without topics it would count as a query, and be dropped by a lock.
        self._background.run(
            op, parent=self, success=self._on_kept, failure=failure, changes=_CHANGES
        )

    def _on_kept(self, _nothing: None) -> None:
        self._is_hindered = False
        self.warning.show_notice(None, "")
        self.kept.emit()

    def _on_not_kept(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            log_bug(error)
        if self._ended:
            return
        self._is_hindered = True
        words = f"Yazdıklarınız saklanamıyor: program kapanırsa silinir. {text_of(error)}"
        if self.warning.text() != words or self.warning.isHidden():
            self.warning.show_notice(State.LATE, words)
            self.offered.emit()
        self._keep_later()

    def _look(self) -> None:
        name = self.name
        self._background.run(
            lambda work: drafts.list_drafts(work, name),
            parent=self,
            success=self._show_offers,
            failure=log_bug,
        )

    def _show_offers(self, found: tuple[Draft, ...]) -> None:
        self._found = () if self._ended else tuple(one for one in found if one.key != self._key)
        offered = self._found[:_MOST_OFFERED]
        for index in range(len(self.banners), len(offered)):
            banner = Banner(parent=self._screen)
            banner.action_chosen.connect(partial(self.take, index))
            banner.second_chosen.connect(partial(self.throw_away, index))
            self.banners.append(banner)
            self.offers.addWidget(banner)
        for banner, draft in zip_longest(self.banners, offered):
            if draft is None:
                banner.show_notice(None, "")
                continue
            words = f"Bu formda {offer_words(draft)}"
            banner.show_notice(State.NEAR, words, action="Geri getir", second="Sil")
        if offered:
            self.offered.emit()

    def _words_of(self, texts: Mapping[str, str]) -> str:
        """Return enough of texts to recognize them."""
        typed = (
            texts.get(field.key, "")
            for field in self._form.fields()
            # Choices hold keys, not words; values proposed by the clock distinguish nothing.
            if not (isinstance(field, CheckList | RadioChoice) or field.is_proposed)
        )
        words = " · ".join(" ".join(text.split()) for text in typed if text.strip())
        if len(words) > _SHOWN_LENGTH:
            words = f"{words[:_SHOWN_LENGTH].rstrip()}…"
        return words

    @Slot()
    def _on_changed(self) -> None:
        if not self._ended:
            self._keep_soon()
