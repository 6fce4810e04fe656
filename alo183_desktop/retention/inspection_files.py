"""Make the files of an inspection: hide T.C. numbers, write lists and the hash of each file.

Slow: run it outside any transaction.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access import strength
from alo183_desktop.documents.encrypted_zip import encrypted_zip
from alo183_desktop.documents.foreign_pages import ForeignPages
from alo183_desktop.documents.letter.content import LetterContent
from alo183_desktop.documents.letter.pdf import lay_out
from alo183_desktop.documents.papers import custody_form
from alo183_desktop.documents.workbooks import Table, WorkbookSheet, write_tables
from alo183_desktop.retention.inspection import LeftOut, Package
from alo183_desktop.retention.rules import hide_tckns, holds_tckn
from alo183_desktop.shared.clock import format_day, format_instant, local
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.packed_rows import PackedRows
from alo183_desktop.shared.plain import from_plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.documents.workbooks import Value
    from alo183_desktop.retention.inspection import InspectionData, TakenFile

MANIFEST: Final = "MANIFEST.json"
SUMS: Final = "SHA256SUMS"
READ_ME: Final = "BENIOKU.txt"
_FORMAT: Final = 1
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 characters that cannot be mistaken for each other when they are read aloud."""
_GROUPS: Final = 5
_GROUP: Final = 5
SHORTEST_PASSWORD: Final = 12
_PICTURE: Final = (
    "Dışarıdan gelen belge: içindeki T.C. kimlik numarası gizlenemez ya da bulunmadığı denetlenemez"
)


def new_password() -> str:
    """Return a password of 125 random bits, in groups that can be read aloud."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def check_password(password: str) -> str:
    """Return a password that the user chose for a package.

    Raises:
        KnownError: `retention.password_short`, `access.weak_password`;
            `retention.password_character`: archive programs do not agree on characters beyond
            ASCII.
    """
    if not (password.isascii() and password.isprintable()):
        raise KnownError("retention.password_character")
    if len(password) < SHORTEST_PASSWORD:
        raise KnownError("retention.password_short", limit=SHORTEST_PASSWORD)
    strength.demand(password, personal=())
    return password


def make_archive(taken: InspectionData, *, password: str) -> tuple[bytes, Package]:
    """Return the encrypted archive of a package, and its content."""
    package = make_package(taken)
    made = encrypted_zip(package.files, password=password, at=local(taken.taken_at))
    return made, package


def make_package(taken: InspectionData) -> Package:
    """Return all files of a package with their manifest, before they are encrypted."""
    files: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    left_out: list[LeftOut] = []
    for file in taken.files:
        name = f"{file.folder}/{file.name}"
        made = _as_handed_out(file, taken)
        if made is None:
            left_out.append(LeftOut(name, file.sha256, _PICTURE))
            continue
        files[name] = made
        entries.append(
            {
                "name": name,
                "sha256": _sha256(made),
                "size": len(made),
                "frozen_sha256": file.sha256,
                "is_frozen_original": _sha256(made) == file.sha256,
            }
        )
    for name, sheets in taken.tables.items():
        shown = [
            WorkbookSheet(title, _hidden(table) if taken.wanted.is_masked else table)
            for title, table in sheets
        ]
        made = write_tables(name.removesuffix(".xlsx"), shown)
        files[name] = made
        entries.append({"name": name, "sha256": _sha256(made), "size": len(made)})
    manifest = _manifest(taken, entries, left_out)
    files[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    files[READ_ME] = _read_me(taken, len(entries), left_out).encode()
    # As `sha256sum -c` reads it: the manifest itself is covered by it too.
    sums = "".join(f"{_sha256(files[name])}  {name}\n" for name in sorted(files))
    files[SUMS] = sums.encode()
    return Package(files, tuple(left_out))


def _as_handed_out(file: TakenFile, taken: InspectionData) -> bytes | None:
    """Return the bytes of a file to include; None if it may not be."""
    if not taken.wanted.is_masked:
        return file.data
    if file.is_own:
        hidden = hide_in(file.content)
        return file.data if hidden == file.content else _made_anew(hidden, file)
    if taken.wanted.with_scans or _is_clean(file.data):
        return file.data
    return None


def _made_anew(content: Mapping[str, Any], file: TakenFile) -> bytes | None:
    """Return a paper with its numbers hidden; None of a rota, where none belongs."""
    if file.kind == "rota":
        return None
    if file.kind == "letter":
        return lay_out(from_plain(LetterContent, content)).pdf
    return custody_form.custody_form_pdf(from_plain(custody_form.CustodyFormContent, content))


def _is_clean(data: bytes) -> bool:
    """Return whether a paper from outside is known to contain no T.C. number.

    This can only be known of text: a picture may show one, which cannot be hidden.
    """
    text = ForeignPages(data).text()
    return text is not None and text.is_all_text and not any(map(holds_tckn, text.pages))


def hide_in(value: Any) -> Any:
    """Return a value of JSON in which every text has its T.C. numbers hidden."""
    if isinstance(value, str):
        return hide_tckns(value)
    if isinstance(value, dict):
        return {key: hide_in(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [hide_in(one) for one in value]
    return value


def _hidden(table: Table) -> Table:
    rows = table.rows
    packed = rows if isinstance(rows, PackedRows) else PackedRows(rows)
    return Table(table.headings, packed.changed(_hidden_row))


def _hidden_row(row: Sequence[Value]) -> Sequence[Value]:
    return tuple(hide_tckns(cell) if isinstance(cell, str) else cell for cell in row)


def _manifest(
    taken: InspectionData, entries: list[dict[str, Any]], left_out: list[LeftOut]
) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "directorate": taken.directorate,
        "first_day": taken.wanted.first.isoformat(),
        "last_day": taken.wanted.last.isoformat(),
        "made_at": local(taken.taken_at).isoformat(),
        "made_by": taken.taken_by,
        "tckn_masked": taken.wanted.is_masked,
        "audit_head": taken.trail_head,
        "counts": dict(taken.counts),
        "files": entries,
        "left_out": [
            {"name": one.name, "frozen_sha256": one.sha256, "reason": one.reason}
            for one in left_out
        ],
    }


def _read_me(taken: InspectionData, count: int, left_out: list[LeftOut]) -> str:
    days = f"{format_day(taken.wanted.first)} – {format_day(taken.wanted.last)}"
    lines = [
        "ALO 183 DENETİM PAKETİ",
        "",
        f"Kurum: {taken.directorate}",
        f"Dönem: {days}",
        f"Hazırlayan: {taken.taken_by}, {format_instant(taken.taken_at)}",
        f"Belge ve liste sayısı: {count}",
        "T.C. kimlik numaraları: "
        + ("gizlendi (ilk üç ve son iki hane okunur)" if taken.wanted.is_masked else "açık"),
        "",
        "Yazılar: yazilar.xlsx ve yazilar/ klasörü (yazı, imzalı tarama, faks raporu, alındı)",
        "Zimmet tutanakları: zimmet.xlsx ve zimmet/ klasörü",
        "Vakalar ve yapılan işlemler: vakalar.xlsx",
        "Yerinde rehberlik: rehberlik.xlsx",
        "Ulaşılabilirlik yoklamaları: yoklamalar.xlsx; hat kotaları: kotalar.xlsx",
        "Hiçbir kaydın açıklamadığı aramalar: aramalar.xlsx",
        "Nöbetler ve tebliğ: nobet.xlsx, yayımlanan çizelgeler: nobet/ klasörü",
        "Taşıt görev emirleri: gorev-emirleri.xlsx",
        "",
        f"Her dosyanın SHA-256 özeti {MANIFEST} ve {SUMS} dosyalarındadır; “sha256sum -c {SUMS}”",
        "ile denetlenir. frozen_sha256 alanı belgenin programda saklanan aslının özetidir.",
    ]
    if left_out:
        lines += ["", f"Pakete konmayan belgeler ({len(left_out)}):"]
        lines += [f"- {one.name}: {one.reason}." for one in left_out]
    return "\n".join(lines) + "\n"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
