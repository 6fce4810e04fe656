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
from alo183_desktop.officers.rows import VacancyFilter
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.rota.rows import GapFilter, SubstitutionFilter
from tests.clocks import FixedClock
from tests.truth.acts import WORK
from tests.truth.facts import FACTS
from tests.truth.lives import Life
from tests.truth.net import Cost
from tests.truth.offices import BEGIN, FileOffice

ACTS = 80
SEED = 5
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
    def is_of_window(self) -> bool:
        """Whether the window must be opened to see it."""
        return self.surface.startswith("window: ")

    @property
    def cost(self) -> Cost:
        """How much must be looked at to see it."""
        return Cost.WINDOW if self.is_of_window else Cost.PAPER


def _with(**values: Any) -> Change:
    return lambda answer, _asked: answer | values


def _in_list(key: str, **values: Any) -> Change:
    return lambda answer, asked: [one | values if asked[0].key == key else one for one in answer]


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


def _due_later(answer: Any, _asked: Any) -> Any:
    due = [one | {"due_at": one["due_at"] + dt.timedelta(hours=1)} for one in answer["due"]]
    return answer | {"due": due}


def _more_expected(answer: Any, _asked: Any) -> Any:
    total = answer["total"]
    return answer | {"total": total | {"expected": total["expected"] + 1}}


def _a_day_late(days: Any, _asked: Any) -> Any:
    known = list(days)
    own = [duties for _day, duties in known]
    return [(day, duties) for (day, _own), duties in zip(known, own[-1:] + own, strict=False)]


def _minute_more_of_line(values: Any, _asked: Any) -> Any:
    phone, holder, minutes, *rest = values
    return phone, holder, None if minutes is None else minutes + 1, *rest


def _minute_more_of_text(texts: Any, _asked: Any) -> Any:
    phone, holder, minutes, *rest = texts
    return phone, holder, f"{minutes}1" if minutes.isdigit() else minutes, *rest


def _calls_as_data(said: str, asked: tuple[Any, ...]) -> str:
    return "9 / 9 GB" if asked[0] is Measure.BYTES and "GB" in said else said


def _other_people(names: tuple[str, ...], _asked: Any) -> tuple[str, ...]:
    return tuple("Başka BİRİ" for _name in names)


def _one_less(key: str) -> Change:
    return lambda answer, asked: [*answer][: -1 if asked[0].key == key else None]


def _one_more_each(answer: Any, _asked: Any) -> Any:
    return [
        (title, heads, [(row[0], *(figure + 1 for figure in row[1:])) for row in rows])
        for title, heads, rows in answer
    ]


def _other_case(words: tuple[str, ...], _asked: Any) -> tuple[str, ...]:
    return ("183-2026-999999", *words[1:])


def _long_ago(_said: Any, _asked: Any) -> str:
    return "03.02.2001 04:05"


def _without_count(said: Any, _asked: Any) -> Any:
    return dataclasses.replace(said, words=said.words.partition(";")[0])


FAULTS = (
    Fault(
        "cli.listing.json_of",
        _in_list("officers", corporate_mobile="+905559998877"),
        "alo183 officers --json",
    ),
    Fault("cli.listing.json_of", _in_list("lines", holder="Başka BİRİ"), "alo183 phones --json"),
    Fault("cli.lists._quota_as_json", _with(seconds=61), "alo183 quota --json"),
    Fault("cases.lists.as_json", _an_hour_late, "alo183 cases --json"),
    Fault("cli.letter._as_json", _with(lacks=["kep"]), "alo183 letters --json"),
    Fault("cli.lists._change_as_json", _with(lacking=99), "alo183 changes --json"),
    Fault("cli.overview._tile_as_json", _with(state="good"), "alo183 today --json: states"),
    Fault(
        "gui.overview.tile.TileButton.state_word",
        lambda *_asked: "tamam",
        "window: Bugün, tiles: states",
    ),
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
    Fault(
        "overview.service.OverviewQuery.count",
        _one_more(GapFilter),
        "Bugün, 3. madde: yedi gün içinde",
    ),
    Fault(
        "overview.service.OverviewQuery.count",
        _one_more(VacancyFilter),
        "Bugün, 3. madde: için kimse atanmadı",
    ),
    Fault(
        "overview.service.OverviewQuery.count",
        _one_more(SubstitutionFilter),
        "Bugün, 3. madde: vekili artık bakamıyor",
    ),
    Fault("cli.overview._as_json", _due_later, "alo183 today --json: due"),
    Fault(
        "cli.listing.json_of",
        _in_list("handsets", holder="Başka BİRİ"),
        "alo183 phones --json: handsets",
    ),
    Fault(
        "cli.rota._now_as_json",
        _with(director={"name": "Başka BİRİ", "phone": None}),
        "alo183 duty --json: director",
    ),
    Fault("cli.rota._now_as_json", _with(next_at=None), "alo183 duty --json: the next change"),
    Fault("cli.rota._balance_as_json", _more_expected, "alo183 rota ledger --json: shares"),
    Fault("rota.papers._by_day", _a_day_late, "printed sheet: days"),
    Fault("overview.reports._line_values", _minute_more_of_line, "Aylık rapor, workbook: lines"),
    Fault("overview.reports._line_texts", _minute_more_of_text, "Aylık rapor, paper: lines"),
    Fault(
        "cli.rota._number_as_json",
        lambda said, _asked: said | {"phone_state": "own"},
        "alo183 rota --json: states",
    ),
    Fault("overview.reports._backup_note", _without_count, "morning sheet: backups"),
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
    Fault("rota.papers._names", _other_people, "workbook of the month"),
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
    Fault("officers.lists.format_phone", lambda *_both: "0555 999 88 77", "window: Sorumlular"),
    Fault("gui.phones.quota_list.used_words", _calls_as_data, "window: Telefonlar, Kotalar: data"),
    Fault(
        "gui.phones.items_part.line_holder",
        lambda _said, _asked: "Başka BİRİ",
        "window: Telefonlar, card",
    ),
    Fault(
        "gui.rota.duty_card.DutyCard._phone",
        lambda *_both: [("Telefonu", "0555 999 88 77")],
        "window: Nöbet, card",
    ),
    Fault(
        "gui.rota.people._figures_words",
        lambda said, _asked: said.replace("bu ay ", "bu ay 1"),
        "window: Nöbet, Kişiler ve denge: card",
    ),
    Fault(
        "gui.phones.quota_part.holder_words",
        lambda *_both: "Başka BİRİ",
        "window: Telefonlar, Kotalar: card",
    ),
    Fault(
        "gui.cases.card.format_instant", lambda *_both: "01.01.2026 00:00", "window: Vakalar, card"
    ),
    Fault("cli.listing.json_of", _one_less("guidance"), "alo183 guidance --json: rows"),
    Fault(
        "cli.listing.json_of",
        _in_list("rota-hand-overs", to_name="Başka BİRİ"),
        "alo183 rota hand-overs --json: rows",
    ),
    Fault(
        "vehicles.lists.number_words", lambda *_both: "01.02.2003", "alo183 vehicles orders: rows"
    ),
    Fault("rota.papers.ledger_tables", _one_more_each, "Denge, workbook"),
    Fault("rota.papers.ledger_tables", _one_more_each, "Denge, paper"),
    Fault("overview.hand_overs.case_words", _other_case, "hand-over note"),
    Fault(
        "overview.hand_overs.case_words", _other_case, "papers of hand_overs: names, days, numbers"
    ),
    Fault("documents.papers.today_sheet.format_instant", _long_ago, "morning sheet: due"),
    Fault(
        "documents.papers.today_sheet.format_instant",
        _long_ago,
        "papers: names, days, numbers",
    ),
    Fault(
        "gui.changes.letter_panel.format_instant",
        _long_ago,
        "window: Değişiklikler, card: dispatches",
    ),
    Fault("gui.changes.letter_panel.format_instant", _long_ago, "window: Değişiklikler: cards"),
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


SEEN_AT_ONCE = tuple(fault for fault in FAULTS if fault.is_of_window)
"""The window is opened once for all of them."""


@pytest.mark.parametrize(
    "faults",
    [*((fault,) for fault in FAULTS if not fault.is_of_window), SEEN_AT_ONCE],
    ids=lambda faults: faults[0].surface,
)
def test_that_a_fault_of_one_surface_is_found_there(
    life: Life, faults: tuple[Fault, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for fault in faults:
        _plant(fault, monkeypatch)
    shown = {fault.surface for fault in faults}
    facts = [fact for fact in FACTS if shown & {one.name for one in fact.surfaces}]
    found = dataclasses.replace(life, facts=facts).found(faults[0].cost)
    assert shown - {one.surface for one in found} == set()


def _plant(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, name = _where(fault.place)
    right = getattr(holder, name)

    def wrong(*asked: Any, **named: Any) -> Any:
        return fault.spoil(right(*asked, **named), asked)

    monkeypatch.setattr(holder, name, wrong)


def _where(place: str) -> tuple[Any, str]:
    """Return the module or class that has a function, and its name there."""
    path, _, name = f"alo183_desktop.{place}".rpartition(".")
    module, _, last = path.rpartition(".")
    above = importlib.import_module(module)
    if inspect.isclass(found := getattr(above, last, None)):
        return found, name
    return importlib.import_module(path), name
