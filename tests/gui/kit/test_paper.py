"""A paper leaves only after that was written down, and not at all when that is refused."""

import io
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.db.work import Actor, Work
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.paper import papers as paper
from alo183_desktop.gui.kit.paper.papers import FileWindow, Paper, PaperActs
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.errors import KnownError
from tests.gui.conftest import Answers

DATA = b"Bir metin"


def made(printing: Callable[[Work], object], saving: Callable[[Work], object]) -> Paper:
    """Return a paper that leaves with these records."""
    return Paper(
        title="Tutanak",
        name="tutanak.txt",
        data=DATA,
        job="İş",
        printing=printing,
        saving=saving,
        changes=frozenset({Topic.PHONES}),
    )


def refuse(_work: Work) -> None:
    raise KnownError("access.not_allowed")


@pytest.fixture
def acts(host: QWidget, background: Background) -> PaperActs:
    background.attach(lambda: nullcontext(cast("Work", None)))
    return PaperActs(background, actor=Actor(None, "memur", "Şükrü IŞIK", Role.CLERK), parent=host)


def test_that_a_saved_paper_is_written_down_before_its_file_is_there(
    acts: PaperActs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "tutanak.txt"
    monkeypatch.setattr(paper, "ask_target", lambda *_asked: path)
    was_there: list[bool] = []
    acts.save(made(refuse, lambda _work: was_there.append(path.exists())))
    qtbot.waitUntil(path.exists)
    assert was_there == [False]
    assert path.read_bytes() == DATA


def test_that_nothing_is_saved_that_may_not_be_written_down(
    acts: PaperActs,
    answers: Answers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(paper, "ask_target", lambda *_asked: tmp_path / "tutanak.txt")
    acts.save(made(refuse, refuse))
    qtbot.waitUntil(lambda: len(answers.asked) == 1)
    assert list(tmp_path.iterdir()) == []


def test_that_the_printer_gets_a_paper_with_its_record_and_what_that_changes(
    acts: PaperActs, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    from PIL import Image

    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(paper, "print_pdf", lambda _parent, _pdf, **more: asked.append(more))
    picture = tmp_path / "tarama.png"
    Image.new("L", (60, 80), 255).save(picture)
    sent = made(refuse, refuse)
    scanned = Paper(
        title=sent.title,
        name=picture.name,
        data=picture.read_bytes(),
        job=sent.job,
        printing=sent.printing,
        saving=sent.saving,
        changes=sent.changes,
    )
    acts.print_paper(scanned)
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked[0]["record"] is refuse
    assert asked[0]["changes"] == {Topic.PHONES}
    assert asked[0]["title"] == "İş"


def test_that_the_window_of_a_paper_says_what_it_shows_and_names_nobody(
    acts: PaperActs, host: QWidget, qtbot: QtBot
) -> None:
    from PIL import Image

    page = io.BytesIO()
    Image.new("L", (60, 80), 255).save(page, "PNG")
    with qtbot.waitExposed(host):
        host.show()
    acts.show(
        replace(
            made(refuse, refuse),
            title="zeynep-gundogdu.png",
            data=page.getvalue(),
            job="Vaka dosyası",
        )
    )
    [window] = host.findChildren(FileWindow)
    assert window.windowTitle() == "Vaka dosyası"
    qtbot.waitUntil(window.is_shown)
    window.accept()
