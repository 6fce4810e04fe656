"""Facts of all lists, cards and papers: each names only what is stored with its record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.overview import hand_overs as notes
from alo183_desktop.phones.custody.papers import open_form_pdf
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.vehicles.papers import read_order
from tests.truth.facts_of_duties import door_card, is_begun
from tests.truth.looks import Looks, sheets_of, text_of
from tests.truth.marks import marks_in
from tests.truth.net import Cost, Fact, Surface

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work

_HOME: Final = "alo183_desktop.db.base:whole_metadata"  # each list and card reads its own record


# In the window


class _Place(NamedTuple):
    """A page, or a part of one."""

    name: str
    tables: tuple[str, ...] = ()
    """Of its records; empty: what it says is about several."""


_PLACES: Final = {
    "officers": _Place("Sorumlular", ("officers", "subjects")),
    "changes": _Place("Değişiklikler", ("letters",)),
    "phones/items": _Place("Telefonlar, Hatlar", ("lines", "handsets")),
    "phones/custody": _Place("Telefonlar, Zimmet", ("officers",)),
    "phones/quotas": _Place("Telefonlar, Kotalar"),
    "phones/checks": _Place("Telefonlar, Yoklamalar", ("lines",)),
    "phones/calls": _Place("Telefonlar, Aramalar"),
    "cases": _Place("Vakalar", ("cases",)),
    "guidance": _Place("Rehberlik", ("guidances",)),
    "rota/gaps": _Place("Nöbet, Boşluklar"),
    "rota/swaps": _Place("Nöbet, Değişimler", ("swaps",)),
    "rota/away": _Place("Nöbet, İzin ve vekâlet", ("absences", "substitutions", "wishes")),
    "rota/hand_overs": _Place("Nöbet, Devir", ("hand_overs",)),
    "rota/unreached": _Place("Nöbet, Ulaşılamadı"),
    "rota/people": _Place("Nöbet, Kişiler ve denge", ("duty_people", "officers")),
    "vehicles/vehicles": _Place("Araçlar", ("vehicles",)),
    "vehicles/states": _Place("Araçlar, Durumlar", ("vehicle_states",)),
    "vehicles/drivers": _Place("Araçlar, Şoförler", ("drivers",)),
    "vehicles/orders": _Place("Araçlar, Görev emirleri", ("task_orders",)),
}


def _strange_there(
    looks: Looks,
    place: str,
    texts: Callable[[Looks, str], Iterable[str]],
    tables: tuple[str, ...],
) -> list[str]:
    """Return the texts in a place that name what is stored with no one record of the tables."""
    known = looks.marks.of_each(*tables) if tables else [looks.marks.told]
    found = texts(looks, place)
    return [text for text in found if not any(marks_in(text) <= own for own in known)]


def _rows(looks: Looks, place: str) -> Iterator[str]:
    for cells in looks.window.lists.get(place, []):
        yield from (" | ".join(one.values()) for one in cells)


def _cards(looks: Looks, place: str) -> Iterator[str]:
    for card in looks.window.cards.get(place, []):
        yield " | ".join(card.lines)


def _in_window() -> Iterator[Surface]:
    for place, (name, tables) in _PLACES.items():
        for what, texts in (("rows", _rows), ("cards", _cards)):
            read = partial(_strange_there, place=place, texts=texts, tables=tables)
            yield Surface(f"window: {name}: {what}", read, cost=Cost.WINDOW)


# On the command line


class _List(NamedTuple):
    """A command that writes a list of the window."""

    words: tuple[str, ...]
    place: str
    """Of the window; empty: it shows others, too."""
    key: str
    """The field that says which record a row is."""
    table: str
    names: dict[str, str] = {}  # noqa: RUF012 - never changed
    """Fields with the words of another record, by the column that refers to it."""
    is_whole: bool = True
    """Whether it has all records of the table, and is given as a workbook."""


_LISTS: Final = (
    _List(
        ("rota", "hand-overs"),
        "rota/hand_overs",
        "hand_over_id",
        "hand_overs",
        {"from_person_id": "from_name", "to_person_id": "to_name"},
    ),
    _List(
        ("rota", "swaps"),
        "rota/swaps",
        "swap_id",
        "swaps",
        {"from_person_id": "from_name", "person_id": "person_name"},
    ),
    _List(("rota", "unreached"), "rota/unreached", "unreached_id", "unreached_reports"),
    _List(("vehicles", "list"), "vehicles/vehicles", "vehicle_id", "vehicles"),
    _List(
        ("vehicles", "states"),
        "vehicles/states",
        "state_id",
        "vehicle_states",
        {"vehicle_id": "plate"},
    ),
    _List(("vehicles", "drivers"), "vehicles/drivers", "driver_id", "drivers"),
    _List(
        ("vehicles", "orders"),
        "vehicles/orders",
        "order_id",
        "task_orders",
        {"vehicle_id": "plate", "driver_id": "driver_name"},
    ),
    _List(("guidance",), "guidance", "guidance_id", "guidances", {"subject_id": "subject_name"}),
    _List(("officers", "--state", "all"), "", "officer_id", "officers"),
    _List(("changes",), "", "letter_id", "letters", is_whole=False),
)


def _stored(looks: Looks, one: _List) -> dict[int, dict[str, Any]]:
    """Return the records of a list, with the words of those to which they refer."""
    return {
        row.id: vars(row)
        | {
            field: looks.marks.words_of(one.table, row, column)
            for column, field in one.names.items()
        }
        for row in looks.rows.tables[one.table]
        if getattr(row, "undone_at", None) is None
    }


def _told(looks: Looks, one: _List) -> dict[int, dict[str, Any]]:
    return {row[one.key]: row for row in looks.answer(*one.words)}


def _differing(looks: Looks, one: _List) -> list[tuple[int, Any]]:
    """Return what a `--json` says of a record other than the columns of the same names."""
    stored, told = _stored(looks, one), _told(looks, one)
    found = list[tuple[int, Any]]()
    for key in sorted(stored.keys() ^ told.keys()) if one.is_whole else ():
        found.append((key, "only stored" if key in stored else "only told"))
    for key in sorted(stored.keys() & told.keys()):
        own = stored[key]
        found += [
            (key, {field: value})
            for field, value in told[key].items()
            if field in own and value != _plain(own[field]) and field not in _MASKED
        ]
    return found


_MASKED: Final = ("tckn",)


def _plain(value: Any) -> Any:
    """Return a stored value as a `--json` has it."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _by_command() -> Iterator[Surface]:
    for one in _LISTS:
        name = f"alo183 {' '.join(one.words)}"
        if one.place:
            yield Surface(
                f"window: as many rows as {name}", partial(_counts, one=one), cost=Cost.WINDOW
            )
        yield Surface(f"{name} --json: rows", partial(_differing, one=one))
        if not one.is_whole:
            continue
        yield Surface(f"{name}: rows", partial(_lines, one=one), cost=Cost.PAPER)
        yield Surface(f"{name} --xlsx: rows", partial(_cells, one=one), cost=Cost.PAPER)


def _beside(looks: Looks, one: _List, texts: Iterable[str]) -> list[str]:
    """Return the rows that name what is not stored with their records; there is one for each."""
    told, rows = looks.answer(*one.words), list(texts)
    if len(rows) != len(told):
        return [f"{len(rows)} rows"]
    pairs = zip(told, rows, strict=True)
    return [row for each, row in pairs if marks_in(row) - looks.marks.of(one.table, each[one.key])]


def _counts(looks: Looks, one: _List) -> list[int]:
    """Return how many rows the list of the window has, where they are not those of the command."""
    shown, told = len(looks.window.lists[one.place][0]), len(looks.answer(*one.words))
    return [] if shown == told else [shown, told]


def _lines(looks: Looks, one: _List) -> list[str]:
    return _beside(looks, one, looks.command(*one.words).splitlines()[1:])


def _cells(looks: Looks, one: _List) -> list[str]:
    ((_heads, *rows),) = sheets_of(looks.file(*one.words, "--xlsx")).values()
    return _beside(looks, one, (" | ".join(map(_cell_words, row)) for row in rows))


def _cell_words(cell: Any) -> str:
    if isinstance(cell, dt.datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    return f"{cell:%d.%m.%Y}" if isinstance(cell, dt.date) else str(cell)


# On paper

_COMMANDS: Final = ("today", "duty", "phones", "quota", "cases", "letters", "rota gaps")
_HEADS: Final = ("directorates", "signatories", "rota_limits", "units")
"""What any paper may name: who sends and signs it."""


def _strange_on_papers(looks: Looks) -> dict[str, list[str]]:
    """Return what papers and commands about many records name that is stored nowhere."""
    texts = {"morning sheet": looks.morning_sheet, "door card": door_card(looks)}
    if is_begun(looks):
        texts["printed sheet"] = looks.printed_rota
    texts |= {f"alo183 {words}": looks.command(*words.split()) for words in _COMMANDS}
    strange = {name: sorted(marks_in(text) - looks.marks.told) for name, text in texts.items()}
    return {name: found for name, found in strange.items() if found}


def _of_records(table: str, read: Callable[[Work, int], bytes]) -> Surface:
    """Return what the papers of the newest records name besides what is stored with them."""

    def strange(looks: Looks) -> dict[int, list[str]]:
        found, heads = {}, set[str]().union(*looks.marks.of_each(*_HEADS))
        for row in looks.rows.tables[table][-_NEWEST:]:
            with looks.work() as work:
                try:
                    named = marks_in(text_of(read(work, row.id)))
                except KnownError:
                    continue  # such as a notification, which has no paper of the program's
            if besides := named - looks.marks.of(table, row.id) - heads:
                found[row.id] = sorted(besides)
        return found

    return Surface(f"papers of {table}: names, days, numbers", strange, cost=Cost.PAPER)


_NEWEST: Final = 3

FACTS: Final = (
    Fact(
        "what each row and card names of its record",
        _HOME,
        lambda _looks: [],
        tuple(_in_window()),
    ),
    Fact(
        "which records each list has, and what it names of them",
        _HOME,
        lambda _looks: [],
        tuple(_by_command()),
    ),
    Fact(
        "what each paper names of its record",
        _HOME,
        lambda _looks: {},
        (
            _of_records("hand_overs", lambda work, one: notes.read_paper(work, one)()),
            _of_records("task_orders", lambda work, one: read_order(work, one, director="")()),
            _of_records("custody_forms", open_form_pdf),
        ),
    ),
    Fact(
        "what papers and commands about many records name",
        _HOME,
        lambda _looks: {},
        (Surface("papers: names, days, numbers", _strange_on_papers, cost=Cost.PAPER),),
    ),
)
