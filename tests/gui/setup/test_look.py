"""Each step of the set-up in each look: empty, full with long names, wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.form.form import ChoiceField, TextField
from alo183_desktop.gui.pictures import settle
from alo183_desktop.gui.setup.wizard import SetupWizard
from tests.clocks import FixedClock
from tests.gui.desks import make_program
from tests.gui.look import faults

SCREEN: Final = (1280, 720)
NAME: Final = "Müjgân Iğılsu Şükriye KARAİSMAİLOĞLU-BÜYÜKÖZTÜRKGÜLŞEN"
FULL: Final = {
    "province": "Kahramanmaraş",
    "detsis": "12345678",
    "address": "Şehit Öğretmen Ayşegül Çağlayangil Mahallesi, Gümüşpınar Bulvarı No: 183/B, ĞÜŞİÖÇ",
    "telephone": "0344 000 00 10",
    "email": "kahramanmaras.aile.ve.sosyal.hizmetler.il.mudurlugu@ornek.gov.tr",
    "contact_name": NAME,
    "contact_title": "Veri Hazırlama ve Kontrol İşletmeni",
    "name": NAME,
    "title": "Aile ve Sosyal Hizmetler İl Müdürü",
    "administrator_name": NAME,
}


@pytest.fixture
def wizard(
    look: str, data_folder: Path, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> Iterator[SetupWizard]:
    """Return the wizard in a window as large as a small screen, in one look."""
    assert look
    made = SetupWizard(make_program(data_folder, clock), parent=host)
    host.resize(*map(theme.px, SCREEN))
    made.resize(host.size())
    with qtbot.waitExposed(host):
        host.show()
    yield made
    made.shut_down()


@pytest.mark.parametrize("text", ["", "full", "?"], ids=["empty", "full", "wrong"])
def test_that_nothing_in_the_set_up_is_cut_or_covered(
    wizard: SetupWizard, host: QWidget, text: str
) -> None:
    steps = (wizard.province, wizard.directorate, wizard.signatories, wizard.administrator)
    for index, step in enumerate(steps):
        wizard._show_step(index)  # noqa: SLF001 - a step with faults is not left by its buttons
        for field in step.fields():
            if text == "full" and field.key in FULL:
                field.set_text(FULL[field.key])
            elif text != "full" and isinstance(field, (TextField, ChoiceField)):
                field.set_text(text)
            if text != "full":
                field.validate()
        settle(*wizard.findChildren(Background))  # the sample letter follows the typing
        assert faults(host) == [], index
        # The next step asks what the province proposes.
        wizard.province.fields()[0].set_text(FULL["province"])
