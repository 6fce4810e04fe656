"""What papers and workbooks show of the facts: the report, the sheet of a month, forms, letters."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.documents.papers.monthly_report import monthly_report_files
from alo183_desktop.letters import service as letters
from alo183_desktop.phones.custody import papers as custody_papers
from alo183_desktop.shared.errors import KnownError
from tests.truth import facts_of_duties as duties
from tests.truth.facts_of_cases import cases_of_month
from tests.truth.facts_of_counts import as_worked, night_minutes
from tests.truth.facts_of_phones import holder_of
from tests.truth.facts_of_quotas import line_holder, rounded_minutes
from tests.truth.looks import Looks, phones_in, sheets_of, text_of
from tests.truth.net import Cost, Fact, Surface
from tests.truth.on_screen import STATUSES, numbers_in
from tests.truth.readers import same

if TYPE_CHECKING:
    from tests.truth.looks import Row

_MIB: Final = 1024**2
_HOUR: Final = dt.timedelta(hours=1)
_MOMENT: Final = dt.timedelta(microseconds=1)
_NEWEST: Final = 3
"""So many of the newest forms and letters are read."""
_DAY_LINE: Final = re.compile(r"\s*(\d\d\.\d\d\.\d{4}) \w+ ")
_NOBODY: Final = ("BOŞ", "boş", "—")

Shows = Callable[[Any, Looks], Any]


def _paper(name: str, read: Callable[[Looks], Any], shows: Shows = same) -> Surface:
    return Surface(name, read, shows, cost=Cost.PAPER)


# The report


def _report(looks: Looks) -> tuple[str, dict[str, list[list[Any]]]]:
    """Return the text of the report of the month, and the sheets of its workbook."""
    pdf = sheets = None
    for name, made in monthly_report_files(looks.report).items():
        if name.endswith(".pdf"):
            pdf = text_of(made, is_table=True)
        else:
            sheets = sheets_of(made)
    assert pdf is not None
    assert sheets is not None
    return pdf, sheets


def _figures_of_workbook(looks: Looks) -> dict[str, float | None]:
    _heads, *rows = _report(looks)[1]["Ayın sayıları"]
    return {row[1]: None if row[2] == "bilinmiyor" else row[2] for row in rows}


def _figures_of_pdf(looks: Looks) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for line in _report(looks)[0].splitlines():
        words = re.fullmatch(r"\s*\d\. +(\S.*?) {2,}(bilinmiyor|[\d.]+)(?: +aksama)?\s*", line)
        if words:
            value = None if words[2] == "bilinmiyor" else float(words[2].replace(".", ""))
            found[words[1]] = value
    return found


def _tiles_of_workbook(looks: Looks) -> dict[int, tuple[str, str]]:
    _heads, *rows = _report(looks)[1]["Düzenlendiği andaki durum"]
    return {
        int(row[0]): (" ".join(_whole(one) for one in row[3:5] if one != ""), row[5])
        for row in rows
    }


def _whole(cell: Any) -> str:
    return f"{int(cell)}" if isinstance(cell, float) else str(cell)


def _as_tiles(_counted: Any, looks: Looks) -> dict[int, tuple[str, str]]:
    return {
        one["clause"]: (one["figure"], one["words"]) for one in looks.answer("today")["clauses"]
    }


def _missing_on_sheet(looks: Looks) -> list[str]:
    """Return the figures of tiles that the morning sheet does not print, by their first words."""
    words = " ".join(looks.morning_sheet.split())
    firsts = [" ".join(one["figure"].split()[:2]) for one in looks.answer("today")["clauses"]]
    return [one for one in firsts if not re.search(rf"(?<![\d.]){re.escape(one)}", words)]


def _subjects_of_workbook(looks: Looks) -> dict[str, int]:
    rows = _report(looks)[1].get("Müracaat konusuna göre vakalar", [[]])[1:]
    return {row[0]: int(row[1]) for row in rows if row[1]}


def _by_subject(_counted: Any, looks: Looks) -> dict[str, int]:
    names = {one.id: one.name for one in looks.rows.subjects}
    return dict(Counter(names[one.subject_id] for one in cases_of_month(looks)))


_Line = tuple[str, int | None, float | None, str]
"""Of a line: its holder, its minutes, its data in MB, and how it stands."""


def _lines_of_workbook(looks: Looks) -> dict[str, _Line]:
    (name,) = (one for one in _report(looks)[1] if one.startswith("Hatların kullanımı"))
    return {
        row[0]: (
            row[1],
            None if row[2] == "" else int(row[2]),
            None if row[3] == "" else round(row[3], 1),
            _last_word(row[4]),
        )
        for row in _report(looks)[1][name][1:]
    }


_LINE_OF_REPORT: Final = re.compile(
    r" *(0\d{3} \d{3} \d\d \d\d) +(?:(\D*?\S) +)?(bilinmiyor|[\d.]+) +(bilinmiyor|[\d.,]+)"
    r" +(\S.*?) *"
)


def _lines_of_pdf(looks: Looks) -> dict[str, _Line]:
    """Return the same from the table of the report on paper."""
    _before, _title, table = _report(looks)[0].partition("Hatların kullanımı")
    found = {}
    for line in table.splitlines():
        if words := _LINE_OF_REPORT.fullmatch(line):
            number, holder, *used, status = words.groups()
            minutes, data = (None if one == "bilinmiyor" else numbers_in(one)[0] for one in used)
            found[number] = (
                holder or "",
                None if minutes is None else int(minutes),
                data,
                _last_word(status),
            )
    return found


def _last_word(words: str) -> str:
    """Return how a line stands: before it, which measure is not known."""
    return words.rpartition(" ")[2]


def _as_lines_of_report(counted: Any, looks: Looks) -> dict[str, _Line]:
    return {
        looks.phone_words(phone): (
            line_holder(looks, one),
            None if one.seconds.used is None else rounded_minutes(one.seconds.used),
            None if one.bytes.used is None else round(one.bytes.used / _MIB, 1),
            STATUSES.get(one.status, "bilinmiyor"),
        )
        for phone, one in counted.items()
    }


# The sheet of a month


def _kinds_of_workbook(looks: Looks) -> dict[str, list[list[str]]] | None:
    """Return who has the duties of each day, kind by kind."""
    if not duties.is_begun(looks):
        return None
    names = {name for _person, name in duties.people(looks).values()}
    return {
        f"{row[0]:%d.%m.%Y}": [sorted(_in_cell(cell, names)) for cell in row[3:6]]
        for row in looks.rota_workbook["Çizelge"]
        if isinstance(row[0], dt.date)
    }


def _in_cell(cell: str, names: set[str]) -> set[str]:
    lines = (re.sub(r"^\d\d\.\d\d-\d\d\.\d\d ", "", one) for one in cell.split("\n"))
    return {one for one in lines if one in names}


def _as_kinds(_counted: Any, looks: Looks) -> dict[str, list[list[str]]] | None:
    if not duties.is_begun(looks):
        return None
    names = {key: name for key, (_person, name) in duties.people(looks).items()}
    begins = {one.id: one.starts_at for one in looks.rows.duties}
    held = defaultdict[tuple[str, str], set[str]](set)
    for one in looks.rows.duties:
        holder = holder_of(looks, one)
        if one.month == looks.month and holder is not None:
            day = looks.day_of(begins[one.part_of or one.id])
            held[f"{day:%d.%m.%Y}", one.kind.value].add(names[holder])
    return {
        day: [sorted(held[day, kind]) for kind in ("main", "stand_in", "driver")]
        for day in duties.by_day(looks)
    }


def _worked_of_workbook(looks: Looks) -> list[tuple[Any, ...]] | None:
    """Return who worked what from when to when, with its hours and its vehicle."""
    if not duties.is_begun(looks):
        return None
    _heads, *rows = looks.rota_workbook["Nöbetler"]
    return sorted(
        (
            row[3],
            "" if row[4] in _NOBODY else row[4],
            *map(_moment, row[5:7]),
            *map(_hours, row[7:9]),
            row[11],
        )
        for row in rows
    )


def _moment(cell: dt.date) -> dt.datetime:
    """Return the moment in a cell; one at midnight is read as a day."""
    return cell if isinstance(cell, dt.datetime) else dt.datetime.combine(cell, dt.time())


def _hours(value: Any) -> float:
    return round(float(value or 0), 6)


def _as_worked(_counted: Any, looks: Looks) -> list[tuple[Any, ...]] | None:
    if not duties.is_begun(looks):
        return None
    names = {key: name for key, (_person, name) in duties.people(looks).items()}
    plates = {one.id: one.plate for one in looks.rows.vehicles}
    return sorted(
        (
            duties.WORDS[duty.kind.value],
            names.get(piece.person_id or 0, ""),
            *(looks.local(at).replace(tzinfo=None) for at in (piece.starts_at, piece.ends_at)),
            _hours((piece.ends_at - piece.starts_at) / _HOUR),
            _hours(night_minutes(looks, piece.starts_at, piece.ends_at) / 60),
            plates.get(duty.vehicle_id, ""),
        )
        for duty in looks.rows.duties
        if duty.month == looks.month
        for piece in as_worked(looks, duty)
    )


def _printed_days(looks: Looks) -> dict[str, tuple[list[str], list[str]]] | None:
    """Return the names on the line of each day as they stand, and the number beside them."""
    if not duties.is_begun(looks):
        return None
    names = {name for _person, name in duties.people(looks).values()}
    found = {}
    for line in looks.printed_rota.splitlines():
        if day := _DAY_LINE.match(line):
            places = sorted((line.find(name), name) for name in names if name in line)
            found[day[1]] = [name for _place, name in places], phones_in(line)
    return {day: found.get(day, ([], [])) for day in _whole_days(looks)}


def _whole_days(looks: Looks) -> dict[str, dict[str, Row]]:
    """Return the duties of the days on which one person has each whole duty."""
    found = defaultdict[str, dict[str, Any]](dict)
    odd = set()
    for one in looks.rows.duties:
        if one.month == looks.month:
            day = f"{looks.day_of(one.starts_at):%d.%m.%Y}"
            is_cut = one.part_of or any(each.part_of == one.id for each in looks.rows.duties)
            if is_cut or one.kind.value in found[day] or holder_of(looks, one) is None:
                odd.add(day)
            found[day][one.kind.value] = one
    return {
        day: held
        for day, held in found.items()
        if day not in odd and held.keys() == duties.WORDS.keys()
    }


def _as_printed_days(_counted: Any, looks: Looks) -> dict[str, tuple[list[str], list[str]]] | None:
    if not duties.is_begun(looks):
        return None
    known, said = duties.people(looks), _printed_days(looks) or {}
    found = {}
    for day, held in _whole_days(looks).items():
        main = held["main"]
        at = min(looks.now, main.ends_at - _MOMENT)
        phone = duties.number_on_duty(looks, known[main.person_id][0], at)
        names = [known[held[kind].person_id][1] for kind in ("main", "stand_in", "driver")]
        numbers = [looks.phone_words(phone)] if phone else []
        # What is too long for its column goes on below, and is not on the line of the day.
        found[day] = (
            [name for name in names if name in said[day][0]],
            numbers if said[day][1] else [],
        )
    return found


def _told_plates(looks: Looks) -> dict[int, str] | None:
    if not duties.is_begun(looks):
        return None
    return {one["duty_id"]: one["vehicle"] or "" for one in looks.answer("rota")["duties"]}


def _as_plates(_counted: Any, looks: Looks) -> dict[int, str] | None:
    if not duties.is_begun(looks):
        return None
    plates = {one.id: one.plate for one in looks.rows.vehicles}
    return {
        one.id: plates.get(one.vehicle_id, "")
        for one in looks.rows.duties
        if one.month == looks.month
    }


# Forms and letters


def _newest_forms(looks: Looks) -> dict[int, list[str]]:
    """Return the lines that changed hands by each of the newest forms."""
    phones = {one.id: looks.phone_words(one.phone) for one in looks.rows.lines}
    filed = {one.form_id for one in looks.rows.custody_files if not one.is_scan}
    found: dict[int, list[str]] = {}
    for form in looks.rows.custody_forms:
        if form.kind.value != "circular" and form.id in filed:
            found[form.id] = sorted(
                phones[one.line_id]
                for one in looks.rows.custodies
                if one.line_id and form.id in {one.issue_form_id, one.return_form_id}
            )
    return dict(sorted(found.items())[-_NEWEST:])


def _on_forms(looks: Looks) -> dict[int, list[str]]:
    found = {}
    for form_id, lines in _newest_forms(looks).items():
        with looks.work() as work:
            text = text_of(custody_papers.open_form_pdf(work, form_id))
        found[form_id] = sorted(set(phones_in(text)) & set(lines))
    return found


def _signatories(looks: Looks) -> dict[int, str]:
    """Return who signs each of the newest letters."""
    found = {one.id: one.content["signature"]["name"] for one in looks.rows.letters}
    return dict(sorted(found.items())[-_NEWEST:])


def _on_letters(kind: str) -> Callable[[Looks], dict[int, str]]:
    """Return what reads the name of who signs from the files of a kind.

    A letter that was cancelled is said to be so on its pages, and given in no other form.
    """

    def read(looks: Looks) -> dict[int, str]:
        found = {}
        cancelled = {one.id for one in looks.rows.letters if one.cancelled_at}
        for letter_id, name in _signatories(looks).items():
            with looks.work() as work:
                files = letters.open_letter(work, letter_id).files
                (file_id,) = (one.file_id for one in files if one.kind.value == kind)
                try:
                    _row, made = letters.open_file(work, file_id)
                except KnownError as refused:
                    is_known = kind != "pdf" and letter_id in cancelled
                    found[letter_id] = name if is_known else refused.code
                    continue
            text = text_of(made) if kind == "pdf" else made.decode()
            if kind == "metadata":
                text = json.dumps(json.loads(text), ensure_ascii=False)
            is_marked = "İPTAL EDİLDİ" in text
            found[letter_id] = name if name in " ".join(text.split()) else "somebody else"
            if is_marked is not (letter_id in cancelled):
                found[letter_id] = "cancelled" if is_marked else "not cancelled"
        return found

    return read


FACTS: Final = (
    Fact(
        "what the report of the month says",
        "alo183_desktop.overview.reports:monthly_report",
        lambda looks: looks.figures,  # each is held against the rows by a fact of its own
        (
            _paper("Aylık rapor, workbook", _figures_of_workbook),
            _paper("Aylık rapor, paper", _figures_of_pdf),
        ),
    ),
    Fact(
        "which lines changed hands by each form",
        "alo183_desktop.phones.custody.papers:make_form",
        _newest_forms,
        (_paper("custody form", _on_forms),),
    ),
    Fact(
        "who signs each letter",
        "alo183_desktop.documents.letter.wording:signature_lines",
        _signatories,
        tuple(_paper(f"letter, {kind}", _on_letters(kind)) for kind in ("pdf", "text", "metadata")),
    ),
)
ON_PAPER: Final = {
    "how much each tile of Bugün counts": (
        _paper("Aylık rapor, workbook: tiles", _tiles_of_workbook, _as_tiles),
        _paper("morning sheet: tiles", _missing_on_sheet, lambda *_both: []),
    ),
    "what is known of each case": (
        _paper("Aylık rapor, workbook: subjects", _subjects_of_workbook, _by_subject),
    ),
    "what each line used in the period that runs": (
        _paper("Aylık rapor, workbook: lines", _lines_of_workbook, _as_lines_of_report),
        _paper("Aylık rapor, paper: lines", _lines_of_pdf, _as_lines_of_report),
    ),
    "who has which duty of the month": (
        _paper("workbook of the month: kinds", _kinds_of_workbook, _as_kinds),
        _paper("workbook of the month: worked", _worked_of_workbook, _as_worked),
        _paper("printed sheet: days", _printed_days, _as_printed_days),
        Surface("alo183 rota --json: vehicles", _told_plates, _as_plates),
    ),
}
"""By the fact: what shows it on paper."""
