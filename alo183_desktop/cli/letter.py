"""`alo183 letter` and `alo183 letters`: a letter from TOML or the data, and their list."""

from __future__ import annotations

import hashlib
import sys
from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import write_columns, write_json
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from alo183_desktop.changes.other_letters.service import (
        LetterContext,
        LetterMatter,
        LetterPaper,
    )
    from alo183_desktop.changes.toml_letter import TomlLetter
    from alo183_desktop.cli.context import Context
    from alo183_desktop.letters.rows import LetterRow
    from alo183_desktop.shared.errors import Problem


_SECRECIES: Final = {"none": "", "restricted": "restricted"}
"""The degrees of secrecy, as options name them."""


def run_letter(arguments: Namespace, context: Context) -> None:
    """Make the files of TOML letters, print an example, or write a letter from the data.

    Raises:
        KnownError: As `_write_kind` and `_write_changes`.
    """
    if arguments.example:
        _write_example(arguments.out)
    elif arguments.kind:
        _write_kind(arguments, context)
    else:
        _write_changes(arguments, context)


def _write_changes(arguments: Namespace, context: Context) -> None:
    """Make the files of TOML letters; all of these are read before anything is written.

    Raises:
        KnownError: `letters.change_file_needed`, `letters.out_needed`, `letters.foreign_file`: a
            file that would be replaced is not of an earlier run; `letters.no_change_files`,
            `letters.same_folder`, and the refusals of `changes.toml_letter`,
            `shared.written_files` and `documents`.
    """
    from alo183_desktop.letters.rendering import CHANGE_STEM, file_names, metadata_name
    from alo183_desktop.shared.written_files import write_together

    if not arguments.change:
        raise KnownError("letters.change_file_needed")
    if not arguments.out:
        raise KnownError("letters.out_needed")
    out = Path(arguments.out)
    read = []
    # All refusals come before the first letter is written.
    for folder, found in _read_all(arguments.change, out, now=context.clock()):
        _refuse_foreign(folder, CHANGE_STEM)
        read.append((folder, found))
    written = []
    for folder, found in read:
        files = make_files(found)
        write_together(folder, files)
        # An earlier letter may have had a copy to initial, which this one has not.
        for name in set(file_names()) - files.keys():
            (folder / name).unlink(missing_ok=True)
        for warning in found.warnings:
            key = warning.key if folder == out else f"{folder.name}: {warning.key}"
            sys.stderr.write(f"Uyarı: {key}: {message_of(warning)}\n")
        if arguments.json:
            written.append(files[metadata_name()].decode())
        else:
            sys.stdout.write(f"{len(files)} dosya yazıldı: {folder}\n")
    if arguments.json:
        is_single = read[0][0] == out
        sys.stdout.write(written[0] if is_single else f"[{','.join(written)}]\n")


def read_fact(text: str) -> tuple[str, str]:
    """Return what a letter is told, as `minutes=600`.

    Raises:
        ArgumentTypeError: There is no `=`.
    """
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise ArgumentTypeError("ALAN=DEĞER biçiminde yazınız, örneğin minutes=600")
    return key.strip(), value.strip()


def _write_kind(arguments: Namespace, context: Context) -> None:
    """Finish a letter about something in the data, as its dialog does, and write its files.

    Raises:
        KnownError: `letters.out_needed`, `letters.kind_item`, `letters.kind_fact`,
            `letters.kind_signatory`, `letters.kind_address`, `letters.foreign_file`, and the
            refusals of `changes.other_letters`, signing in and `shared.written_files`.
    """
    from alo183_desktop.changes.other_letters import service as other_letters
    from alo183_desktop.letters import outgoing, rendering
    from alo183_desktop.shared.written_files import write_together

    if not arguments.out:
        raise KnownError("letters.out_needed")
    folder = Path(arguments.out)
    matter = other_letters.LetterMatter(arguments.kind.replace("-", "_"))
    with context.open_desk() as desk:
        with desk.work() as work:
            offered = other_letters.read_choices(work)[matter]
            item_id = None if offered is None else _chosen(offered, arguments.item, matter)
            read = other_letters.read_letter(work, matter, item_id)
        paper = _paper(arguments, read)
        rendered = other_letters.render_letter(read, paper)
        stem = Path(rendered.files[0].name).stem
        _refuse_foreign(folder, stem)
        with desk.work() as work:
            letter_id = other_letters.finish(
                work, read, paper, rendered, shares_number=arguments.shared_number
            )
            parts = outgoing.export_letter(work, letter_id)
    files = rendering.whole_set(parts)
    write_together(folder, files)
    if arguments.json:
        sys.stdout.write(files[rendering.metadata_name(stem)].decode())
    else:
        sys.stdout.write(f"{len(files)} dosya yazıldı: {folder}\n")


def _chosen(offered: Sequence[tuple[int, str]], typed: str | None, matter: LetterMatter) -> int:
    """Return what a letter is about: the only choice whose words contain what is typed.

    Raises:
        KnownError: `letters.kind_none`: there is no choice; `letters.kind_item`: none or several
            match.
    """
    from alo183_desktop.shared.turkish import fold

    if not offered:
        raise KnownError("letters.kind_none", why=matter.kind.none)
    wanted = fold(typed or "").replace(" ", "")
    found = [one for one, words in offered if wanted and wanted in fold(words).replace(" ", "")]
    if len(found) != 1:
        raise KnownError("letters.kind_item", choices="; ".join(words for _id, words in offered))
    return found[0]


def _paper(arguments: Namespace, read: LetterContext) -> LetterPaper:
    """Return what the arguments decide about a letter.

    Raises:
        KnownError: `letters.kind_fact`, `letters.kind_signatory`, `letters.kind_address`,
            `calendar.day`.
    """
    from alo183_desktop.changes.other_letters.service import LetterPaper
    from alo183_desktop.documents.letter.content import Secrecy
    from alo183_desktop.records.record import Kind
    from alo183_desktop.shared.calendar import parse_day
    from alo183_desktop.shared.turkish import fold

    fields = {} if read.asks is None else read.asks.fields
    answers: dict[str, Any] = {}
    for key, value in arguments.fact:
        if key not in fields:
            raise KnownError("letters.kind_fact", field=key, fields=", ".join(fields) or "yok")
        answers[key] = parse_day(value) if fields[key].kind is Kind.DAY and value else value
    signed = [
        one
        for one in read.signatories
        if arguments.signatory is None or fold(arguments.signatory) == fold(one.name)
    ]
    if not signed:
        names = ", ".join(one.name for one in read.signatories)
        raise KnownError("letters.kind_signatory", names=names)
    receiver = read.receiver
    if arguments.to:
        receiver = replace(receiver, recipient=(arguments.to, ""), recipient_address="")
        receiver = replace(receiver, recipient_fax="", recipient_detsis="", recipient_kep="")
    if arguments.to_address:
        receiver = replace(receiver, recipient_address=arguments.to_address)
    if not receiver.recipient_address:
        raise KnownError("letters.kind_address", receiver=receiver.recipient[0])
    return LetterPaper(
        signed[0].signatory_id,
        receiver,
        arguments.number or "",
        arguments.date,
        read.secrecy if arguments.secrecy is None else Secrecy(_SECRECIES[arguments.secrecy]),
        answers,
    )


def _write_example(out: str | None) -> None:
    from alo183_desktop.changes.toml_letter import example_text
    from alo183_desktop.shared.written_files import write_file

    if out:
        write_file(Path(out), example_text().encode())
    else:
        sys.stdout.write(example_text())


def _read_all(
    given: Sequence[Path], out: Path, *, now: dt.datetime
) -> list[tuple[Path, TomlLetter]]:
    """Return each TOML letter with the folder of its letter; all faults are reported at once.

    Raises:
        KnownError: As `run_letter`.
    """
    from alo183_desktop.changes.toml_letter import load_toml_letter

    if len(given) == 1 and not given[0].is_dir():
        return [(out, load_toml_letter(given[0], now=now))]
    found: dict[str, TomlLetter] = {}
    folders: set[str] = set()
    faults: list[Problem] = []
    for path in _files_of(given):
        # Windows treats names that differ only in case as one folder.
        if path.stem.casefold() in folders:
            raise KnownError("letters.same_folder", name=path.stem)
        folders.add(path.stem.casefold())
        try:
            found[path.stem] = load_toml_letter(path, now=now)
        except KnownError as error:
            if not error.problems:
                raise
            faults += [one._replace(key=f"{path.name}: {one.key}") for one in error.problems]
    if faults:
        raise KnownError("changes.file_wrong", problems=faults, count=len(faults))
    return [(out / stem, change) for stem, change in found.items()]


def _files_of(given: Sequence[Path]) -> Iterator[Path]:
    for path in given:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(path.glob("*.toml"))
        if not inside:
            raise KnownError("letters.no_change_files", name=path.name)
        yield from inside


def faults_as_json(error: KnownError) -> dict[str, Any]:
    """Return why there is no letter, every fault with its key, in the form of `--json`."""
    return {
        "code": error.code,
        "message": str(message_of(error)),
        "faults": [
            {"key": problem.key, "code": problem.code, "message": str(message_of(problem))}
            for problem in error.problems
        ],
    }


def _refuse_foreign(folder: Path, stem: str) -> None:
    """Refuse to replace files that no earlier run wrote, according to the JSON beside them.

    Args:
        folder: Where a letter's files go.
        stem: With which the names of its own files begin.

    Raises:
        KnownError: `letters.foreign_file`.
    """
    from alo183_desktop.letters import rendering

    own = rendering.metadata_name(stem)
    try:
        there = [name for name in rendering.file_names(stem) if (folder / name).exists()]
    except OSError:  # an invalid name or no access: writing will fail
        return
    if not there:
        return
    try:
        described = rendering.read_described((folder / own).read_bytes())
    except OSError:
        described = {}
    for name in there:
        if name == own and described:
            continue
        try:
            found_hash = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError:  # a folder has the name of the file: writing will fail
            continue
        if described.get(name) != found_hash:
            raise KnownError("letters.foreign_file", file=name)


def make_files(found: TomlLetter) -> dict[str, bytes]:
    """Return all files of a TOML letter by name; the same file gives the same bytes."""
    from alo183_desktop.letters import rendering

    rendered = rendering.render(found.letter)
    return rendering.whole_set(
        rendering.SetParts(
            letter=found.letter,
            recipient=found.recipient,
            frozen={file.kind: file.data for file in rendered.files},
            fax_pages=rendered.fax_pages,
            values={
                **rendering.metadata(
                    found.letter, pages=rendered.pages, fax_pages=rendered.fax_pages
                ),
                **found.values,
            },
        )
    )


def run_letters(arguments: Namespace, context: Context) -> None:
    """Print all letters with what each still lacks.

    Raises:
        KnownError: `access.not_allowed`, and the refusals of signing in.
    """
    from alo183_desktop.changes.letter_list import TRAIL
    from alo183_desktop.letters.rows import LetterFilter
    from alo183_desktop.letters.service import find_letters

    with context.open_desk() as desk, desk.work() as work:
        rows = find_letters(work, LetterFilter(state="all"))
        TRAIL.record_export(work, len(rows), "command_line")
    if arguments.json:
        write_json([_as_json(row) for row in rows])
    else:
        write_columns(
            rows,
            {
                "Sayı": lambda row: row.register_number or "-",
                "Tarih": lambda row: format_day(row.dated_on) if row.dated_on else "-",
                "Değişiklik": lambda row: row.summary,
                "Yürürlük": lambda row: row.effective_words,
                "Geçen süre": lambda row: row.elapsed,
                "Durum": lambda row: (
                    f"ACELE, {row.state_and_basis}"
                    if row.is_urgent and row.is_open
                    else row.state_and_basis
                ),
            },
        )


def _as_json(row: LetterRow) -> dict[str, Any]:
    return {
        **fields_of(row, "letter_id", "summary", "topic", "register_number", "dated_on"),
        **fields_of(row, "effective_on", "last_effective_on"),
        "is_change": row.is_change,
        "urgent": row.is_urgent,
        "finished_at": row.finished_at,
        "corrects": row.corrects_letter_id,
        "corrected_by": row.corrected_by_letter_id,
        **fields_of(row, "outdated", "cancelled_at", "cancel_reason"),
        **{
            channel.value: fields_of(found, "state", "at", "attempts")
            for channel, found in row.proofs.items()
        },
        "complete_by": row.demanded,
        **fields_of(row, "rule_basis", "lacks", "state", "completed_at", "pages"),
    }
