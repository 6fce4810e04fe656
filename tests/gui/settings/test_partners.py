"""The partner book in the settings: entered, found right, taken out, and marked when it is old."""

import datetime as dt
from collections.abc import Callable

import pytest

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.settings.institutions_section import INSTITUTIONS, InstitutionsSection
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.shared.states import State
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.gui.desks import acts


@pytest.mark.parametrize("role", [Role.CLERK])
def test_that_a_clerk_enters_a_partner_marked_until_its_number_is_found_right(
    page: SettingsPage,
    desk: Desk,
    clock: FixedClock,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    page.show_query((INSTITUTIONS, "partners"))  # as the card of a duty or of a case asks it to
    settle()
    section = page.section()
    assert isinstance(section, InstitutionsSection)
    partners = section.partners
    assert partners.view.hasFocus()
    assert section.add_partner is not None
    section.add_partner.click()
    settle()
    dialog = partners.opener.dialog()
    assert isinstance(dialog, RecordDialog)
    dialog.fields["kind"].set_text("Jandarma")
    dialog.fields["name"].set_text("Gölbaşı İlçe Jandarma")
    dialog.fields["phone"].set_text("0312 444 55 66")
    dialog.submit()
    settle()
    confirmed = partners.spec.columns[-1]

    def marks() -> list[State | None]:
        assert confirmed.state is not None
        return [confirmed.state(row) for row in partners.model.rows()]

    assert marks() == [State.NEAR]
    partners.view.select_first()
    by_key = {act.shortcut().toString(): act for act in partners.view.actions()}
    by_key["F8"].trigger()
    settle()
    assert marks() == [None]
    clock.advance(days=200)
    assert marks() == [State.NEAR]
    assert partners.model.rows()[0].confirmed_on == dt.date(2026, 11, 24)
    answers.replies = [1]
    by_key["Del"].trigger()
    settle()
    assert list(partners.model.rows()) == []
    assert [acts(desk, f"partner.{act}") for act in ("added", "changed", "removed")] == [1, 1, 1]
