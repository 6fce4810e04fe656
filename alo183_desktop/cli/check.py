"""`alo183 check`: whether everything needed for the main job exists and is intact."""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from argparse import ArgumentTypeError
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alo183_desktop.cli.context import audit_error, write_json
from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.db.audit import Head
from alo183_desktop.shared import paths
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.cli.context import Context

_ANCHOR: Final = re.compile(
    r"(?:denetim izi:)?\s*(?P<number>\d[\d.]*?)\.?\s*(?:kayıt\s*,|:)\s*(?P<digest>[0-9a-f\s]+)",
    re.IGNORECASE,
)
"""As it is printed, `Denetim izi: 1.234. kayıt, 0f3a… …`, or short, `1234:0f3a…`."""
_DIGITS: Final = range(16, 65)
"""Of the digest: two printed groups at least, all of them at most."""
_FONTS: Final = ("Tinos-Regular", "Tinos-Bold", "Arimo-Regular", "Arimo-Bold")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    name: str
    is_good: bool
    words: str


def run(arguments: Namespace, context: Context) -> int:
    """Run and print all checks, and return 0 when all of them pass, else 2."""
    findings = list(_look(context, arguments.anchor))
    if arguments.json:
        write_json([asdict(finding) for finding in findings])
    for finding in findings:
        if not finding.is_good:
            # On the standard error, like other errors, in order with the rest.
            sys.stdout.flush()
            sys.stderr.write(f"● {finding.name}: {finding.words}\n")
        elif not arguments.json:
            sys.stdout.write(f"✓ {finding.name}: {finding.words}\n")
    return 0 if all(finding.is_good for finding in findings) else EXIT_INPUT


def read_anchor(text: str) -> Head:
    """Return an entry of the trail as a paper has it at its foot.

    Raises:
        ArgumentTypeError: It is written otherwise.
    """
    found = _ANCHOR.fullmatch(text.strip())
    digest = "".join(found["digest"].split()).lower() if found else ""
    if found is None or len(digest) not in _DIGITS:
        raise ArgumentTypeError(
            "kâğıdın altındaki iz okunamadı; SAYI:ÖZET biçiminde, özetin en az ilk iki öbeğiyle "
            "yazınız, örneğin 1234:0f3a91c27be40d18"
        )
    return Head(int(found["number"].replace(".", "")), digest)


def _look(context: Context, anchors: Sequence[Head]) -> Iterator[CheckResult]:
    yield _finding("Yazı tipleri", _check_fonts)
    yield _finding("Çeviriler", _check_translations)
    yield _finding("Yazı", _check_letter)
    program = context.program()
    if not program.exists() and not program.has_lost_data() and not anchors:
        yield CheckResult("Veri", is_good=True, words="bu klasörde henüz kurulum yapılmamış")
        return
    try:
        with context.open_desk() as desk:
            yield CheckResult("Veri", is_good=True, words=f"açıldı ({desk.directorate_name})")
            if desk.is_on_server:
                yield _finding("Sunucudaki yetkiler", lambda: _check_rights(desk))
                yield _finding("Sunucudaki roller", lambda: _check_roles(desk))
            else:
                yield _finding("Veri klasörü", lambda: _check_place(desk))
                yield _finding("Kopya", lambda: _check_copy(desk))
            yield _finding("Denetim izi", lambda: _check_audit(desk))
            for anchor in anchors:
                yield _finding("Kâğıttaki iz", partial(_check_anchor, desk, anchor))
    except KnownError as error:
        yield CheckResult("Veri", is_good=False, words=str(message_of(error)))


def _finding(name: str, check: Callable[[], str]) -> CheckResult:
    try:
        return CheckResult(name, is_good=True, words=check())
    except KnownError as error:
        return CheckResult(name, is_good=False, words=str(message_of(error)))


def _check_fonts() -> str:
    missing = [n for n in _FONTS if not (paths.resources() / "fonts" / f"{n}.ttf").is_file()]
    if missing:
        raise KnownError("cli.font_missing", names=", ".join(missing))
    return f"{len(_FONTS)} yazı tipi yerinde"


def _check_translations() -> str:
    from alo183_desktop.gui.translation import turkish_catalogue

    if turkish_catalogue() is None:
        raise KnownError("cli.translation_missing", name="qtbase_tr.qm")
    files = sorted((paths.resources() / "texts").glob("*.toml"))
    try:
        count = sum(len(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)
    except (OSError, ValueError) as error:
        raise KnownError("cli.translation_missing", name="texts") from error
    return f"Qt metinleri ve {count} ileti yerinde"


def _check_letter() -> str:
    from alo183_desktop.changes.toml_letter import example_text, read_toml_letter
    from alo183_desktop.documents.letter.pdf import lay_out

    laid_out = lay_out(read_toml_letter(example_text().encode()).letter)
    return f"örnek yazı dizildi ({laid_out.pages} sayfa, {len(laid_out.pdf)} bayt)"


def _check_rights(desk: Desk) -> str:
    difference = desk.find_foreign_rights()
    if difference is not None:
        raise difference
    return "bu sürümün yazdığı gibi"


def _check_roles(desk: Desk) -> str:
    unrecorded = desk.find_unrecorded_acts()
    if unrecorded is not None:
        raise unrecorded
    return "rollere yapılan her işlem denetim izinde"


def _check_place(desk: Desk) -> str:
    from alo183_desktop.access.presence import doubt_of

    if (doubt := doubt_of(desk.data_folder)) is not None:
        raise doubt
    return "bu bilgisayarın kendi diskinde"


def _check_copy(desk: Desk) -> str:
    from alo183_desktop.db.engine import find_damage
    from alo183_desktop.db.migrate import HEAD, upgrade

    # Beside the data, not in a common temporary folder: the copy is encrypted, but private.
    try:
        with tempfile.TemporaryDirectory(dir=desk.data_folder, prefix="denetim-") as folder:
            engine = desk.copy_data(Path(folder) / "kopya.db")
            try:
                upgrade(engine)
                damage = find_damage(engine)
            finally:
                engine.dispose()
    except OSError as error:
        raise KnownError("access.not_writable") from error
    if damage:
        raise KnownError("cli.copy_damaged", count=len(damage))
    return f"kopya sağlam ve bu sürüme yükseltildi ({HEAD})"


def _check_anchor(desk: Desk, anchor: Head) -> str:
    desk.demand_anchor(anchor)
    return f"{number_text(anchor.sequence)}. kayıt kâğıttakiyle aynı"


def _check_audit(desk: Desk) -> str:
    verdict = desk.verify_audit()
    if not verdict.is_whole:
        raise audit_error(verdict)
    return f"zincir sağlam ({verdict.entries} kayıt)"
