"""The steps of the change dialog: where Tab goes, what the list of facts says, what is followed."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QPushButton, QWidget

from alo183_desktop.changes.form import ChangeForm
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.words import LETTER, NEWCOMER, SUBJECTS
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.form import ChoiceField
from alo183_desktop.gui.kit.form.rare import RareFields
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import ENTRY

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]

MOST_STOPS = 60
USUAL = ("letter.signatory", "letter.urgent", "letter.secrecy")


@pytest.mark.parametrize(
    ("step", "kind"),
    [(0, "new"), (1, "new"), (1, "roster"), (1, "nobody"), (2, "new"), (3, "new"), (4, "new")],
)
def test_that_tab_reaches_everything_once_and_comes_back(
    step: int, kind: str, form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(replace(form, entries=(replace(ENTRY, newcomer_kind=kind),)))
    hands.press(Qt.Key(ord("1") + step), Qt.KeyboardModifier.AltModifier)
    start = QApplication.focusWidget()
    assert start is not None
    stops: list[QWidget] = [start]
    while len(stops) < MOST_STOPS:
        hands.tab()
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is start:
            break
        assert focused not in stops, f"{focused} came twice"
        stops.append(focused)
    else:
        pytest.fail("Tab never comes back")
    page = dialog.page()
    wanted: list[QWidget] = [
        one
        for one in dialog.findChildren(QPushButton)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.parent() is dialog.foot
    ]
    wanted += [
        field.control()
        for field in page.fields()
        if field.isVisible() and not field.control().findChildren(QAbstractButton)
    ]
    reached = {one.focusProxy() or one for one in stops} | set(stops)
    missed = [one for one in wanted if one not in reached and one.focusProxy() not in reached]
    assert not missed
    # Down the form as the eye goes, and then to the buttons.
    tops = [one.mapTo(page, one.rect().topLeft()).y() for one in stops if page.isAncestorOf(one)]
    turns = sum(later < earlier - 8 for earlier, later in pairwise(tops))
    assert turns <= 1
    seen = [one for one in page.fields() if one.isVisible()]
    for above, below in combinations(seen, 2):
        assert not above.geometry().intersects(below.geometry()) or above.parent() != below.parent()


@pytest.mark.parametrize(
    ("key", "typed", "shown"),
    [
        ("corporate_email", " Gulsah.CETINKAYA@Ornek.gov.tr ", "gulsah.cetinkaya@ornek.gov.tr"),
        ("corporate_email", "Gulsah@", "Gulsah@"),
        ("tckn", "100 000 001 46", "10000000146"),
        ("tckn", "100 000", "100 000"),
    ],
)
def test_that_a_field_shows_what_is_typed_as_the_letter_prints_it(
    key: str, typed: str, shown: str, form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(replace(form, entries=(replace(ENTRY, corporate_email="", tckn=""),)))
    dialog.go_to(f"entries.0.newcomer.{key}")
    hands.write(typed)
    hands.tab()
    field = dialog.page().field_of(f"entries.0.newcomer.{key}")
    assert field is not None
    assert field.text() == shown
    assert getattr(dialog.form().entries[0], key) == shown


def test_that_the_list_of_facts_holds_the_day_and_what_is_wrong_with_the_subjects(
    form: ChangeForm, open_dialog: OpenDialog
) -> None:
    # Subjects that the one who goes on with the others does not hold: they hand over nothing.
    entry = replace(ENTRY, effective_on="", subject_ids=(5,), leaver_keeps_others=True)
    dialog = open_dialog(replace(form, entries=(entry,)))
    assert dialog.checklist.count_words() == "9 bilginin 7’si tamam"
    assert "Görev değişikliğinin başladığı gün: eksik" in dialog.checklist.words()
    assert "Müracaat konuları: yanlış" in dialog.checklist.words()


def test_that_a_vacancy_without_its_reason_is_not_complete(
    form: ChangeForm, open_dialog: OpenDialog
) -> None:
    dialog = open_dialog(replace(form, entries=(replace(ENTRY, newcomer_kind="nobody"),)))
    name = "Görevlendirme yapılmamasının nedeni"
    assert dialog.checklist.words()[-1] == f"{name}: eksik"
    assert dialog.checklist.count_words() == "4 bilginin 3’ü tamam"
    assert dialog.foot.words() == f"Yazı tamamlanamaz: {name} eksik."
    dialog.go_to("entries.0.vacancy_reason")
    assert dialog.step() == NEWCOMER
    field = dialog.page().field_of("entries.0.vacancy_reason")
    assert field is not None
    assert field.name() == name
    dialog.go_to("entries.0.subjects")
    field = dialog.page().field_of("entries.0.subjects")
    assert field is not None
    assert field.name() == "Boş kalacak müracaat konuları"


def test_that_the_last_step_is_done_only_once_somebody_was_there(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(form)
    assert LETTER not in dialog.steps_done()
    hands.press(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert LETTER in dialog.steps_done()


def test_that_the_letter_follows_the_subjects_of_the_change_that_is_edited(
    form: ChangeForm, open_dialog: OpenDialog
) -> None:
    entries = tuple(replace(ENTRY, leaver_id=place + 1) for place in range(3))
    dialog = open_dialog(replace(form, entries=entries))
    dialog.go_to("entries.2.subjects")
    dialog.go_to("entries.1.subjects")
    assert dialog.letter.followed_key() == "entries.1.subjects"
    dialog.go_to("entries.1.effective")
    box = dialog.page().findChildren(QCheckBox)[3]
    box.click()
    assert dialog.step() == SUBJECTS
    assert dialog.letter.followed_key() == "entries.1.subjects"


def test_that_an_e_signed_letter_asks_where_it_can_be_checked(
    form: ChangeForm, open_dialog: OpenDialog
) -> None:
    dialog = open_dialog(form)
    dialog.go_to("letter.date")
    fields = {field.key: field for field in dialog.page().fields()}
    code, address = (fields[f"letter.verification_{part}"] for part in ("code", "address"))
    assert not code.isVisible()
    fields["letter.preparation"].set_text("E: elektronik imzalı")
    assert code.isVisible()
    code.set_text("1A2B-3C4D")
    address.set_text("https://ornek.gov.tr/dogrula")
    assert dialog.form().verification_code == "1A2B-3C4D"
    assert dialog.form().verification_address == "https://ornek.gov.tr/dogrula"
    fields["letter.style"].set_text("2004 yönetmeliği (eski dosyalar)")
    assert not code.isVisible()
    assert dialog.form().verification_code == ""


def test_that_what_most_letters_leave_as_it_is_stands_behind_one_button(
    form: ChangeForm, open_dialog: OpenDialog
) -> None:
    dialog = open_dialog(form)
    dialog.go_to("letter.date")
    fields = {field.key: field for field in dialog.page().fields()}
    usual = [key for key, field in fields.items() if field.isVisible()]
    assert usual == ["letter.register_number", "letter.date", *USUAL]
    rare = dialog.page().findChild(RareFields)
    assert rare is not None
    button = rare.findChild(LinkButton)
    assert button is not None
    assert button.text() == "&Diğer: Biçim, Hazırlanışı, İlgi, Ekler, Dağıtım"
    button.click()
    assert fields["letter.style"].control().hasFocus()
    assert fields["letter.information"].isVisible()
    assert not button.isVisible()


def test_that_a_letter_with_annexes_or_a_click_on_a_place_of_it_shows_their_field(
    form: ChangeForm, open_dialog: OpenDialog
) -> None:
    for shown in (replace(form, annexes=("Bir ek",)), form):
        dialog = open_dialog(shown)
        dialog.go_to("letter.date")
        fields = {field.key: field for field in dialog.page().fields()}
        assert fields["letter.annexes"].isVisible() is bool(shown.annexes)
        dialog.go_to("letter.references")
        assert fields["letter.references"].control().hasFocus()
        dialog.done(0)


def test_that_an_e_signed_letter_is_a_draft_until_its_code_is_typed(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(replace(form, preparation="E"))
    assert "gözden geçiriniz" in dialog.foot.words()
    hands.press(Qt.Key.Key_F8)
    fields = {field.key: field for field in dialog.page().fields()}
    code = fields["letter.verification_code"]
    assert code.control().hasFocus()
    assert "TASLAK" in code.note()
    hands.fill("1A2B-3C4D")
    assert dialog.foot.words() == "Yazı tamamlanabilir."


@pytest.mark.parametrize(
    ("typed", "title", "reported"),
    [
        ("Psi", "Psikolog", ""),
        ("sosyal c", "Sosyal Çalışmacı", ""),
        # Whole words may be another title.
        ("Sosyal", "Sosyal", "“Sosyal” ilk kez yazılan bir unvan."),
        ("Doktor", "Doktor", "“Doktor” ilk kez yazılan bir unvan."),
    ],
)
def test_that_no_beginning_of_a_title_becomes_one_unnoticed(
    typed: str,
    title: str,
    reported: str,
    form: ChangeForm,
    open_dialog: OpenDialog,
    hands: Hands,
) -> None:
    dialog = open_dialog(replace(form, entries=(replace(ENTRY, title=""),)))
    dialog.go_to("entries.0.newcomer.title")
    field = dialog.page().field_of("newcomer.title")
    assert isinstance(field, ChoiceField)
    hands.write(typed)
    hands.tab()
    hands.rest()
    assert not field.line().hasFocus()
    assert field.text() == dialog.form().entries[0].title == title
    assert field.shown_message().startswith(reported)
    assert bool(field.shown_message()) == bool(reported)


def test_that_a_name_is_shown_as_it_prints_once_the_field_is_left(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(form)
    dialog.go_to("entries.0.newcomer.surname")
    fields = {field.key: field for field in dialog.page().fields()}
    surname = fields["newcomer.surname"]
    surname.take_focus()
    surname.set_text("ışıklı")
    hands.tab()
    assert surname.text() == "IŞIKLI"
    assert dialog.form().entries[0].surname == "IŞIKLI"
