"""The views of the list of cases, kinds of timeline lines, and the states of a clock."""

from __future__ import annotations

import enum

from alo183_desktop.shared.worded import Worded


class CaseView(Worded):
    """A query of the list; a tile counts the same view that it opens."""

    ALL = "all", "bütün vakalar"
    MINE = "mine", "benim açık vakalarım"
    """Open cases of the signed-in user: see `queries.resolve`."""
    RUNNING = "running", "sisteme girilmemiş vakalar"
    """Not entered in the call-centre system yet, late or not."""
    DUE_SOON = "due_in_4h", "4 saat içinde dolacak vakalar"
    """Not entered, and due within four hours from now."""
    LATE = "late", "24 saati geçmiş, girilmemiş vakalar"
    """Not entered, though the 24 hours are over."""
    NO_FIRST_ACTION = "no_first_action", "ilk işlemi yapılmamış vakalar"
    """Nothing was done yet, closed or not; by the time by which it should be acted on."""
    LATE_ACTION = "late_action", "ilk işlemi gecikmiş vakalar"
    """Nothing was done yet, and the time for a first action is over."""
    POLICE_NOT_INFORMED = "police_not_informed", "kolluğun bilmediği acil vakalar"
    """Urgent, closed or not, and the police were not informed."""
    POLICE_UNIT_MISSING = "police_unit_missing", "bildirilen kolluk birimi yazılmamış acil vakalar"
    """Urgent, closed or not: the police were informed, but nobody wrote which unit."""
    NO_OFFICER = "no_officer", "sorumlusu olmayan vakalar"
    """Nobody is responsible and it is not closed or not entered; or it is not entered, and the
    responsible officer no longer serves."""
    OVERDUE = "overdue", "süresi geçen vakalar; kolluğun bilmediği ya da sorumlusuz acil vakalar"
    """In `late`, `late_action` or `police_not_informed`, or urgent in `no_officer`; each once."""
    WAITING = "waiting", "süresi dolmak üzere olan ya da bir şeyi eksik vakalar"
    """In `due_in_4h`, `no_first_action`, `police_unit_missing` or `no_officer`; each once."""
    CLOSED = "closed", "kapanmış vakalar"
    ENTERED_LATE = "entered_late", "sisteme geç girilmiş vakalar"
    """Was entered after its 24 hours: a permanent fault."""
    ACTED_LATE = "acted_late", "ilk işlemi geç yapılmış vakalar"
    """Was first acted on after its time: another permanent fault."""


class CaseSort(enum.StrEnum):
    """Headings by which the list can be sorted; each has an index."""

    DUE = "due"
    """Next due first, late ones at the top; then the entered ones, the newest first."""
    ROUTED = "routed"
    NUMBER = "number"
    DISTRICT = "district"


class ActionKind(Worded):
    """What a line of a case's timeline records."""

    ACTION = "action", "İşlem"
    """Something was done for the people of the case; the first of them ends the wait."""
    ACKNOWLEDGED = "acknowledged", "Sorumluya bildirildi"
    """The officer knows of the case."""
    POLICE = "police", "Kolluk bilgilendirildi"
    """The police were informed."""
    ENTERED = "entered", "Sisteme girildi"
    """It was entered in the call-centre system."""
    CLOSED = "closed", "Vaka kapatıldı"
    REOPENED = "reopened", "Vaka yeniden açıldı"
    NOTE = "note", "Not"
    """Information only; nothing was done."""


class ClockState(enum.StrEnum):
    """The state of a case's 24 hours."""

    RUNNING = "running"
    NEAR = "near"
    """Under four hours are left."""
    LATE = "late"
    """Over, and not entered."""
    ENTERED = "entered"
    """Entered in time."""
    ENTERED_LATE = "entered_late"


class CallReason(enum.StrEnum):
    """What explains a call of a phone that is only for routed cases."""

    CASE = "case"
    OFFICER = "officer"
    LINE = "line"
    DIRECTORATE = "directorate"
    DUTY = "duty"
    """A person on duty who is no officer, such as a driver."""
    PARTNER = "partner"
    """An institution of the partner book."""
    POLICE = "police"
    """Police, gendarmerie or the emergency call centre."""
    CALL_CENTRE = "call_centre"
