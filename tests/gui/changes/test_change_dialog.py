"""The change dialog: refusal, drafts, several changes, what is said where."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import queries, service
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.frame import ReadinessFoot
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.changes.words import LETTER, NEWCOMER, SUBJECTS, entry_titles
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form import drafts as form_drafts
from alo183_desktop.gui.kit.form.drafts import find_unkept
from alo183_desktop.gui.kit.form.form import ChoiceField, RadioChoice, TextField
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.paper.preview import PdfPreview
from alo183_desktop.letters import service as letters
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, Problem
from tests.clocks import FixedClock
from tests.database.desks import finish
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import ENTRY, finish_letter
from tests.gui.conftest import Answers
from tests.gui.officers.directorate import tckn

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]

WRONG_TCKN = "10000000164"


def _wrong(form: ChangeForm) -> ChangeForm:
    return replace(form, entries=(replace(ENTRY, tckn=WRONG_TCKN),))


def test_that_a_click_on_a_fact_leads_to_its_field(
    form: ChangeForm, open_dialog: OpenDialog, settle: Callable[[], None]
) -> None:
    dialog = open_dialog(form)
    for fact, key in (
        ("newcomer.corporate_email", "newcomer.corporate_email"),
        ("effective", "effective"),
        ("newcomer.name", "newcomer.given_names"),
    ):
        QTest.mouseClick(dialog.checklist.row(fact), Qt.MouseButton.LeftButton)
        field = dialog.page().field_of(key)
        assert field is not None
        assert field.key == key
        assert field.control().hasFocus()
    settle()


def test_that_a_click_on_the_letter_leads_to_the_field_of_that_place(
    form: ChangeForm, open_dialog: OpenDialog, settle: Callable[[], None]
) -> None:
    dialog = open_dialog(form)
    settle()
    pages = dialog.letter.findChild(PdfPreview)
    assert pages is not None
    for box, key in (
        ("entries.0.newcomer.tckn", "newcomer.tckn"),
        ("letter.number", "letter.register_number"),
        ("letter.signature", "letter.signatory"),
    ):
        pages.box_clicked.emit(box)
        field = dialog.page().field_of(key)
        assert field is not None
        assert field.key == key
        assert field.control().hasFocus()
    settle()


def test_that_a_wrong_tckn_is_shown_in_field_checklist_letter_and_foot(
    form: ChangeForm, open_dialog: OpenDialog, settle: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = open_dialog(_wrong(form))
    dialog.go_to("entries.0.newcomer.tckn")
    settle()

    field = dialog.page().field_of("entries.0.newcomer.tckn")
    assert field is not None
    assert "denetim haneleri" in field.shown_message()
    assert dialog.checklist.count_words() == "9 bilginin 8’i tamam"
    assert dialog.foot.words() == "Yazı tamamlanamaz: T.C. kimlik numarası yanlış."
    assert not dialog.foot.can_finish()
    qtbot.waitUntil(lambda: dialog.letter.overlay_texts() == ["doğru numara bekleniyor"])


def test_that_the_letter_beside_a_field_never_scrolls_sideways(
    form: ChangeForm, open_dialog: OpenDialog, settle: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = open_dialog(_wrong(form))
    for key in ("entries.0.newcomer.tckn", "letter.signatory"):
        dialog.go_to(key)
        settle()
        qtbot.waitUntil(dialog.letter.is_settled)
        areas = dialog.letter.findChildren(QAbstractScrollArea)
        (pages,) = (area for area in areas if area.accessibleName() == "Yazının şimdiki hâli")
        across = pages.horizontalScrollBar()
        assert across.minimum() == across.maximum() > 0
        assert not across.isVisible()


def test_that_a_long_choice_ends_in_dots_and_shows_the_whole_as_its_hint(qtbot: QtBot) -> None:
    words = "Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü"
    field = ChoiceField("Kuruluşu", (("1", words),))
    qtbot.addWidget(field)
    field.resize(200, 60)
    field.set_value("1")
    with qtbot.waitExposed(field):
        field.show()
    field.grab()
    assert field.line().toolTip() == words
    field.resize(600, 60)
    field.grab()
    assert not field.line().toolTip()


def test_that_nothing_is_finished_while_a_field_is_wrong(
    form: ChangeForm, desk: Desk, open_dialog: OpenDialog, settle: Callable[[], None], hands: Hands
) -> None:
    dialog = open_dialog(_wrong(form))
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()

    assert dialog.finished_view() is None
    # The keys lead to the field instead.
    assert dialog.step() == NEWCOMER
    with desk.work() as work:
        context = service.context(work)
    assert context.letters == {}
    assert context.officers[1].held


def test_that_the_letter_can_be_finished_as_soon_as_the_number_is_right(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(_wrong(form))
    hands.press(Qt.Key.Key_F8)
    hands.write(tckn(77))
    assert dialog.foot.can_finish()
    assert dialog.checklist.count_words() == "9 bilginin 9’u tamam"


def test_that_an_untouched_dialog_leaves_without_a_question_or_a_draft(
    desk: Desk, open_dialog: OpenDialog, answers: Answers, hands: Hands, settle: Callable[[], None]
) -> None:
    dialog = open_dialog(None)
    hands.press(Qt.Key.Key_Escape)
    settle()
    assert not dialog.isVisible()
    assert answers.asked == []
    assert _drafts(desk) == []


@pytest.mark.parametrize(("reply", "left"), [(0, "open"), (1, "draft"), (2, "nothing")])
def test_that_esc_asks_before_typing_is_lost(
    reply: int, left: str, open_dialog: OpenDialog, answers: Answers, hands: Hands
) -> None:
    dialog = open_dialog(None)
    dialog.page().take_focus()
    hands.fill("zeynep gundogdu")
    answers.replies = [reply]
    drafts: list[str] = []
    dialog.draft_kept.connect(lambda: drafts.append("draft"))
    hands.press(Qt.Key.Key_Escape)
    hands.rest()
    assert answers.asked == ["Yazı tamamlanmadı"]
    assert (["open"] if dialog.isVisible() else drafts or ["nothing"]) == [left]


def test_that_what_is_typed_is_kept_after_a_pause(
    desk: Desk, open_dialog: OpenDialog, hands: Hands, qtbot: QtBot
) -> None:
    open_dialog(None)
    hands.fill("zeynep gundogdu")
    qtbot.waitUntil(lambda: _drafts(desk) == ["Zeynep GÜNDOĞDU"])


def test_that_a_change_that_cannot_be_kept_stays_open_and_is_kept_as_soon_as_it_can(
    desk: Desk,
    open_dialog: OpenDialog,
    answers: Answers,
    hands: Hands,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(form_drafts, "_AGAIN_MS", 0)
    save, full = service.save_draft, [True]

    def save_draft(work: Work, form: ChangeForm, **draft: Any) -> tuple[int, int]:
        if full:
            raise KnownError("db.full")
        return save(work, form, **draft)

    monkeypatch.setattr(service, "save_draft", save_draft)
    dialog = open_dialog(None)
    hands.fill("zeynep gundogdu")
    answers.replies = [1]  # keep the draft
    hands.press(Qt.Key.Key_Escape)
    words = "Taslak saklanamadı. Diskte yer kalmadı"

    def notices() -> list[str]:
        every = dialog.findChildren(Banner)
        return [one.text() for one in every if one.isVisible() and words in one.text()]

    qtbot.waitUntil(lambda: len(notices()) == 1)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: bool(find_unkept([dialog])))
    [(keep_again, unkept)] = find_unkept(QApplication.topLevelWidgets())
    full.clear()
    qtbot.waitUntil(lambda: notices() == [])  # nobody types
    assert dialog.isVisible()
    assert _drafts(desk) == ["Zeynep GÜNDOĞDU"]
    assert find_unkept([dialog]) == []
    with desk.work() as work:  # as after a lock that came before it could be kept
        keep_again(work, unkept)
    assert _drafts(desk) == ["Zeynep GÜNDOĞDU"] * 2


def test_that_a_lock_loses_nothing(
    page: ChangesPage, desk: Desk, hands: Hands, settle: Callable[[], None], qtbot: QtBot
) -> None:
    page.primary_action()
    qtbot.waitUntil(lambda: page.dialog() is not None)
    hands.fill("zeynep gundogdu")
    hands.alt("I")
    hands.write("Gulsah")
    seen = page.seen()
    page.prepare_lock()
    settle()

    assert page.dialog() is None
    page.show_seen(seen)
    settle()
    assert page.left_open.text() == (
        "Kilitlenirken açık olan değişiklik saklandı: Zeynep GÜNDOĞDU → Gulsah."
    )
    again = page.seen()  # and over another lock
    page.show_seen(again)
    settle()
    assert not page.left_open.isHidden()
    (resume,) = (one for one in page.left_open.findChildren(LinkButton) if not one.isHidden())
    resume.setFocus()
    QTest.keyClick(resume, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.dialog() is not None)
    assert page.left_open.isHidden()
    page.prepare_lock()
    settle()
    assert page.window().focusWidget() is page.letter_view
    with desk.work() as work:
        (draft,) = queries.list_drafts(work.session)
        kept, _version = service.load_draft(work, draft.draft_id)
    assert (kept.entries[0].leaver_id, kept.entries[0].given_names) == (1, "Gulsah")


def test_that_a_draft_is_resumed_where_it_was_left_with_its_wrong_value(
    page: ChangesPage,
    form: ChangeForm,
    desk: Desk,
    qtbot: QtBot,
    hands: Hands,
    answers: Answers,
) -> None:
    answers.replies = [1]
    with desk.work() as work:
        service.save_draft(work, _wrong(form))
    page.load()
    hands.rest()
    page.draft_view.selectRow(0)
    page.draft_view.opened.emit()
    qtbot.waitUntil(lambda: page.dialog() is not None)
    dialog = page.dialog()
    assert dialog is not None
    assert dialog.form() == _wrong(form)

    hands.press(Qt.Key.Key_F8)
    hands.write(tckn(77))
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    assert _drafts(desk) == []


def test_that_choosing_the_leaver_proposes_their_subjects(
    open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(None)
    hands.fill("sukru agaoglu")
    assert len(dialog.form().entries[0].subject_ids) == 2


def test_that_somebody_of_the_roster_brings_their_values(
    form: ChangeForm, open_dialog: OpenDialog
) -> None:
    blank = ChangeEntry(leaver_id=1, subject_ids=(1, 2), effective_on="25.11.2026")
    dialog = open_dialog(replace(form, entries=(blank,)))
    dialog.go_to("entries.0.newcomer.given_names")
    page = dialog.page()
    kind = page.findChild(RadioChoice)
    assert isinstance(kind, RadioChoice)
    kind.set_text("roster")
    choice = page.field_of("entries.0.newcomer")
    assert isinstance(choice, ChoiceField)
    choice.set_value("4")
    title = page.field_of("entries.0.newcomer.tckn")
    assert isinstance(title, TextField)
    assert title.text() == tckn(4)
    assert dialog.foot.can_finish()


def test_that_whoever_was_chosen_from_the_roster_is_there_after_a_look_elsewhere(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    chosen = replace(form.entries[0], newcomer_kind="roster", newcomer_id=4)
    empty: dict[str, Any] = dict.fromkeys(
        ("given_names", "surname", "title", "tckn", "corporate_email"), ""
    )
    dialog = open_dialog(replace(form, entries=(replace(chosen, **empty),)))
    dialog.go_to("entries.0.newcomer.given_names")
    page = dialog.page()
    kind = page.findChild(RadioChoice)
    assert isinstance(kind, RadioChoice)
    choice = page.field_of("entries.0.newcomer")
    assert isinstance(choice, ChoiceField)
    for other in ("nobody", "new"):
        kind.set_text(other)
        assert dialog.form().entries[0].from_roster is None
        hands.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
        hands.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        kind.set_text("roster")
        assert choice.isVisible()
        assert choice.value() == "4"
        name = page.field_of("entries.0.newcomer.tckn")
        assert name is not None
        assert name.text() == tckn(4)
    choice.set_value(None)
    choice.changed.emit()
    assert entry_titles(dialog.form(), dialog.validator.context)[0].endswith("→ gelen?")


def test_that_a_letter_that_was_open_over_midnight_may_be_of_the_new_day(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands, clock: FixedClock
) -> None:
    dialog = open_dialog(form)
    dialog.go_to("letter.date")
    day = dialog.page().field_of("letter.date")
    assert day is not None
    hands.fill("25.11.2026")
    assert "ileride" in day.shown_message()
    clock.advance(hours=24)
    dialog.go_to("letter.date")
    hands.fill("25.11.2026")
    hands.rest()
    assert not day.shown_message()
    assert dialog.foot.can_finish(), dialog.foot.words()


def test_that_an_empty_step_is_left_only_after_a_word_about_it(
    open_dialog: OpenDialog, hands: Hands, settle: Callable[[], None]
) -> None:
    dialog = open_dialog(None)
    for step in (0, NEWCOMER):
        assert dialog.step() == step
        hands.press(Qt.Key.Key_Return)
        settle()
        assert dialog.step() == step
        assert "yeniden “İleri”" in dialog.toast.text()
        hands.press(Qt.Key.Key_Return)
        settle()
    assert dialog.step() == SUBJECTS
    dialog.go_to("entries.0.leaver")
    hands.press(Qt.Key.Key_Return)
    assert dialog.toast.isVisible()
    hands.write("z")
    hands.fill("eynep")
    assert not dialog.toast.isVisible()


def test_that_several_changes_share_one_letter(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert dialog.form().entries[1] == ChangeEntry()
    assert dialog.step() == 0
    hands.fill("ilknur iraz cig")
    assert dialog.form().entries[1].leaver_id == 3
    hands.press(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    dialog.go_to("entries.1.newcomer.tckn")
    assert dialog.form().entries[0] == ENTRY


def test_that_the_day_of_a_further_change_is_offered_and_never_taken_unseen(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert SUBJECTS not in dialog.steps_done()
    assert "Görev değişikliğinin başladığı gün: eksik" in dialog.checklist.words()
    hands.fill("ilknur iraz cig")
    # By Enter from the newcomer: the subjects are the leaver's, and the day is what is missing.
    dialog.go_to("entries.1.newcomer.given_names")
    for _press in range(2):  # the newcomer is left out for now
        hands.press(Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert dialog.step() == SUBJECTS
    day = dialog.page().field_of("entries.1.effective")
    assert day is not None
    assert day.control() is dialog.focusWidget()
    (offer,) = (one for one in day.findChildren(LinkButton) if not one.isHidden())
    assert offer.text() == "1. değişikliğin gününü yaz: 25.11.2026 (F6)"
    hands.press(Qt.Key.Key_F6)
    assert dialog.form().entries[1].effective_on == "25.11.2026"
    assert offer.isHidden()
    assert SUBJECTS in dialog.steps_done()
    dialog.go_to("entries.0.effective")
    assert not [one for one in day.findChildren(LinkButton) if not one.isHidden()]


def test_that_enter_in_the_last_step_finishes_after_one_question_or_leads_to_what_is_missing(
    form: ChangeForm, open_dialog: OpenDialog, answers: Answers, hands: Hands
) -> None:
    dialog = open_dialog(replace(form, signatory_id=None))
    dialog.go_to("letter.date")
    hands.press(Qt.Key.Key_Return)
    assert answers.asked == []
    signatory = dialog.page().field_of("letter.signatory")
    assert isinstance(signatory, ChoiceField)
    assert signatory.control() is dialog.focusWidget()
    assert signatory.shown_message()
    signatory.set_value("1")
    signatory.changed.emit()
    dialog.go_to("letter.date")
    hands.press(Qt.Key.Key_Return)
    assert len(answers.asked) == 1
    assert dialog.finished_view() is None  # the question was left


def test_that_tab_leads_from_the_last_field_of_a_step_to_what_comes_next(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(form)
    for key, words in (
        ("entries.0.newcomer.corporate_mobile", "İler&i"),
        ("letter.information", "&Yazıyı tamamla"),
    ):
        dialog.go_to(key)
        field = dialog.page().field_of(key)
        assert field is not None
        field.take_focus()
        hands.tab()
        focused = dialog.focusWidget()
        assert isinstance(focused, QPushButton)
        assert focused.text() == words


def test_that_a_warning_is_asked_about_before_the_letter_is_finished(
    form: ChangeForm,
    open_dialog: OpenDialog,
    answers: Answers,
    hands: Hands,
    settle: Callable[[], None],
) -> None:
    foreign = replace(ENTRY, corporate_email="gulsah@baska.com")
    dialog = open_dialog(replace(form, entries=(foreign,)))
    assert dialog.foot.can_finish()
    answers.replies = [0]
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert answers.asked == ["Yazı bu hâliyle tamamlansın mı?"]
    assert dialog.finished_view() is None


def test_that_a_number_of_another_letter_is_named_at_its_field_and_before_finishing(
    form: ChangeForm,
    desk: Desk,
    open_dialog: OpenDialog,
    answers: Answers,
    hands: Hands,
    settle: Callable[[], None],
) -> None:
    other = finish_letter(desk, leaver_id=2, subject_ids=(3,), serial=78)
    with desk.work() as work:
        day = local_day(work.now)
        letters.note_register_number(work, other, "4752", day, version=1)
    dialog = open_dialog(form)
    dialog.go_to("letter.register_number")
    hands.write("4752")
    number = dialog.page().field_of("letter.register_number")
    assert number is not None
    assert "4752 sayısı" in number.shown_message()
    assert dialog.foot.can_finish()
    answers.replies = [0, 1]
    for _answer in tuple(answers.replies):
        hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle()
    assert answers.asked == ["Yazı bu hâliyle tamamlansın mı?"] * 2
    assert dialog.finished_view() is not None
    with desk.work() as work:
        wanted = AuditFilter(actions=("letter.finished",))
        finished = find_entries(work.session, wanted, before=None, limit=1)
        assert finished[0].details["same_number"] == other


def test_that_a_change_of_the_roster_behind_the_dialog_is_noticed(
    form: ChangeForm, desk: Desk, open_dialog: OpenDialog, answers: Answers, hands: Hands
) -> None:
    dialog = open_dialog(form)
    with desk.work() as work:
        finish(work, form)
    answers.replies = [1]
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    assert dialog.finished_view() is None
    assert not dialog.foot.can_finish()
    assert len(answers.asked) == 2


def test_that_two_desks_on_one_draft_both_keep_what_they_typed(
    form: ChangeForm, desk: Desk, data: Background, page: ChangesPage, settle: Callable[[], None]
) -> None:
    from alo183_desktop.gui.changes.draft_keeper import DraftKeeper

    with desk.work() as work:
        draft_id, version = service.save_draft(work, form)
        service.save_draft(work, _wrong(form), draft_id=draft_id, version=version)
    keeper = DraftKeeper(data, draft_id=draft_id, version=version, parent=page)
    keeper.note(form)
    keeper.flush()
    settle()
    assert len(_drafts(desk)) == 2


def test_that_ctrl_s_keeps_the_draft_at_once_and_says_so(
    desk: Desk, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(None)
    ctrl_s = partial(hands.press, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    ctrl_s()
    hands.rest()
    assert (dialog.toast.text(), _drafts(desk)) == ("Henüz bir şey yazılmadı; taslak yok.", [])
    hands.write("zeynep gundogdu")
    ctrl_s()
    hands.rest()
    assert (dialog.toast.text(), len(_drafts(desk))) == ("Taslak kaydedildi.", 1)
    assert not dialog.foot.isAncestorOf(dialog.toast)
    dialog.toast.report("")
    ctrl_s()
    hands.rest()
    assert dialog.toast.text() == "Taslak kaydedildi."


def test_that_the_letter_step_shows_number_and_day_of_the_form(
    form: ChangeForm, open_dialog: OpenDialog
) -> None:
    dialog = open_dialog(replace(form, register_number="4752", date="24.11.2026"))
    dialog.go_to("letter.date")
    assert dialog.step() == LETTER
    assert dialog.page().read() == dialog.form()


@pytest.mark.parametrize("step", range(5))
def test_that_showing_and_reading_a_step_changes_nothing(
    step: int, form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    whole = replace(
        form,
        register_number="4752",
        date="24.11.2026",
        annexes=("Ek bir", "Ek iki"),
        action=("Gereği",),
        information=("Bilgi",),
        entries=(
            replace(ENTRY, reason="Emeklilik", leaver_keeps_others=True, unit_id=1),
            ChangeEntry(
                leaver_name="Ayşe YILMAZ",
                newcomer_kind="nobody",
                vacancy_reason="Atama bekleniyor",
                subject_ids=(3,),
                effective_on="yarın",
                unit_id=1,
            ),
        ),
    )
    dialog = open_dialog(whole)
    for place in range(2):
        dialog.go_to(f"entries.{place}.leaver")
        hands.press(Qt.Key(ord("1") + step), Qt.KeyboardModifier.AltModifier)
        assert dialog.step() == step
        assert dialog.page().read() == whole


def _drafts(desk: Desk) -> list[str]:
    with desk.work() as work:
        return [draft.title for draft in queries.list_drafts(work.session)]


def test_that_the_foot_names_one_place_at_a_time_and_leads_to_the_one_it_names(
    host: QWidget, qtbot: QtBot
) -> None:
    found = {key: Problem(key, "changes.tckn_missing") for key in ("a", "letter.contact", "b")}
    foot = ReadinessFoot(parent=host)

    def leads_to() -> object:
        with qtbot.waitSignal(foot.field_requested) as led:
            foot.go_there()
        foot.show_state({}, found)  # as after each look at the form
        return led.args[0]

    foot.show_state({}, found)
    said = "Yazı tamamlanabilir; gözden geçiriniz ({}/2): T.C. kimlik numarası eksik."
    assert foot.words() == said.format(1)
    assert leads_to() == "a"
    assert foot.words() == said.format(1)
    assert leads_to() == "b"
    assert foot.words() == said.format(2)
    assert leads_to() == "a"
    foot.show_state(found, {})
    # The number of what is missing stands above, once.
    assert foot.words() == "Yazı tamamlanamaz: T.C. kimlik numarası eksik."
    assert [leads_to_again(foot, qtbot) for _press in range(2)] == ["a", "a"]


def leads_to_again(foot: ReadinessFoot, qtbot: QtBot) -> object:
    with qtbot.waitSignal(foot.field_requested) as led:
        foot.go_there()
    return led.args[0]
