"""Read handsets, lines, their holders at any time, and the custody forms."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from sqlalchemy import and_, bindparam, func, or_, select

from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.kinds import FormState, ItemState
from alo183_desktop.phones.model import (
    Custody,
    CustodyFile,
    CustodyForm,
    CustodyTerms,
    CustodyWaiver,
    Handset,
    LineSecret,
    PhoneLine,
    StateChange,
)
from alo183_desktop.phones.rows import (
    CustodyFilter,
    CustodyFormRow,
    CustodyRow,
    CustodyTermsRow,
    FormFilter,
    HandsetRow,
    Held,
    ItemDetails,
    ItemKind,
    ItemStateRow,
    LineHistory,
    LineRow,
    PhoneFilter,
    handset_label,
    keys_of,
)
from alo183_desktop.phones.rules import DEFAULT_TERMS, state_at
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone, parse_mobile
from alo183_desktop.shared.searching import folded_words_and_phones
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.orm import Session

_LINES: Final = PhoneLine.__table__.c
_HANDSETS: Final = Handset.__table__.c
_CUSTODIES: Final = Custody.__table__.c
_FORMS: Final = CustodyForm.__table__.c
_WAITS: Final = _FORMS.state.in_([state for state in FormState if state.waits])
_FILES: Final = CustodyFile.__table__.c
_STATES: Final = StateChange.__table__.c
_OFFICERS: Final = Officer.__table__.c
# Built once: who is on duty is asked all the time, and building it costs more than running it.
_HELD_LINES: Final = (
    select(
        _LINES.id,
        _LINES.phone,
        _CUSTODIES.officer_id,
        _CUSTODIES.from_at,
        _CUSTODIES.to_at,
        _CUSTODIES.id,
    )
    .select_from(PhoneLine.__table__)
    .join(
        Custody.__table__,
        # What was cancelled was never issued.
        and_(
            _CUSTODIES.line_id == _LINES.id,
            or_(
                _CUSTODIES.issue_form_id.is_(None),
                _CUSTODIES.issue_form_id.not_in(
                    select(_FORMS.id).where(_FORMS.state == FormState.CANCELLED)
                ),
            ),
        ),
        isouter=True,
    )
    .where(
        or_(
            _LINES.phone.in_(bindparam("phones", expanding=True)),
            _LINES.id.in_(
                select(_CUSTODIES.line_id)
                .where(_CUSTODIES.officer_id.in_(bindparam("officers", expanding=True)))
                .correlate(None)
            ),
        )
    )
    .order_by(_CUSTODIES.from_at, _CUSTODIES.id)
)
_STATES_OF: Final = (
    select(_STATES.line_id, _STATES.at, _STATES.state)
    .where(_STATES.line_id.in_(bindparam("lines", expanding=True)))
    .order_by(_STATES.id)
)
ITEM_COLUMNS: Final = {
    ItemKind.LINE: (_CUSTODIES.line_id, _STATES.line_id),
    ItemKind.HANDSET: (_CUSTODIES.handset_id, _STATES.handset_id),
}
"""The columns of a custody and of a state that refer to an item of a kind."""


class LastHolder(NamedTuple):
    """The present or last holder of an item."""

    officer_id: int
    name: str
    from_at: dt.datetime
    is_running: bool


def last_holders(session: Session, kind: ItemKind, at: dt.datetime) -> dict[int, LastHolder]:
    """Return the present or last holder of each item up to an instant."""
    item = ITEM_COLUMNS[kind][0]
    query = (
        select(
            item,
            _CUSTODIES.from_at,
            _CUSTODIES.to_at,
            _OFFICERS.id,
            _OFFICERS.given_names,
            _OFFICERS.surname,
        )
        .join(_table(Officer), _OFFICERS.id == _CUSTODIES.officer_id)
        .where(item.is_not(None), _CUSTODIES.from_at <= at)
        # A custody that ends when it begins held nothing.
        .where(or_(_CUSTODIES.to_at.is_(None), _CUSTODIES.to_at > _CUSTODIES.from_at))
        .order_by(_CUSTODIES.from_at, _CUSTODIES.id)
    )
    return {
        item_id: LastHolder(
            officer_id, display_name(given, surname), from_at, to_at is None or to_at > at
        )
        for item_id, from_at, to_at, officer_id, given, surname in session.execute(query)
    }


def last_states(session: Session, kind: ItemKind, at: dt.datetime) -> dict[int, ItemState]:
    """Return the state of each item at an instant: of those since then, the one stored last."""
    item = ITEM_COLUMNS[kind][1]
    query = (
        select(item, _STATES.state).where(item.is_not(None), _STATES.at <= at).order_by(_STATES.id)
    )
    return dict(session.execute(query).all())


def unsigned_items(session: Session, kind: ItemKind) -> frozenset[int]:
    """Return the items with a form that is not signed yet."""
    item = ITEM_COLUMNS[kind][0]
    query = (
        select(item)
        .distinct()
        .join(
            _table(CustodyForm),
            or_(_FORMS.id == _CUSTODIES.issue_form_id, _FORMS.id == _CUSTODIES.return_form_id),
        )
        .where(item.is_not(None), _WAITS)
    )
    return frozenset(session.scalars(query))


def state_rows(session: Session, kind: ItemKind, item_id: int) -> tuple[ItemStateRow, ...]:
    """Return the states of one item, the one stored last first."""
    query = (
        select(_STATES.state, _STATES.at, _STATES.reason, _STATES.by_name)
        .where(ITEM_COLUMNS[kind][1] == item_id)
        .order_by(_STATES.id.desc())
    )
    return tuple(ItemStateRow(*record) for record in session.execute(query))


def custody_rows(session: Session, *conditions: ColumnElement[bool]) -> Iterator[CustodyRow]:
    """Yield the matching custodies, the newest first."""
    waived = (
        select(CustodyWaiver.reason)
        .where(CustodyWaiver.custody_id == _CUSTODIES.id)
        .order_by(CustodyWaiver.id.desc())
        .limit(1)
        .correlate(_table(Custody))
        .scalar_subquery()
    )
    query = (
        select(
            _CUSTODIES.id,
            _CUSTODIES.line_id,
            _CUSTODIES.handset_id,
            _CUSTODIES.officer_id,
            _CUSTODIES.from_at,
            _CUSTODIES.to_at,
            _CUSTODIES.issue_form_id,
            _CUSTODIES.return_form_id,
            _LINES.phone,
            _HANDSETS.make,
            _HANDSETS.model,
            _HANDSETS.imei,
            _HANDSETS.serial,
            _OFFICERS.given_names,
            _OFFICERS.surname,
            waived.label("waived_because"),
        )
        .join(_table(Officer), _OFFICERS.id == _CUSTODIES.officer_id)
        .outerjoin(_table(PhoneLine), _LINES.id == _CUSTODIES.line_id)
        .outerjoin(_table(Handset), _HANDSETS.id == _CUSTODIES.handset_id)
        .where(*conditions)
        .order_by(_CUSTODIES.from_at.desc(), _CUSTODIES.id.desc())
    )
    for found in session.execute(query).all():
        ((kind, item_id),) = keys_of(found.line_id, found.handset_id)
        yield CustodyRow(
            custody_id=found.id,
            item_kind=kind,
            item_id=item_id,
            label=(
                format_phone(found.phone)
                if kind is ItemKind.LINE
                else handset_label(found.make, found.model, found.imei, found.serial)
            ),
            officer_id=found.officer_id,
            officer_name=display_name(found.given_names, found.surname),
            from_at=found.from_at,
            to_at=found.to_at,
            issue_form_id=found.issue_form_id,
            return_form_id=found.return_form_id,
            waived_because=found.waived_because or "",
        )


def form_rows(session: Session, *conditions: ColumnElement[bool]) -> Iterator[CustodyFormRow]:
    """Yield the matching custody forms, the newest first."""
    has_scan = (
        select(_FILES.id)
        .where(_FILES.form_id == _FORMS.id, _FILES.is_scan)
        .correlate(_table(CustodyForm))
        .exists()
    )
    query = (
        select(
            _FORMS.id,
            _FORMS.year,
            _FORMS.number,
            _FORMS.kind,
            _FORMS.officer_id,
            _FORMS.officer_name,
            _FORMS.at,
            _FORMS.state,
            _FORMS.item_labels,
            has_scan.label("has_scan"),
            _FORMS.version,
            _FORMS.printed_at,
            _FORMS.signed_at,
            _FORMS.made_by,
        )
        .where(*conditions)
        .order_by(_FORMS.year.desc(), _FORMS.number.desc())
    )
    for form_id, year, number, kind, officer_id, name, at, state, labels, *rest in session.execute(
        query
    ):
        yield CustodyFormRow(
            form_id, f"{year}/{number}", kind, officer_id, name, at, state, tuple(labels), *rest
        )


def forms_of_item(session: Session, of_item: ColumnElement[bool]) -> tuple[CustodyFormRow, ...]:
    """Return the forms of the matching custodies, the newest first."""
    pairs = session.execute(
        select(_CUSTODIES.issue_form_id, _CUSTODIES.return_form_id).where(of_item)
    ).all()
    form_ids = {form_id for pair in pairs for form_id in pair if form_id is not None}
    return tuple(form_rows(session, _FORMS.id.in_(form_ids))) if form_ids else ()


def runs_at(at: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that a custody runs at an instant."""
    return and_(_CUSTODIES.from_at <= at, or_(_CUSTODIES.to_at.is_(None), _CUSTODIES.to_at > at))


def _table(entity: Any) -> Table:
    return cast("Table", entity.__table__)


# Plain columns: attributes of entities cost half as much again in long lists.


def list_lines(session: Session, wanted: PhoneFilter, *, at: dt.datetime) -> tuple[LineRow, ...]:
    """Return the wanted lines as of an instant, in the order of their numbers."""
    query = select(
        _LINES.id,
        _LINES.phone,
        _LINES.operator,
        _LINES.iccid,
        _LINES.package,
        _LINES.version,
        _LINES.search_key,
    )
    asked = _Asked(session, ItemKind.LINE, wanted, at)
    rows = []
    for *columns, version, key in session.execute(query.order_by(_LINES.phone, _LINES.id)).all():
        line_id = columns[0]
        if asked.fits(line_id, key):
            last = asked.last.get(line_id)
            more = (last.name if last else "", line_id in asked.unsigned, version)
            rows.append(LineRow._make((*columns, *asked.standing(line_id), *more)))
    return tuple(rows)


def line_histories(
    session: Session, phones: Collection[str], officers: Collection[int]
) -> tuple[LineHistory, ...]:
    """Return the histories of lines.

    Args:
        session: Of the data.
        phones: Of the lines with these numbers (E.164).
        officers: And of those that these officers hold or held, by their ids.
    """
    if not phones and not officers:
        return ()
    wanted = {"phones": list(phones), "officers": list(officers)}
    named: dict[int, str] = {}
    custodies: defaultdict[int, list[Held]] = defaultdict(list)
    for line_id, phone, officer_id, *held in session.execute(_HELD_LINES, wanted):
        named[line_id] = phone
        if officer_id is not None:
            custodies[line_id].append(Held(officer_id, *held))
    states: defaultdict[int, list[tuple[dt.datetime, ItemState]]] = defaultdict(list)
    if named:
        for line_id, at, state in session.execute(_STATES_OF, {"lines": list(named)}):
            states[line_id].append((at, state))
    return tuple(
        LineHistory(phone, tuple(custodies[line_id]), tuple(states[line_id]))
        for line_id, phone in named.items()
    )


def list_handsets(
    session: Session, wanted: PhoneFilter, *, at: dt.datetime
) -> tuple[HandsetRow, ...]:
    """Return the wanted handsets as of an instant, by make and model in Turkish order."""
    query = select(
        _HANDSETS.id,
        _HANDSETS.make,
        _HANDSETS.model,
        _HANDSETS.imei,
        _HANDSETS.serial,
        _HANDSETS.condition,
        _HANDSETS.accessories,
        _HANDSETS.version,
        _HANDSETS.search_key,
    )
    asked = _Asked(session, ItemKind.HANDSET, wanted, at)
    rows = []
    for *columns, version, key in session.execute(query.order_by(_HANDSETS.id)).all():
        handset_id = columns[0]
        if asked.fits(handset_id, key):
            more = (handset_id in asked.unsigned, version)
            rows.append(HandsetRow._make((*columns, *asked.standing(handset_id), *more)))
    rows.sort(key=lambda row: (collation_key(f"{row.make} {row.model}"), row.handset_id))
    return tuple(rows)


def get_card(session: Session, kind: ItemKind, item_id: int, *, at: dt.datetime) -> ItemDetails:
    """Return one line or handset with its history.

    Raises:
        KnownError: `phones.gone`.
    """
    entity, listed = _LISTED[kind]
    item = session.get(entity, item_id)
    rows = [row for row in listed(session, PhoneFilter(), at=at) if row.item == (kind, item_id)]
    if item is None or not rows:
        raise KnownError("phones.gone")
    secret = select(LineSecret.line_id).where(
        LineSecret.line_id == item_id, or_(LineSecret.pin != "", LineSecret.puk != "")
    )
    return ItemDetails(
        row=rows[0],
        note=item.note,
        custodies=custodies_of(session, kind, item_id),
        states=state_rows(session, kind, item_id),
        forms=forms_of_item(session, ITEM_COLUMNS[kind][0] == item_id),
        has_pin=kind is ItemKind.LINE and session.scalar(secret) is not None,
    )


_LISTED: Final[Mapping[ItemKind, tuple[Any, Callable[..., Sequence[LineRow | HandsetRow]]]]] = {
    ItemKind.LINE: (PhoneLine, list_lines),
    ItemKind.HANDSET: (Handset, list_handsets),
}


def holder_of(
    session: Session, item_id: int, *, kind: ItemKind = ItemKind.LINE, at: dt.datetime
) -> CustodyRow | None:
    """Return the custody of a line or a handset at an instant; None when nobody held it."""
    return next(custody_rows(session, ITEM_COLUMNS[kind][0] == item_id, runs_at(at)), None)


def who_held(session: Session, phone_text: str, *, at: dt.datetime) -> CustodyRow | None:
    """Return the custody of a number at an instant; None when nobody held it.

    Args:
        phone_text: The number, in any notation.
        at: The instant.

    Raises:
        KnownError: `identity.phone`, `identity.mobile`; `phones.unknown_number`: no line has
                that number.
    """
    phone = parse_mobile(phone_text)
    line_id = session.scalar(select(PhoneLine.id).where(PhoneLine.phone == phone))
    if line_id is None:
        raise KnownError("phones.unknown_number", phone=format_phone(phone))
    return holder_of(session, line_id, at=at)


def held_by(session: Session, officer_id: int, *, at: dt.datetime) -> tuple[CustodyRow, ...]:
    """Return what an officer holds at an instant: lines, then handsets, the oldest first."""
    found = custody_rows(session, _CUSTODIES.officer_id == officer_id, runs_at(at))
    return tuple(
        sorted(found, key=lambda row: (row.item_kind != ItemKind.LINE, row.from_at, row.custody_id))
    )


def custodies_of(session: Session, kind: ItemKind, item_id: int) -> tuple[CustodyRow, ...]:
    """Return every custody of a line or a handset, the newest first."""
    return tuple(custody_rows(session, ITEM_COLUMNS[kind][0] == item_id))


def list_custodies(session: Session, wanted: CustodyFilter) -> tuple[CustodyRow, ...]:
    """Return the wanted custodies, the newest first."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.at is not None:
        conditions.append(runs_at(wanted.at))
    if wanted.open_only:
        conditions.append(_CUSTODIES.to_at.is_(None))
    return tuple(custody_rows(session, *conditions))


def list_forms(session: Session, wanted: FormFilter) -> tuple[CustodyFormRow, ...]:
    """Return the wanted custody forms, the newest first."""
    conditions = (_WAITS,) if wanted.unsigned_only else ()
    return tuple(form_rows(session, *conditions))


def count_unsigned(session: Session) -> int:
    """Return how many custody forms are not signed yet."""
    query = select(func.count()).select_from(_table(CustodyForm))
    return int(session.execute(query.where(_WAITS)).scalar_one())


def line_ids(session: Session) -> Mapping[str, int]:
    """Return the id of each line by its phone number in E.164."""
    return dict(session.execute(select(_LINES.phone, _LINES.id)).all())


def item_labels(session: Session, kind: ItemKind) -> Mapping[int, str]:
    """Return the name in lists of each line, `0500 000 11 01`, or handset, by its id."""
    if kind is ItemKind.LINE:
        lines = session.execute(select(_LINES.id, _LINES.phone))
        return {line_id: format_phone(phone) for line_id, phone in lines}
    query = select(_HANDSETS.id, _HANDSETS.make, _HANDSETS.model, _HANDSETS.imei, _HANDSETS.serial)
    return {handset_id: handset_label(*columns) for handset_id, *columns in session.execute(query)}


def form_labels(session: Session) -> Mapping[int, str]:
    """Return the number of each custody form as papers print it, `2026/17`, by its id."""
    found = session.execute(select(_FORMS.id, _FORMS.year, _FORMS.number))
    return {form_id: f"{year}/{number}" for form_id, year, number in found}


def current_terms(session: Session, on: dt.date) -> CustodyTermsRow:
    """Return the terms of custody that are in force on a day of Istanbul."""
    query = (
        select(CustodyTerms)
        .where(CustodyTerms.starts_on <= on)
        .order_by(CustodyTerms.starts_on.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return _default_terms() if found is None else _terms_row(found)


def list_terms(session: Session) -> tuple[CustodyTermsRow, ...]:
    """Return all terms of custody, the newest first; those of the circular come last."""
    query = select(CustodyTerms).order_by(CustodyTerms.starts_on.desc())
    return (*map(_terms_row, session.scalars(query)), _default_terms())


class _Asked:
    """Custodies and states as of an instant, read once for a list of items of one kind."""

    def __init__(
        self, session: Session, kind: ItemKind, wanted: PhoneFilter, at: dt.datetime
    ) -> None:
        self.last: dict[int, LastHolder] = last_holders(session, kind, at)
        self.unsigned = unsigned_items(session, kind)
        self._wanted = wanted
        self._words = folded_words_and_phones(wanted.search)
        self._states = last_states(session, kind, at)

    def holder(self, item_id: int) -> LastHolder | None:
        """Return the holder of an item; None when there is none."""
        held = self.last.get(item_id)
        return held if held is not None and held.is_running else None

    def state(self, item_id: int) -> ItemState:
        """Return the state of an item."""
        return state_at(self._states.get(item_id), is_held=self.holder(item_id) is not None)

    def standing(self, item_id: int) -> tuple[ItemState, int | None, str, dt.datetime | None]:
        """Return the state of an item, its holder, and since when they hold it."""
        held = self.holder(item_id)
        who = (held.officer_id, held.name, held.from_at) if held else (None, "", None)
        return (self.state(item_id), *who)

    def fits(self, item_id: int, key: str) -> bool:
        """Return whether an item with a search key is wanted."""
        if item_id not in self._states and item_id not in self.last:
            # It was not registered yet: to assume that it was in store would be a guess.
            return False
        wanted, held = self._wanted, self.holder(item_id)
        if wanted.state is not None and self.state(item_id) is not wanted.state:
            return False
        return _has(self._words, f"{key} {fold(held.name)}" if held else key)


def _terms_row(terms: CustodyTerms) -> CustodyTermsRow:
    return CustodyTermsRow(terms.id, terms.starts_on, tuple(terms.terms), terms.version)


def _default_terms() -> CustodyTermsRow:
    return CustodyTermsRow(None, None, DEFAULT_TERMS, 0)


def _has(words: Sequence[str], text: str) -> bool:
    return all(word in text for word in words)
