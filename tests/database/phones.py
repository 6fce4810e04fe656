"""Handsets and lines in a furnished database, for tests that need some."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Final

from PIL import Image
from stdnum import luhn

from alo183_desktop.db.work import Work
from alo183_desktop.documents.checked_files import CheckedFile, check_file
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.phones.rows import CustodyFormRow, FormFilter, ItemKey, ItemKind
from tests.database.databases import Database
from tests.database.desks import Furnished, furnish

PHONE: Final = "+905000001101"


@dataclass(frozen=True, slots=True)
class Stocked:
    """Numbers of what stands in the database."""

    people: Furnished
    line: int
    """`PHONE`, in store."""
    handset: int
    """A Samsung A15, in store."""


def stock(work: Work) -> Stocked:
    """Fill an empty database with a directorate, a line and a handset."""
    return Stocked(
        people=furnish(work),
        line=service.LINES.save(work, None, line_values()),
        handset=service.HANDSETS.save(work, None, handset_values()),
    )


def stocked(database: Database) -> Stocked:
    """Return what `stock` fills a database with."""
    with database.open_work("administrator", name="Selin AKTAŞ") as work:
        return stock(work)


def line_values(number: int = 1, **more: str | None) -> LineValues:
    """Return a line; each `number` has a phone and a SIM card of its own."""
    return LineValues(
        **{  # type: ignore[arg-type]
            "phone": f"+9050000011{number:02d}",
            "operator": "Türk Telekom",
            "iccid": iccid(number),
            "package": "Kamu 300",
            **more,
        }
    )


def handset_values(number: int = 1, **more: str | None) -> HandsetValues:
    """Return a handset; each `number` has an IMEI of its own."""
    return HandsetValues(
        **{  # type: ignore[arg-type]
            "make": "Samsung",
            "model": "A15",
            "imei": imei(number),
            "serial": f"R5{number:04d}",
            "condition": "sağlam",
            "accessories": "şarj aleti, kılıf",
            **more,
        }
    )


def imei(number: int) -> str:
    """Return an IMEI with the right check digit; `number` has up to six digits."""
    body = f"35000000{number:06d}"
    return body + luhn.calc_check_digit(body)


def iccid(number: int) -> str:
    """Return the number of a SIM card with the right check digit."""
    body = f"899001{number:012d}"
    return body + luhn.calc_check_digit(body)


def at(text: str) -> dt.datetime:
    """Return an instant of UTC such as `2026-11-20 10:00`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def form_row(work: Work, form_id: int) -> CustodyFormRow:
    """Return a custody form as a list shows it."""
    (row,) = (
        one for one in queries.list_forms(work.session, FormFilter()) if one.form_id == form_id
    )
    return row


def line_item(line_id: int) -> ItemKey:
    """Return how a line is named to whoever takes handsets, too."""
    return ItemKind.LINE, line_id


def handset_item(handset_id: int) -> ItemKey:
    """Return how a handset is named to whoever takes lines, too."""
    return ItemKind.HANDSET, handset_id


def checked_picture() -> CheckedFile:
    """Return the scan of a signed paper."""
    picture = io.BytesIO()
    Image.new("1", (1728, 200), 1).save(picture, "PNG")
    return check_file("imzali.png", picture.getvalue())
