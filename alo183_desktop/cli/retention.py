"""`alo183 retention` and `alo183 inspection`: what is due, and the package for an inspector.

Nothing is destroyed from here: somebody looks at each record first.
"""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import write_json, write_table
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.clock import format_day, format_instant, local
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.regular_files import read_regular

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cli.context import Context
    from alo183_desktop.retention.rows import DestructionRow, KindRow

_LARGEST_PASSWORD_FILE: Final = 4096


def add_parsers(commands: Any) -> None:
    """Add both commands to the parser of all commands."""
    due = commands.add_parser(
        "retention",
        help="saklama süresi dolan kayıtları sayar",
        description="Her kayıt türünün saklama süresini, süresi dolan kayıtların sayısını ve en "
        "geç hangi gün imha edilmesi gerektiğini yazar; yapılmış imhaları da listeler. Kimseyi "
        "adıyla yazmaz. İmha, kayıtlar pencerede tek tek incelendikten sonra yapılır.",
    )
    due.add_argument("--json", action="store_true", help="sonucu JSON olarak yazar")
    due.set_defaults(run=_run_due)
    package = commands.add_parser(
        "inspection",
        help="denetim paketi hazırlar",
        description="Verilen günlerin yazılarını, faks raporlarını, zimmet tutanaklarını, "
        "vakalarını, rehberlik kayıtlarını, yoklamalarını, kotalarını, açıklanamayan aramalarını, "
        "nöbetlerini ve görev emirlerini, özetleriyle birlikte tek bir şifreli ZIP dosyasına "
        "koyar (AES-256; 7-Zip ve WinRAR açar). T.C. kimlik numaraları gizlenir. Parola bir kez "
        "yazılır; paketle aynı yoldan gönderilmemelidir. Denetim izine, dosya yazılmadan önce "
        "kaydedilir.",
    )
    package.add_argument(
        "--from", dest="first", type=_day, required=True, metavar="GÜN", help="ilk gün"
    )
    package.add_argument(
        "--to", dest="last", type=_day, required=True, metavar="GÜN", help="son gün; o da içinde"
    )
    package.add_argument(
        "--out", type=Path, required=True, metavar="DOSYA", help="yazılacak ZIP dosyası"
    )
    package.add_argument(
        "--unmasked", action="store_true", help="T.C. kimlik numaralarını gizlemez"
    )
    package.add_argument(
        "--with-scans",
        action="store_true",
        help="numaralar gizlenirken dışarıdan gelen taramaları da koyar; onlardaki gizlenemez",
    )
    package.add_argument(
        "--package-password-file",
        type=Path,
        metavar="DOSYA",
        help="paketin parolasının yazılı olduğu dosya; verilmezse parola üretilip yazılır",
    )
    package.set_defaults(run=_run_package)


def run_due(arguments: Namespace, desk: Desk) -> int:
    """Write how it stands with each kind of records; return the exit code."""
    from alo183_desktop.retention import service

    with desk.work() as work:
        standing = service.look(work)
    if arguments.json:
        write_json(
            {
                "kinds": [_kind_as_json(row) for row in standing.kinds],
                "destructions": [_destruction_as_json(row) for row in standing.destructions],
                "unerased": standing.unerased,
            }
        )
        return 0
    write_table(
        ("Kayıt türü", "Saklama süresi", "Süresi dolan", "Uygun", "Ertelenen", "En geç imha"),
        [_kind_as_cells(row) for row in standing.kinds],
    )
    if standing.destructions:
        sys.stdout.write("\n")
        write_table(
            ("İmha", "Tarih", "Kayıt türü", "Kayıt", "Yapan", "Dosyadan silindi"),
            [_destruction_as_cells(row) for row in standing.destructions],
        )
    return 0


def run_package(arguments: Namespace, desk: Desk) -> int:
    """Write the package of an inspection; return the exit code."""
    from alo183_desktop.retention import inspection, inspection_files
    from alo183_desktop.retention.inspection import Wanted
    from alo183_desktop.shared.written_files import write_file

    given = _given_password(arguments.package_password_file)
    password = given or inspection_files.new_password()
    wanted = Wanted(
        first=arguments.first,
        last=arguments.last,
        is_masked=not arguments.unmasked,
        with_scans=arguments.with_scans,
    )
    with desk.work() as work:
        taken = inspection.take(work, wanted)
    # It is written down by now: nothing leaves before.
    archive, package = inspection_files.make_archive(taken, password=password)
    write_file(arguments.out, archive)
    sys.stdout.write(f"Paket yazıldı: {arguments.out} ({len(package.files)} dosya)\n")
    for left in package.left_out:
        sys.stdout.write(f"Pakete konmadı: {left.name}: {left.reason}.\n")
    if not given:
        sys.stdout.write(f"Parola (bir daha gösterilmez): {password}\n")
    return 0


def _given_password(path: Path | None) -> str:
    """Return the password of a file; empty when none was named.

    Raises:
        KnownError: `cli.password_file`, or as `inspection_files.check_password`.
    """
    from alo183_desktop.retention.inspection_files import check_password

    if path is None:
        return ""
    try:
        data = read_regular(path, limit=_LARGEST_PASSWORD_FILE)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError("cli.password_file") from error
    if len(data) > _LARGEST_PASSWORD_FILE:
        raise KnownError("cli.password_file")
    return check_password(text.removesuffix("\n").removesuffix("\r"))


def _kind_as_json(row: KindRow) -> dict[str, Any]:
    from alo183_desktop.retention.rules import next_destruction_by

    oldest = row.oldest_due_on
    return {
        "kind": row.kind.value,
        "months": row.period.months,
        "basis": row.period.basis,
        "due": row.due,
        "agreed": row.agreed,
        "postponed": row.postponed,
        "oldest_due_on": None if oldest is None else oldest.isoformat(),
        "destroy_by": None if oldest is None else next_destruction_by(oldest).isoformat(),
    }


def _kind_as_cells(row: KindRow) -> tuple[str, ...]:
    from alo183_desktop.retention.kinds import KIND_WORDS
    from alo183_desktop.retention.rules import next_destruction_by, period_words

    oldest = row.oldest_due_on
    return (
        KIND_WORDS[row.kind],
        period_words(row.period.months),
        str(row.due),
        str(row.agreed),
        str(row.postponed),
        "" if oldest is None else format_day(next_destruction_by(oldest)),
    )


def _destruction_as_json(row: DestructionRow) -> dict[str, Any]:
    return {
        "destruction_id": row.destruction_id,
        "kind": row.kind.value,
        "at": local(row.at).isoformat(),
        "items": row.items,
        "months": row.months,
        "basis": row.basis,
        "reason": row.reason,
        "by": row.by_name,
        "ids_sha256": row.ids_sha256,
        "kept_until": row.kept_until.isoformat(),
        "erased_at": None if row.erased_at is None else local(row.erased_at).isoformat(),
    }


def _destruction_as_cells(row: DestructionRow) -> tuple[str, ...]:
    from alo183_desktop.retention.kinds import KIND_WORDS

    return (
        str(row.destruction_id),
        format_instant(row.at),
        KIND_WORDS[row.kind],
        str(row.items),
        row.by_name,
        "bekliyor" if row.erased_at is None else format_instant(row.erased_at),
    )


def _day(text: str) -> dt.date:
    try:
        return parse_day(text)
    except KnownError as error:
        raise ArgumentTypeError("gün okunamadı; örneğin 24.11.2026") from error


def _run_due(arguments: Namespace, context: Context) -> int:
    with context.open_desk() as desk:
        return run_due(arguments, desk)


def _run_package(arguments: Namespace, context: Context) -> int:
    with context.open_desk() as desk:
        return run_package(arguments, desk)
