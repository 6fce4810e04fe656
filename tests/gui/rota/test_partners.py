"""The partner book on the page: entered, found right, taken out, and marked when it grows old."""

import datetime as dt
from collections.abc import Callable

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.rota.test_people import opened


def test_that_a_partner_is_entered_and_marked_until_its_number_is_found_right(
    page: RotaPage,
    desk: Desk,
    clock: FixedClock,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    page.show_view(RotaPart.PARTNERS)
    settle()
    page.primary_action()
    dialog = opened(page, RecordDialog, settle)
    dialog.fields["kind"].set_text("Jandarma")
    dialog.fields["name"].set_text("Gölbaşı İlçe Jandarma")
    dialog.fields["phone"].set_text("0312 444 55 66")
    dialog.submit()
    settle()
    confirmed = page.partners.spec.columns[-1]

    def marks() -> list[State | None]:
        assert confirmed.state is not None
        return [confirmed.state(row) for row in page.partners.model.rows()]

    assert marks() == [State.NEAR]
    page.partners.view.select_first()
    by_key = {act.shortcut().toString(): act for act in page.partners.view.actions()}
    by_key["F8"].trigger()
    settle()
    assert marks() == [None]
    clock.advance(days=200)
    assert marks() == [State.NEAR]
    assert page.partners.model.rows()[0].confirmed_on == dt.date(2026, 11, 24)
    answers.replies = [1]
    by_key["Del"].trigger()
    settle()
    assert list(page.partners.model.rows()) == []
    assert [acts(desk, f"partner.{act}") for act in ("added", "changed", "removed")] == [1, 1, 1]
