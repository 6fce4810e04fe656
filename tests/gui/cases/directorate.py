"""Cases, reminders, calls and visits of invented people, in a real encrypted file."""

import datetime as dt
from pathlib import Path
from typing import Final

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import progress, queries, service, timeline
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.queries import list_units
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.guidance.service import VISITS
from alo183_desktop.officers.queries import list_officers, list_subjects
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.officers.service import add_officer
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.record import LineValues
from alo183_desktop.phones.service import LINES
from tests.clocks import FixedClock
from tests.database.phones import line_item
from tests.database.usages import add_call, add_summary
from tests.gui.officers.directorate import make, unlock

HOUR: Final = dt.timedelta(hours=1)
MINUTE: Final = dt.timedelta(minutes=1)
BEGAN: Final = dt.datetime(2026, 1, 5, 6, 0, tzinfo=dt.UTC)
DISTRICTS: Final = ("Çankaya", "Gölbaşı", "Şereflikoçhisar", "Kızılcahamam", "Ayaş")
LONG_NAME: Final = ("Mehmet Ali", "KARAİSMAİLOĞLU")
CALLER: Final = "+905321112233"
NEGLECT, ABUSE, VIOLENCE, HONOUR, AID, INFORMATION = range(1, 7)
RUNNING: Final = (
    ("183-2026-100418", 26.1, 1, VIOLENCE, 0, "Çankaya"),
    ("183-2026-100421", 20.8, 0, NEGLECT, 1, "Gölbaşı"),
    ("183-2026-100422", 14.35, 2, AID, 2, "Şereflikoçhisar"),
    ("183-2026-100423", 5.6, 3, INFORMATION, 3, "Kızılcahamam"),
    ("183-2026-100424", 2.2, 1, HONOUR, 0, "Ayaş"),
    ("183-2026-100425", 0.4, 4, AID, None, "Çankaya"),
)
"""Number, hours since the referral, place of the subject, kind, place of the officer, district."""


def fill(folder: Path, clock: FixedClock) -> None:
    """Set up a directorate with everything that both pages show, as of the clock."""
    make(folder, clock, with_people=True)
    desk = unlock(folder, clock)
    now = clock()
    clock.set(BEGAN)
    with desk.work() as work:
        subjects = [one.subject_id for one in list_subjects(work.session)]
        add_officer(
            work,
            OfficerValues(
                given_names=LONG_NAME[0],
                surname=LONG_NAME[1],
                title="Sosyal Çalışmacı",
                tckn=None,
                unit_id=list_units(work.session)[0].unit_id,
            ),
            subject_ids=subjects[2:4],
            starts_on=BEGAN.date(),
        )
    clock.set(now)
    _add_old(desk)
    _add_running(desk, clock, now)
    clock.set(now)
    _add_calls(desk, now)
    _add_visits(desk, clock, now)
    clock.set(now)
    desk.close()


def officers_of(work: Work) -> list[int]:
    """Return the officers by name."""
    rows = list_officers(
        work.session, OfficerFilter(state=OfficerState.SERVING), as_of=work.now.date()
    )
    return [row.officer_id for row in rows]


def values(work: Work, number: str, hours: float, **changes: object) -> CaseValues:
    """Return a referral of some hours ago."""
    subjects = [one.subject_id for one in list_subjects(work.session)]
    kinds = {kind.kind_id: kind for kind in queries.list_kinds(work.session)}
    kind_id = int(str(changes.pop("kind_id", AID)))
    place = int(str(changes.pop("subject", 0)))
    usual = {
        "number": number,
        "routed_at": work.now - hours * HOUR,
        "subject_id": subjects[place % len(subjects)],
        "kind_id": kind_id,
        "is_urgent": kinds[kind_id].is_urgent,
        "operator_name": "İsmail ÜNLÜOĞLU",
        "district": "Çankaya",
        "caller_name": "Müjgân IŞIK",
        "summary": "Komşu ihbarı; hanede küçük çocuk var, gece ağlama sesleri geliyor.",
    }
    return CaseValues(**{**usual, **changes})  # type: ignore[arg-type]


def _add_running(desk: Desk, clock: FixedClock, now: dt.datetime) -> None:
    with desk.work() as work:
        officers = officers_of(work)
        for index, (number, hours, subject, kind, officer, district) in enumerate(RUNNING):
            case_id = service.add_case(
                work,
                values(
                    work,
                    number,
                    hours,
                    subject=subject,
                    kind_id=kind,
                    district=district,
                    caller_phone=CALLER if index in {0, 3} else f"+9053211144{index:02}",
                ),
                officer_id=None if officer is None else officers[officer % len(officers)],
            )
            if index == 0:
                first = work.now - hours * HOUR
                progress.acknowledge(work, case_id, at=first + 20 * MINUTE)
                timeline.add_action(
                    work,
                    case_id,
                    at=first + 95 * MINUTE,
                    words="Eve gidildi, anne ve çocuk konukevine alındı.",
                )
                timeline.add_action(
                    work,
                    case_id,
                    at=first + 3 * HOUR,
                    words="Kadın konukevi müdürlüğüyle görüşüldü.",
                    kind=ActionKind.NOTE,
                )
                progress.inform_police(
                    work,
                    case_id,
                    unit="Örnek Polis Merkezi Amirliği",
                    by="Zeynep GÜNDOĞDU",
                    at=first + 40 * MINUTE,
                )
            elif index == 2:
                progress.acknowledge(work, case_id, at=work.now - (hours - 0.5) * HOUR)
                timeline.add_action(
                    work, case_id, at=work.now - (hours - 1) * HOUR, words="Telefonla görüşüldü."
                )
    clock.set(now)


def _add_old(desk: Desk) -> None:
    """Store thirty entered cases of the last months; every fifth was late, most are closed."""
    with desk.work() as work:
        officers = officers_of(work)
        for place in range(30):
            hours = 60 + place * 70
            case_id = service.add_case(
                work,
                values(
                    work,
                    f"183-2026-{100000 + 410 - place:06}",
                    hours,
                    subject=place,
                    kind_id=place % 6 + 1,
                    district=DISTRICTS[place % len(DISTRICTS)],
                    caller_phone=CALLER if place == 7 else "",
                    caller_name="Gülizar ÇİÇEKDAĞI" if place % 2 else "",
                ),
                officer_id=officers[place % len(officers)],
            )
            routed = work.now - hours * HOUR
            late = place % 5 == 0
            timeline.add_action(work, case_id, at=routed + HOUR, words="Yerinde görüşüldü.")
            progress.enter(
                work,
                case_id,
                at=routed + (27 if late else 9) * HOUR,
                record=f"SYS-{place:05}",
            )
            if place > 3:
                progress.close_case(
                    work, case_id, at=routed + 50 * HOUR, outcome="Sosyal yardım bağlandı."
                )


def _add_calls(desk: Desk, now: dt.datetime) -> None:
    with desk.work() as work:
        officers = officers_of(work)
        line_id = LINES.save(
            work, None, LineValues(phone="+905000004105", operator="Örnek Telekom")
        )
        custody.issue(work, [line_item(line_id)], officer_id=officers[0], at=now - 900 * HOUR)
        days = ("2026-11-01", "2026-11-24")
        usage_id = add_summary(work, line_id, days, minutes=50, imported_on=days[1], has_calls=True)
        numbers = ("+905419998801", "+905419998802", CALLER, "183", "+905419998801", "155")
        for index, number in enumerate(numbers):
            at = now - (index + 3) * 5 * HOUR
            add_call(work, usage_id, at, number, seconds=75 * (index + 1))


def _add_visits(desk: Desk, clock: FixedClock, now: dt.datetime) -> None:
    asked = (
        "Engelli kimlik kartı nasıl alınır?",
        "Evde bakım aylığı için hangi belgeler gerekir, başvuru nereye yapılır?",
        "Huzurevine kabul koşulları",
    )
    done = ("Başvuru formu verildi, belgeler anlatıldı.", "Sosyal hizmet merkezine eşlik edildi.")
    for place in range(14):
        clock.set(now - place * 7 * HOUR - 30 * MINUTE)
        with desk.work() as work:
            subjects = [one.subject_id for one in list_subjects(work.session)]
            is_sent = place % 6 == 4
            VISITS.save(
                work,
                None,
                GuidanceValues(
                    at=work.now,
                    subject_id=subjects[place % len(subjects)],
                    asked=asked[place % len(asked)],
                    done="" if is_sent else done[place % len(done)],
                    is_sent_on=is_sent,
                    sent_reason="Mesai dışında gelindi" if is_sent else "",
                ),
            )
