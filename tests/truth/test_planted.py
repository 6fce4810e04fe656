"""The net finds a fault that is planted in a single surface; else it would prove nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import inspect
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

import pytest

from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.documents.papers import rota as layout
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.phones.quotas.rules import Status
from tests.clocks import FixedClock
from tests.truth.acts import WORK
from tests.truth.lives import Life
from tests.truth.net import Cost
from tests.truth.offices import BEGIN, FileOffice

ACTS = 80
SEED = 4
"""Of a life in which each fault shows: lines are held, cases run, letters wait."""

Change = Callable[[Any, tuple[Any, ...]], Any]


class Fault(NamedTuple):
    """What one surface does wrong: what a function of the program returns is spoiled."""

    place: str
    """Below `alo183_desktop`."""
    spoil: Change
    """Gets what the function returned, and what it was asked; returns what it says instead."""
    surface: str
    """Where it shows."""

    @property
    def cost(self) -> Cost:
        """How much must be looked at to see it."""
        return Cost.WINDOW if self.surface.startswith("window: ") else Cost.PAPER


def _with(**values: Any) -> Change:
    return lambda answer, _asked: answer | values


def _one_more(kind: type) -> Change:
    return lambda found, asked: found + 1 if isinstance(asked[-1], kind) else found


def _an_hour_late(answer: Any, _asked: Any) -> Any:
    return answer | {"due_at": answer["due_at"] + dt.timedelta(hours=1)}


def _other_phones(answer: Any, _asked: Any) -> Any:
    others = [one | {"phone": "+905559998877"} for one in answer["on_duty"]]
    return answer | {"on_duty": others}


def _minute_more(answer: Any, _asked: Any) -> Any:
    counts = [one | {"minutes": one["minutes"] + 1} for one in answer["counts"]]
    return answer | {"counts": counts}


def _figure_more(answer: Any, asked: tuple[Any, ...]) -> Any:
    if asked[1] != "183’e yönlendirilen kişi":
        return answer
    return dataclasses.replace(answer, value=answer.value + 1)


def _other_number(_answer: Any, _asked: Any) -> Any:
    return layout.Number("0555 999 88 77")


def _a_duty_more(answer: Any, _asked: Any) -> Any:
    first, *rest = answer
    return (first + 1, *rest)


def _night_less(answer: Any, _asked: Any) -> Any:
    nights = answer["night_minutes"]
    return answer | {"night_minutes": nights | {"month": nights["month"] - 1}}


def _good_by_half(answer: Any, asked: tuple[Any, ...]) -> Any:
    known = {one.status for one in asked[0].values()}
    return Status.GOOD if answer is Status.UNKNOWN and Status.GOOD in known else answer


def _nobody_there(answer: Any, _asked: Any) -> Any:
    return {slot: held._replace(name="Başka BİRİ") for slot, held in answer.items()}


FAULTS = (
    Fault(
        "cli.lists._officer_as_json",
        _with(corporate_mobile="+905559998877"),
        "alo183 officers --json",
    ),
    Fault("cli.lists._line_as_json", _with(holder="Başka BİRİ"), "alo183 phones --json"),
    Fault("cli.lists._quota_as_json", _with(seconds=61), "alo183 quota --json"),
    Fault("cli.lists._case_as_json", _an_hour_late, "alo183 cases --json"),
    Fault("cli.letter._as_json", _with(lacks=["kep"]), "alo183 letters --json"),
    Fault("cli.lists._change_as_json", _with(lacking=99), "alo183 changes --json"),
    Fault("cli.rota._now_as_json", _other_phones, "alo183 duty --json"),
    Fault("cli.rota._month_as_json", _minute_more, "alo183 rota --json"),
    Fault(
        "overview.service.OverviewQuery.count",
        _one_more(CaseFilter),
        "Bugün, 5. madde: 24 saati geçti",
    ),
    Fault(
        "overview.service.OverviewQuery.count",
        _one_more(LetterFilter),
        "Bugün, 6. madde: gününde tamamlanmadı",
    ),
    Fault("overview.reports._duty_words", lambda _said, _asked: "kimse", "morning sheet"),
    Fault("overview.reports._figure", _figure_more, "Aylık rapor: 183’e yönlendirilen kişi"),
    Fault(
        "retention.readiness._split",
        lambda found, _asked: (found[0] + 1, found[1]),
        "Denetime hazırlık: Gönderimi kanıtlı yazı",
    ),
    Fault("phones.quotas.queries.status_of", _good_by_half, "Telefonlar, Kotalar"),
    Fault("rota.papers._count_values", _a_duty_more, "printed sheet: counts"),
    Fault("rota.papers._count_values", _a_duty_more, "workbook of the month: counts"),
    Fault("cli.rota._balance_as_json", _night_less, "alo183 rota ledger --json"),
    Fault("rota.papers._names", lambda _names, _asked: (), "workbook of the month"),
    Fault("rota.papers._number", _other_number, "door card: numbers"),
    Fault("rota.rules._who_and_number", lambda _said, _asked: "birisi", "foot of the window"),
    Fault("rota.calendar_file._placed", _nobody_there, "calendar file"),
    Fault(
        "gui.shell.startup_notices._ask_duty",
        lambda now, _asked: dataclasses.replace(now, people=()),
        "window: foot",
    ),
    Fault(
        "gui.rota.sheet_view.SheetModel.name_in",
        lambda _said, _asked: "Başka BİRİ",
        "window: Nöbet, Çizelge",
    ),
    Fault(
        "gui.phones.items_part.line_holder",
        lambda _said, _asked: "Başka BİRİ",
        "window: Telefonlar, card",
    ),
)


@pytest.fixture(scope="module")
def life(begun: FileOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Return the life of an office whose clock stands, so that its month and its cases run."""
    office = begun.copied_to(tmp_path_factory.mktemp("hayat") / "veri", FixedClock(BEGIN))
    found, dice = Life(office), Random(SEED)
    for _act in range(ACTS):
        found.act(dice.choice(WORK), dice.randrange(2**32))
    yield found
    office.close()


def test_that_nothing_is_found_where_nothing_is_planted(life: Life) -> None:
    life.judge(Cost.WINDOW)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.surface)
def test_that_a_fault_of_one_surface_is_found_there(
    life: Life, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, name = _where(fault.place)
    right = getattr(holder, name)

    def wrong(*asked: Any, **named: Any) -> Any:
        return fault.spoil(right(*asked, **named), asked)

    monkeypatch.setattr(holder, name, wrong)
    assert fault.surface in {one.surface for one in life.found(fault.cost)}


def _where(place: str) -> tuple[Any, str]:
    """Return the module or class that has a function, and its name there."""
    path, _, name = f"alo183_desktop.{place}".rpartition(".")
    module, _, last = path.rpartition(".")
    above = importlib.import_module(module)
    if inspect.isclass(found := getattr(above, last, None)):
        return found, name
    return importlib.import_module(path), name
