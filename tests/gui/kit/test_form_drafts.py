"""A form that is being typed survives a killed program, and goes once it is saved or given up."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access import drafts
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.work import Work
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form import drafts as form_drafts
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.drafts import FormDrafts, find_unkept
from alo183_desktop.gui.kit.form.form import LongTextField, PasswordField, TextField
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from tests.clocks import FixedClock
from tests.examples import at_most
from tests.gui.conftest import Answers
from tests.gui.desks import ANSWERS, PASSWORD, make_program, open_desk
from tests.gui.leaving import busy, type_into

_TYPED: Final = "Komşu ihbarı: gece ağlama sesleri geliyor."
KINDS: Final = frozenset({Topic.PHONES})
_TYPING: Final = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QWidget
from alo183_desktop.gui import application
from alo183_desktop.gui.kit.background import Background
from tests.clocks import FixedClock
from tests.gui.desks import make_program
from tests.gui.kit.test_form_drafts import VisitDialog

app = application.make_application(["alo183"])
desk = make_program(Path(sys.argv[1]), FixedClock()).unlock(sys.argv[2], sys.argv[3])
background = Background(parent=app)
background.attach(desk.work)
window = QWidget()
dialog = VisitDialog(background, parent=window)
dialog.open()
dialog.drafts.kept.connect(lambda: os._exit(9))
dialog.words.set_text(sys.argv[4])
app.exec()
"""


class VisitDialog(FormDialog):
    """Who came, what was said, and a secret."""

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(
            title="Ziyareti yaz",
            background=background,
            changes=KINDS,
            draft="tests.visit",
            parent=parent,
        )
        self.who = TextField("&Kim", key="who", parent=self)
        self.words = LongTextField("&Ne söyledi", key="words", parent=self)
        self.secret = PasswordField("&Parola", key="secret", parent=self)
        self.pin = TextField("P&IN", key="pin", parent=self)
        for field in (self.who, self.words, self.secret, self.pin):
            self.form.add_row(field)
        self.who.set_text("Bilinmiyor")
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        return lambda _work: 1


@pytest.fixture
def desk(data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """Return the open data of a directorate."""
    made = open_desk(data_folder, clock)
    yield made
    made.close()


@pytest.fixture
def attached(background: Background, desk: Desk) -> Background:
    """Return a background on the open data."""
    background.attach(desk.work)
    return background


def show(background: Background, host: QWidget, qtbot: QtBot) -> VisitDialog:
    """Open the form and wait until it knows what was kept before."""
    dialog = VisitDialog(background, parent=host)
    dialog.open()
    qtbot.waitUntil(background.is_idle)
    return dialog


def kept(desk: Desk) -> list[Mapping[str, str]]:
    """Return the texts of what is kept, the newest first."""
    with desk.work() as work:
        return [one.texts for one in drafts.list_drafts(work, "tests.visit")]


def keep(desk: Desk, texts: Mapping[str, str], *, key: str = "before") -> None:
    with desk.work() as work:
        drafts.keep_draft(work, key, "tests.visit", "Ziyareti yaz", texts)


def drafts_of(dialog: VisitDialog) -> FormDrafts:
    assert dialog.drafts is not None
    return dialog.drafts


def offered(dialog: VisitDialog) -> list[str]:
    """Return the texts of the banners, from the newest draft on."""
    return [one.text() for one in drafts_of(dialog).banners if not one.isHidden()]


def typed(dialog: VisitDialog) -> dict[str, str]:
    return dialog.form.changed_texts()


def lock(background: Background, dialog: VisitDialog) -> None:
    """Close the dialog and leave the data, as the lock does."""
    dialog.done(0)
    background.detach()


def _refuse(_work: Work) -> int:
    raise KnownError("access.not_allowed")


def test_that_typing_in_a_killed_program_is_offered_again(
    data_folder: Path, clock: FixedClock, background: Background, host: QWidget, qtbot: QtBot
) -> None:
    open_desk(data_folder, clock).close()
    login = ANSWERS.administrator_login
    done = subprocess.run(
        [sys.executable, "-c", _TYPING, str(data_folder), login, PASSWORD, _TYPED],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 9, done.stderr
    for path in data_folder.rglob("*"):
        if path.is_file():
            assert "ağlama".encode() not in path.read_bytes(), path
    desk = make_program(data_folder, clock).unlock(login, PASSWORD)
    background.attach(desk.work)
    dialog = show(background, host, qtbot)
    assert dialog.drafts is not None
    assert "kaydedilmemiş yazı var: Komşu ihbarı" in dialog.drafts.banners[0].text()
    assert dialog.words.text() == ""
    with qtbot.waitSignal(dialog.drafts.taken):
        dialog.drafts.banners[0].action_chosen.emit()
    assert (dialog.words.text(), dialog.who.text()) == (_TYPED, "Bilinmiyor")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    qtbot.waitUntil(background.is_idle)
    assert kept(desk) == []
    desk.close()


def test_that_only_what_was_typed_is_kept_and_never_a_secret(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    assert dialog.drafts is not None
    dialog.secret.set_text("mor kedi")
    dialog.pin.set_text("1234")
    dialog.drafts.flush()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == []
    dialog.words.set_text("Kısa")
    with qtbot.waitSignal(dialog.drafts.kept):
        pass  # after a pause in the typing, by itself
    with desk.work() as work:
        (found,) = drafts.list_drafts(work)
    assert (found.title, found.texts) == ("Ziyareti yaz", {"words": "Kısa"})
    dialog.words.set_text("")
    with qtbot.waitSignal(dialog.drafts.kept):
        dialog.drafts.flush()
    assert kept(desk) == []


def test_that_typing_that_never_pauses_is_kept_as_well(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    letters = count()
    # A key in each turn of the loop: however slow the computer, no two are a pause apart.
    hands = QTimer(dialog, interval=0)
    hands.timeout.connect(lambda: dialog.words.set_text(f"{next(letters)}"))
    hands.start()
    for _time in range(2):
        before = kept(desk)
        with qtbot.waitSignal(drafts_of(dialog).kept):
            pass
        assert kept(desk) != before
    hands.stop()
    with qtbot.waitSignal(drafts_of(dialog).kept):
        pass
    assert kept(desk) == [{"words": dialog.words.text()}]


class Disk:
    """Opens units of work on a desk, unless the disk is full."""

    is_full = True

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self._desk.work() as work:
            yield work
            if self.is_full:
                raise KnownError("db.full")


def test_that_typing_that_cannot_be_kept_is_reported_and_kept_as_soon_as_it_can(
    background: Background,
    desk: Desk,
    host: QWidget,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(form_drafts, "_AGAIN_MS", 0)
    disk = Disk(desk)
    background.attach(disk.work)
    dialog = show(background, host, qtbot)
    warning = drafts_of(dialog).warning
    dialog.words.set_text(_TYPED)
    qtbot.waitUntil(warning.isVisible)
    assert "program kapanırsa silinir. Diskte yer kalmadı" in warning.text()
    assert kept(desk) == []
    disk.is_full = False
    qtbot.waitUntil(warning.isHidden)  # nobody types
    assert kept(desk) == [{"words": _TYPED}]
    assert find_unkept([host]) == []


def test_that_typing_that_could_not_be_kept_before_a_lock_is_a_draft_after_it(
    background: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    disk = Disk(desk)
    background.attach(disk.work)
    dialog = show(background, host, qtbot)
    dialog.words.set_text(_TYPED)
    dialog.secret.set_text("mor kedi")
    assert find_unkept([host]) == [], "nothing has failed yet"
    qtbot.waitUntil(drafts_of(dialog).warning.isVisible)
    [(keep_again, unkept)] = find_unkept([host])
    lock(background, dialog)
    for _turn in range(2):  # whatever was stored of it meanwhile
        with desk.work() as work:
            keep_again(work, unkept)
    assert kept(desk) == [{"words": _TYPED}]


def test_that_a_form_given_up_is_not_held(
    background: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    background.attach(Disk(desk).work)
    dialog = show(background, host, qtbot)
    dialog.words.set_text(_TYPED)
    qtbot.waitUntil(drafts_of(dialog).warning.isVisible)
    drafts_of(dialog).end()
    assert drafts_of(dialog).warning.isHidden()
    assert find_unkept([host]) == []


def test_that_a_form_that_is_closed_by_the_lock_keeps_what_was_typed_last(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    dialog.words.set_text(_TYPED)
    dialog.done(0)
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"words": _TYPED}]


def test_that_a_lock_while_the_database_is_busy_keeps_what_was_typed_last(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    with busy(attached):
        dialog.words.set_text(_TYPED)
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"words": _TYPED}]


def test_that_what_was_kept_goes_with_the_saving_though_a_lock_comes_between(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    dialog.words.set_text(_TYPED)
    with busy(attached):
        dialog.save()
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == []


def test_that_what_is_refused_behind_the_lock_is_offered_again(
    attached: Background,
    desk: Desk,
    host: QWidget,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(VisitDialog, "act", lambda _dialog: _refuse)
    dialog = show(attached, host, qtbot)
    dialog.words.set_text(_TYPED)
    with busy(attached):
        dialog.save()
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"words": _TYPED}]


def test_that_what_is_typed_before_something_was_found_is_another_draft(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = VisitDialog(attached, parent=host)
    with busy(attached):
        dialog.open()
        dialog.who.set_text("Komşu")
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"who": "Komşu"}, {"words": _TYPED}]


def test_that_an_offer_outlives_another_form_that_is_saved(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    dialog.words.set_text("Başka bir ziyaret")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"words": _TYPED}]


def test_that_an_offer_goes_when_the_same_is_typed_and_saved(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    dialog.words.set_text(_TYPED)
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == []


def test_that_what_is_thrown_away_is_not_offered_again(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot, answers: Answers
) -> None:
    dialog = show(attached, host, qtbot)
    assert dialog.drafts is not None
    dialog.words.set_text(_TYPED)
    dialog.drafts.flush()
    answers.replies = [1]  # leave without saving
    dialog.reject()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == []


def test_that_an_offer_and_what_is_typed_beside_it_are_two_drafts(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot, answers: Answers
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    dialog.who.set_text("Komşu")
    drafts_of(dialog).flush()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"who": "Komşu"}, {"words": _TYPED}]
    answers.replies = [1]  # leave without saving
    dialog.reject()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"words": _TYPED}]


def test_that_two_half_typed_forms_are_told_apart_and_come_back_each_whole(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot, clock: FixedClock
) -> None:
    first = show(attached, host, qtbot)
    type_into(first.who, "Ayşe")
    type_into(first.words, "Komşusu dövüyor")
    lock(attached, first)
    qtbot.waitUntil(attached.is_idle)
    attached.attach(desk.work)
    clock.advance(minutes=5)
    second = show(attached, host, qtbot)
    type_into(second.words, "Okula gitmiyor")
    lock(attached, second)
    attached.attach(desk.work)
    dialog = show(attached, host, qtbot)
    newest, oldest = offered(dialog)
    assert newest.endswith("zamanından kaydedilmemiş yazı var: Okula gitmiyor")
    assert oldest.endswith("zamanından kaydedilmemiş yazı var: Ayşe · Komşusu dövüyor")
    assert newest.split("zamanından")[0] != oldest.split("zamanından")[0]
    with qtbot.waitSignal(drafts_of(dialog).taken):
        click_on(dialog, "Geri getir", 1)
    assert typed(dialog) == {"who": "Ayşe", "words": "Komşusu dövüyor"}
    assert offered(dialog) == [newest]
    with qtbot.waitSignal(drafts_of(dialog).taken):
        click_on(dialog, "Geri getir")
    # Nothing is left of the one that stood there: it is offered in turn.
    assert typed(dialog) == {"words": "Okula gitmiyor"}
    assert [one.rpartition(": ")[2] for one in offered(dialog)] == ["Ayşe · Komşusu dövüyor"]
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"who": "Ayşe", "words": "Komşusu dövüyor"}]


def test_that_a_second_click_before_the_draft_has_come_makes_no_other_one(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    with qtbot.waitSignal(drafts_of(dialog).taken):
        drafts_of(dialog).take()
        drafts_of(dialog).take()
    qtbot.waitUntil(attached.is_idle)
    assert typed(dialog) == {"words": _TYPED}
    assert offered(dialog) == []
    lock(attached, dialog)
    assert kept(desk) == [{"words": _TYPED}]


def test_that_no_secret_of_one_form_stays_in_another(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    dialog.who.set_text("Komşu")
    dialog.secret.set_text("mor kedi")
    dialog.pin.set_text("1234")
    with qtbot.waitSignal(drafts_of(dialog).taken):
        drafts_of(dialog).take()
    assert typed(dialog) == {"words": _TYPED}
    lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    assert sorted(kept(desk), key=shown) == [{"who": "Komşu"}, {"words": _TYPED}]


def test_that_what_is_typed_while_a_draft_is_fetched_is_kept_too(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    dialog.who.set_text("Kom")
    with qtbot.waitSignal(drafts_of(dialog).taken):
        drafts_of(dialog).take()
        dialog.who.set_text("Komşu")
    assert typed(dialog) == {"words": _TYPED}
    assert sorted(kept(desk), key=shown) == [{"who": "Komşu"}, {"words": _TYPED}]


def test_that_a_lock_while_a_draft_is_fetched_loses_neither(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    dialog.who.set_text("Komşu")
    with busy(attached):
        drafts_of(dialog).take()
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    assert sorted(kept(desk), key=shown) == [{"who": "Komşu"}, {"words": _TYPED}]


def test_that_throwing_a_draft_away_removes_that_one_alone_after_a_question(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot, answers: Answers
) -> None:
    keep(desk, {"words": _TYPED})
    keep(desk, {"words": "Okula gitmiyor"}, key="later")
    dialog = show(attached, host, qtbot)
    dialog.who.set_text("Komşu")
    drafts_of(dialog).flush()
    for reply, left in ((0, 2), (1, 1)):
        answers.replies = [reply]
        click_on(dialog, "Sil")
        qtbot.waitUntil(attached.is_idle)
        assert len(offered(dialog)) == left
    assert answers.asked == ["Kaydedilmemiş form silinsin mi?"] * 2
    assert kept(desk) == [{"who": "Komşu"}, {"words": _TYPED}]
    assert typed(dialog) == {"who": "Komşu"}


def test_that_a_draft_that_is_taken_at_two_computers_goes_on_as_two(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    here, there = (show(attached, host, qtbot) for _ in range(2))
    with qtbot.waitSignal(drafts_of(there).taken):
        drafts_of(there).take()
    with qtbot.waitSignal(drafts_of(here).taken):
        drafts_of(here).take()
    there.who.set_text("Komşu")
    here.who.set_text("Amca")
    for dialog in (there, here):
        drafts_of(dialog).flush()
    qtbot.waitUntil(attached.is_idle)
    assert sorted(one["who"] for one in kept(desk)) == ["Amca", "Komşu"]
    with qtbot.waitSignal(here.saved):
        here.save()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == [{"who": "Komşu", "words": _TYPED}]


def test_that_a_draft_that_is_gone_by_now_is_not_put_back(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    with desk.work() as work:
        drafts.drop_drafts(work, {"before"})
    drafts_of(dialog).take()
    qtbot.waitUntil(attached.is_idle)
    assert (typed(dialog), offered(dialog)) == ({}, [])


def test_that_a_taken_draft_goes_in_the_transaction_that_saves_it(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    keep(desk, {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    with qtbot.waitSignal(drafts_of(dialog).taken):
        drafts_of(dialog).take()
    with busy(attached):
        dialog.save()
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) == []


_ACTS: Final = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.sampled_from(["who", "words"])),
        st.tuples(st.sampled_from(["lock", "leave", "save"]), st.just(0)),
        st.tuples(st.sampled_from(["take", "throw away"]), st.integers(0, 2)),
    ),
    min_size=2,
    max_size=12,
)


@settings(max_examples=at_most(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS)
def test_that_no_draft_ever_holds_texts_of_two_forms(
    acts: list[tuple[str, str | int]],
    attached: Background,
    desk: Desk,
    host: QWidget,
    qtbot: QtBot,
    answers: Answers,
) -> None:
    attached.attach(desk.work)
    for last in host.findChildren(VisitDialog):
        last.done(0)
    qtbot.waitUntil(attached.is_idle)
    with desk.work() as work:
        drafts.drop_drafts(work, {one.key for one in drafts.list_drafts(work)})
    forms = count()
    left: list[dict[str, str]] = []
    """What was typed into other forms and is neither saved nor thrown away."""
    dialog, now, form = show(attached, host, qtbot), dict[str, str](), next(forms)

    def open_another() -> None:
        nonlocal dialog, now, form
        attached.attach(desk.work)
        dialog, now, form = show(attached, host, qtbot), {}, next(forms)

    for step, (act, where) in enumerate(acts):
        answers.replies = [1]
        if act == "type":
            now[str(where)] = f"{form}: {step}"
            type_into(dialog.form.field(str(where)), now[str(where)])
        elif act in {"lock", "leave", "save"}:
            if act == "lock":
                left += [now] if now else []
                lock(attached, dialog)
            elif act == "leave":
                dialog.reject()
            else:
                dialog.save()
            qtbot.waitUntil(attached.is_idle)
            open_another()
        elif offered(dialog):
            place = int(where) % len(offered(dialog))
            words = offered(dialog)[place].partition("yazı var: ")[2]
            there = next(one for one in left if shown(one) == words)
            left.remove(there)
            if act == "take":
                left += [now] if now else []
                now, form = there, int(words.partition(":")[0])
                with qtbot.waitSignal(drafts_of(dialog).taken):
                    drafts_of(dialog).take(place)
            else:
                drafts_of(dialog).throw_away(place)
        qtbot.waitUntil(attached.is_idle)
        assert typed(dialog) == now
    drafts_of(dialog).flush()
    qtbot.waitUntil(attached.is_idle)
    assert sorted(kept(desk), key=shown) == sorted([*left, *([now] if now else [])], key=shown)


def shown(texts: Mapping[str, str]) -> str:
    return " · ".join(texts[key] for key in ("who", "words") if key in texts)


def click_on(dialog: VisitDialog, words: str, place: int = 0) -> None:
    """Click on a way out of a banner."""
    banner = [one for one in drafts_of(dialog).banners if not one.isHidden()][place]
    (link,) = (one for one in banner.findChildren(LinkButton) if one.text() == words)
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)


def test_that_a_form_that_is_only_looked_at_keeps_nothing(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    dialog.reject()
    qtbot.waitUntil(attached.is_idle)
    QApplication.processEvents()
    assert kept(desk) == []
