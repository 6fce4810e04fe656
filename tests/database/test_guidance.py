"""The log of citizens who were helped on the spot, and of those who were sent on."""

import datetime as dt
from dataclasses import replace

import pytest

from alo183_desktop.guidance import service
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.shared.errors import ConflictError
from tests.clocks import START
from tests.database.databases import Database
from tests.database.desks import furnish, visit


@pytest.mark.both_backends
def test_that_visits_are_listed_counted_and_found(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        helped = visit(furnished.disabled)
        sent = replace(
            helped,
            at=START - dt.timedelta(days=1),
            asked="Şiddet görüyor",
            is_sent_on=True,
            sent_reason="Gece, görevli yoktu",
        )
        first = service.VISITS.save(work, None, helped)
        second = service.VISITS.save(work, None, sent)
        everything = service.find_guidance(work, GuidanceFilter())
        assert [row.guidance_id for row in everything] == [first, second]
        for wanted, count in (
            (GuidanceFilter(search="AYLIGI engelli"), 1),
            (GuidanceFilter(search="olmayan"), 0),
            (GuidanceFilter(is_sent_on=True), 1),
            (GuidanceFilter(subject_id=furnished.child), 0),
            (GuidanceFilter(since=START), 1),
            (GuidanceFilter(until=START), 1),
        ):
            assert service.count(work, wanted) == count
            assert len(service.find_guidance(work, wanted)) == count
        counts = service.count_by_subject(
            work, since=START - dt.timedelta(days=2), until=START + dt.timedelta(days=1)
        )
    counted = {row.subject_id: (row.helped, row.sent_on) for row in counts}
    assert counted[furnished.disabled] == (1, 1)
    assert counted[furnished.child] == (0, 0)


def test_that_an_entry_is_put_right_by_one_at_a_time(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        entry = service.VISITS.save(work, None, visit(furnished.disabled))
        form, version = service.VISITS.open(work, entry)
        assert form.asked == "Engelli aylığı nasıl alınır?"
        changed = replace(visit(furnished.disabled), done="Randevu verildi.")
        service.VISITS.save(work, entry, changed, version=version)
        with pytest.raises(ConflictError):
            service.VISITS.save(work, entry, visit(furnished.disabled), version=version)
        (row,) = service.find_guidance(work, GuidanceFilter(search="randevu"))
        service.VISITS.remove(work, entry, version=row.version)
        assert service.count(work, GuidanceFilter()) == 0
