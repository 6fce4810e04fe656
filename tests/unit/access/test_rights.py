"""Every service asks for the right before it reads or writes anything."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Final, cast

import pytest
from sqlalchemy.orm import Session

from alo183_desktop import (
    access,
    cases,
    changes,
    directorate,
    guidance,
    imports,
    letters,
    officers,
    overview,
    phones,
    retention,
    rota,
    vehicles,
)
from alo183_desktop.access import rules
from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import RIGHTS, Right, Role, may
from alo183_desktop.bootstrap.capabilities import IMPORTS, load
from alo183_desktop.db.work import Actor, Work
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START

SIGHT: Final = (
    Right.SEE_OFFICERS,
    Right.SEE_LETTERS,
    Right.SEE_PHONES,
    Right.SEE_CASES,
    Right.SEE_GUIDANCE,
)
"""What the overview counts."""
ACTS: Final = {
    FormAccess: ("open", "remove", "save"),
    ListTrail: ("record_export", "record_print"),
}
"""What is asked for its rights as a function of a service is, where a service names one."""
REGISTERS: Final[dict[str, tuple[Right, ...]]] = {
    "cases.settings.KINDS": (Right.EDIT_DIRECTORATE,),
    "directorate.service.DIRECTORATES": (Right.EDIT_DIRECTORATE,),
    "directorate.service.PARTNERS": (Right.EDIT_ROTA,),
    "directorate.service.SIGNATORIES": (Right.EDIT_DIRECTORATE,),
    "directorate.service.UNITS": (Right.EDIT_DIRECTORATE,),
    "guidance.service.VISITS": (Right.EDIT_GUIDANCE,),
    "officers.subjects.SUBJECTS": (Right.EDIT_OFFICERS,),
    "phones.service.HANDSETS": (Right.EDIT_PHONES,),
    "phones.service.LINES": (Right.EDIT_PHONES,),
    "rota.service.ABSENCES": (Right.EDIT_ROTA, Right.SEE_ABSENCE_KIND),
    "rota.service.CLOSED_TIMES": (Right.EDIT_ROTA,),
    "rota.service.LIMITS": (Right.EDIT_DIRECTORATE,),
    "rota.service.PATTERNS": (Right.EDIT_DIRECTORATE,),
    "rota.service.GRANTED_LEAVES": (Right.EDIT_ROTA,),
    "rota.service.PEOPLE": (Right.EDIT_ROTA,),
    "rota.service.WISHES": (Right.EDIT_ROTA,),
    "rota.substitute_service.SUBSTITUTIONS": (Right.EDIT_ROTA,),
    "rota.unreached.REPORTS": (Right.EDIT_ROTA,),
    "vehicles.service.DRIVERS": (Right.EDIT_VEHICLES,),
    "vehicles.service.ORDERS": (Right.EDIT_VEHICLES,),
    "vehicles.service.STATES": (Right.EDIT_VEHICLES,),
    "vehicles.service.VEHICLES": (Right.EDIT_VEHICLES,),
}
"""What each of their acts asks for."""
TRAILS: Final = {
    "access.trail.TRAIL": Right.SEE_AUDIT,
    "cases.service.TRAIL": Right.SEE_CASES,
    "changes.letter_list.TRAIL": Right.SEE_LETTERS,
    "directorate.service.TRAIL": Right.SEE_ROTA,
    "guidance.service.TRAIL": Right.SEE_GUIDANCE,
    "officers.service.TRAIL": Right.SEE_OFFICERS,
    "phones.quotas.service.TRAIL": Right.SEE_PHONES,
    "phones.service.TRAIL": Right.SEE_PHONES,
    "rota.service.TRAIL": Right.SEE_ROTA,
    "vehicles.service.TRAIL": Right.SEE_ROTA,
}
"""What is asked for beside the right to export, or to print."""
CASES: Final[dict[str, tuple[Right, ...]]] = {
    "cases.intake.read_pasted": (Right.EDIT_CASES,),
    "cases.intake.search_known": (Right.SEE_CASES,),
    "cases.progress.acknowledge": (Right.EDIT_CASES,),
    "cases.progress.close_case": (Right.EDIT_CASES,),
    "cases.progress.correct_entry": (Right.EDIT_CASES,),
    "cases.progress.enter": (Right.EDIT_CASES,),
    "cases.progress.inform_police": (Right.EDIT_CASES,),
    "cases.progress.reopen_case": (Right.EDIT_CASES,),
    "cases.progress.withdraw_entry": (Right.EDIT_CASES,),
    "cases.reminders.coming_reminders": (Right.EDIT_CASES,),
    "cases.reminders.note_shown": (Right.EDIT_CASES,),
    "cases.reminders.due_reminders": (Right.EDIT_CASES,),
    "cases.reminders.mark_seen": (Right.EDIT_CASES,),
    "cases.reminders.unseen_reminders": (Right.SEE_CASES,),
    "cases.responsibility.hand_over": (Right.EDIT_CASES,),
    "cases.responsibility.cases_to_hand_over": (Right.SEE_CASES,),
    "cases.responsibility.propose_officers": (Right.SEE_CASES,),
    "cases.responsibility.reassign": (Right.EDIT_CASES,),
    "cases.responsibility.waive": (Right.EDIT_CASES,),
    "cases.service.add_case": (Right.EDIT_CASES,),
    "cases.service.change_case": (Right.EDIT_CASES,),
    "cases.service.count": (Right.SEE_CASES,),
    "cases.service.count_views": (Right.SEE_CASES,),
    "cases.service.find_by_ids": (Right.SEE_CASES,),
    "cases.service.find_cases": (Right.SEE_CASES,),
    "cases.service.find_ids": (Right.SEE_CASES,),
    "cases.service.open_case": (Right.SEE_CASES,),
    "cases.service.copy_timeline": (Right.EDIT_CASES,),
    "cases.service.open_form": (Right.EDIT_CASES,),
    "cases.service.open_sheet": (Right.SEE_CASES,),
    "cases.service.record_sheet": (Right.SEE_CASES, Right.PRINT),
    "cases.service.resolve": (Right.SEE_CASES,),
    "cases.service.show_caller": (Right.SEE_CASES,),
    "cases.settings.list_kinds": (Right.SEE_CASES,),
    "cases.settings.list_terms": (Right.SEE_CASES,),
    "cases.settings.set_terms": (Right.EDIT_DIRECTORATE,),
    "cases.timeline.add_action": (Right.EDIT_CASES,),
    "cases.timeline.attach_file": (Right.EDIT_CASES,),
    "cases.timeline.correct_action": (Right.EDIT_CASES,),
    "cases.timeline.drop_imported_action": (Right.EDIT_CASES,),
    "cases.timeline.open_file": (Right.SEE_CASES,),
    "cases.timeline.usual_words": (Right.EDIT_CASES,),
    "cases.unexplained.count_calls": (Right.SEE_PHONES, Right.SEE_CASES),
    "cases.unexplained.count_same": (Right.EDIT_CASES,),
    "cases.unexplained.explain_call": (Right.EDIT_CASES,),
    "cases.unexplained.hide_old_numbers": (Right.EDIT_CASES,),
    "cases.unexplained.find_calls": (Right.SEE_PHONES, Right.SEE_CASES),
    "guidance.service.count": (Right.SEE_GUIDANCE,),
    "guidance.service.count_by_subject": (Right.SEE_GUIDANCE,),
    "guidance.service.find_guidance": (Right.SEE_GUIDANCE,),
    "access.service.add_user": (Right.MANAGE_USERS,),
    "access.service.change_user": (Right.MANAGE_USERS,),
    "access.trail.find_sequences": (Right.SEE_AUDIT,),
    "access.trail.open_trail": (Right.SEE_AUDIT,),
    "access.trail.read_on": (Right.SEE_AUDIT,),
    "access.trail.read_trail": (Right.SEE_AUDIT,),
    "changes.queries.read_context": (Right.MAKE_CHANGES,),
    "changes.cancelling.cancel": (Right.MAKE_CHANGES,),
    "changes.cancelling.read_traces": (Right.MAKE_CHANGES,),
    "changes.service.context": (Right.MAKE_CHANGES,),
    "changes.service.correction_form": (Right.MAKE_CHANGES,),
    "changes.service.discard_draft": (Right.MAKE_CHANGES,),
    "changes.service.finish": (Right.MAKE_CHANGES,),
    "changes.service.load_draft": (Right.MAKE_CHANGES,),
    "changes.service.read_cases": (Right.MAKE_CHANGES,),
    "changes.service.save_draft": (Right.MAKE_CHANGES,),
    "directorate.service.confirm_partner": (Right.EDIT_ROTA,),
    "directorate.service.list_partners": (Right.SEE_ROTA,),
    "directorate.service.set_unit_active": (Right.EDIT_DIRECTORATE,),
    "changes.afterwards.account_choices": (Right.MAKE_CHANGES,),
    "changes.afterwards.answer_account": (Right.MAKE_CHANGES,),
    "changes.afterwards.open_account": (Right.MAKE_CHANGES,),
    "changes.planned.carry_out": (Right.MAKE_CHANGES, Right.EDIT_PHONES, Right.EDIT_CASES),
    "changes.other_letters.service.finish": (Right.MAKE_CHANGES,),
    "changes.other_letters.service.read_choices": (Right.MAKE_CHANGES,),
    "changes.other_letters.service.read_letter": (Right.MAKE_CHANGES,),
    "changes.other_letters.service.read_successor": (Right.MAKE_CHANGES,),
    "changes.dossier.service.find_changes": (Right.SEE_LETTERS,),
    "changes.dossier.service.open_file": (Right.SEE_LETTERS,),
    "changes.dossier.service.read_file": (Right.SEE_LETTERS,),
    "changes.dossier.service.read_paper": (Right.SEE_LETTERS,),
    "changes.dossier.service.record_export": (Right.EXPORT,),
    "changes.dossier.service.record_print": (Right.PRINT,),
    "changes.letter_list.export_letters": (Right.EXPORT,),
    **{
        f"imports.{kind}.{name}": (Right.IMPORT,)
        for kind in IMPORTS
        for name in ("apply", "preview", "undo")
    },
    **{
        f"{register}.{act}": rights
        for register, rights in REGISTERS.items()
        for act in ACTS[FormAccess]
    },
    **{f"{trail}.record_export": (right, Right.EXPORT) for trail, right in TRAILS.items()},
    **{f"{trail}.record_print": (right, Right.PRINT) for trail, right in TRAILS.items()},
    "imports.absences.history": (Right.SEE_ABSENCE_KIND,),
    "imports.cases.history": (Right.SEE_CASES,),
    "imports.officers.history": (Right.SEE_OFFICERS,),
    "imports.phones.history": (Right.SEE_PHONES,),
    "imports.usage.history": (Right.SEE_PHONES,),
    "letters.outgoing.export_envelope": (Right.EXPORT,),
    "letters.outgoing.export_fax": (Right.EXPORT,),
    "letters.outgoing.export_letter": (Right.EXPORT,),
    "letters.outgoing.open_envelope": (Right.PRINT,),
    "letters.outgoing.open_fax": (Right.PRINT,),
    "letters.outgoing.open_kept_copy": (Right.PRINT,),
    "letters.outgoing.record_fax_print": (Right.PRINT,),
    "letters.service.attach_evidence": (Right.RECORD_DISPATCHES,),
    "letters.service.attach_scan": (Right.RECORD_DISPATCHES,),
    "letters.service.cancel_letter": (Right.MAKE_CHANGES,),
    "letters.confirmations.open_confirmation": (Right.RECORD_DISPATCHES,),
    "letters.confirmations.remove_confirmation": (Right.RECORD_DISPATCHES,),
    "letters.confirmations.save_confirmation": (Right.RECORD_DISPATCHES,),
    "letters.service.correct_dispatch": (Right.RECORD_DISPATCHES,),
    "letters.service.find_letters": (Right.SEE_LETTERS,),
    "letters.service.freeze_letter": (Right.MAKE_CHANGES,),
    "letters.service.note_register_number": (Right.RECORD_DISPATCHES,),
    "letters.service.open_file": (Right.SEE_LETTERS,),
    "letters.service.open_letter": (Right.SEE_LETTERS,),
    "letters.service.record_copy": (Right.EXPORT,),
    "letters.service.record_dispatch": (Right.RECORD_DISPATCHES,),
    "letters.service.record_export": (Right.EXPORT,),
    "letters.service.record_print": (Right.PRINT,),
    "officers.roster.export.read_roster_table": (Right.EXPORT, Right.SHOW_TCKN),
    "officers.service.add_officer": (Right.EDIT_OFFICERS,),
    "officers.service.change_officer": (Right.EDIT_OFFICERS,),
    "officers.service.close_assignments": (Right.EDIT_OFFICERS,),
    "officers.service.open_assignments": (Right.EDIT_OFFICERS,),
    "officers.service.open_form": (Right.EDIT_OFFICERS,),
    "officers.service.refuse_mobile_of_other": (Right.EDIT_OFFICERS,),
    "officers.service.search_officers": (Right.SEE_OFFICERS,),
    "officers.service.show_personal_mobile": (Right.SHOW_TCKN,),
    "officers.service.show_tckn": (Right.SHOW_TCKN,),
    "officers.service.take_assignments_back": (Right.EDIT_OFFICERS,),
    "officers.service.values_of": (Right.SHOW_TCKN,),
    "officers.subjects.retire_subject": (Right.EDIT_OFFICERS,),
    "overview.pile.attach": (Right.EDIT_PHONES,),
    "overview.pile.list_papers": (Right.PRINT, *SIGHT),
    "overview.pile.read_papers": (Right.PRINT,),
    "overview.pile.record_export": (Right.EXPORT,),
    "overview.pile.record_print": (Right.PRINT,),
    "overview.reports.monthly_report": (Right.EXPORT, *SIGHT),
    "overview.reports.today_sheet": (Right.PRINT, *SIGHT),
    "overview.service.count": SIGHT,
    "overview.service.demand_sight": SIGHT,
    "overview.service.look": SIGHT,
    "phones.calls.queries.find_ids": (Right.SEE_PHONES,),
    "phones.calls.queries.open_calls": (Right.SEE_PHONES,),
    "phones.calls.queries.read_calls": (Right.SEE_PHONES,),
    "phones.custody.circular.find_circular": (Right.SEE_PHONES,),
    "phones.custody.circular.notify": (Right.EDIT_PHONES,),
    "phones.custody.service.cancel_form": (Right.EDIT_PHONES,),
    "phones.custody.service.enter_past": (Right.EDIT_PHONES,),
    "phones.custody.service.give_back": (Right.EDIT_PHONES,),
    "phones.custody.service.issue": (Right.EDIT_PHONES,),
    "phones.custody.service.pass_on": (Right.EDIT_PHONES,),
    "phones.custody.service.waive": (Right.EDIT_PHONES,),
    "phones.custody.papers.attach_signed": (Right.EDIT_PHONES,),
    "phones.custody.papers.mark_printed": (Right.PRINT,),
    "phones.custody.papers.open_form_pdf": (Right.SEE_PHONES,),
    "phones.custody.papers.read_form_paper": (Right.SEE_PHONES,),
    "phones.custody.papers.open_scan": (Right.SEE_PHONES,),
    "phones.custody.papers.record_export": (Right.EXPORT,),
    "phones.custody.papers.set_terms": (Right.EDIT_PHONES,),
    "phones.quotas.papers.read_table": (Right.SEE_PHONES,),
    "phones.quotas.service.is_usage_kept": (Right.SEE_PHONES,),
    "phones.quotas.service.list_notices": (Right.SEE_PHONES,),
    "phones.quotas.service.list_settings": (Right.SEE_PHONES,),
    "phones.quotas.service.mark_seen": (Right.EDIT_PHONES,),
    "phones.quotas.service.months_of": (Right.SEE_PHONES,),
    "phones.quotas.service.note_notices": (Right.SEE_PHONES,),
    "phones.quotas.service.list_periods": (Right.SEE_PHONES,),
    "phones.quotas.service.quota_page": (Right.SEE_PHONES,),
    "phones.quotas.service.remove_quota": (Right.EDIT_PHONES,),
    "phones.quotas.service.set_default_quota": (Right.EDIT_PHONES,),
    "phones.quotas.service.set_line_quota": (Right.EDIT_PHONES,),
    "phones.reachability.service.due_today": (Right.SEE_PHONES,),
    "phones.reachability.service.find_checks": (Right.SEE_PHONES,),
    "phones.reachability.service.log_check": (Right.EDIT_PHONES,),
    "phones.reachability.service.rates": (Right.SEE_PHONES,),
    "phones.reachability.service.remove_check": (Right.EDIT_PHONES,),
    "phones.service.find_handsets": (Right.SEE_PHONES,),
    "phones.service.find_holder": (Right.SEE_PHONES,),
    "phones.service.find_lines": (Right.SEE_PHONES,),
    "phones.service.set_pin": (Right.SHOW_PIN, Right.EDIT_PHONES),
    "phones.service.set_state": (Right.EDIT_PHONES,),
    "phones.service.show_pin": (Right.SHOW_PIN,),
    "retention.inspection.take": (Right.EXPORT_INSPECTION, Right.EXPORT),
    "retention.persons.find_person": (Right.SHOW_PERSON,),
    "retention.persons.record_export": (Right.SHOW_PERSON, Right.EXPORT),
    "retention.readiness.find_readiness": (Right.EXPORT_INSPECTION,),
    "retention.readiness.record_export": (Right.EXPORT_INSPECTION, Right.EXPORT),
    "retention.service.agree": (Right.MANAGE_RETENTION,),
    "retention.service.destroy": (Right.MANAGE_RETENTION,),
    "retention.service.list_periods": (Right.SEE_RETENTION,),
    "retention.service.look": (Right.SEE_RETENTION,),
    "retention.service.note_erased": (Right.MANAGE_RETENTION,),
    "retention.service.open_due": (Right.SEE_RETENTION,),
    "retention.service.open_form": (Right.SEE_RETENTION, Right.PRINT),
    "retention.service.postpone": (Right.MANAGE_RETENTION,),
    "retention.service.record_export": (Right.SEE_RETENTION, Right.EXPORT),
    "retention.service.set_period": (Right.MANAGE_RETENTION,),
    "retention.service.tables_to_rewrite": (Right.MANAGE_RETENTION,),
    "retention.service.withdraw": (Right.MANAGE_RETENTION,),
    "overview.hand_overs.prepare": (Right.EDIT_ROTA, Right.SEE_CASES, Right.SEE_PHONES),
    "overview.hand_overs.read_paper": (Right.SEE_ROTA,),
    "overview.hand_overs.write": (Right.EDIT_ROTA, Right.SEE_CASES, Right.SEE_PHONES),
    "rota.away.find_away": (Right.SEE_ROTA,),
    "rota.hand_overs.confirm_hand_over": (Right.EDIT_ROTA,),
    "rota.hand_overs.find_hand_overs": (Right.SEE_ROTA,),
    "rota.hand_overs.open_hand_over": (Right.SEE_ROTA,),
    "rota.planning.service.apply_relief": (Right.EDIT_ROTA,),
    "rota.planning.service.accept": (Right.EDIT_ROTA,),
    "rota.planning.service.renumbered": (Right.EDIT_ROTA,),
    "rota.planning.service.read_problem": (Right.EDIT_ROTA,),
    "rota.service.lock_duties": (Right.EDIT_ROTA,),
    "rota.swap_service.approve_swap": (Right.APPROVE_ROTA,),
    "rota.swap_service.find_swaps": (Right.SEE_ROTA,),
    "rota.swap_service.give_on": (Right.EDIT_ROTA,),
    "rota.swap_service.swap": (Right.EDIT_ROTA,),
    "rota.swap_service.undo_swap": (Right.EDIT_ROTA,),
    "rota.worked.find_ledger": (Right.SEE_ROTA,),
    "rota.worked.find_shares": (Right.SEE_ROTA,),
    "rota.worked.list_granted": (Right.SEE_ROTA,),
    "rota.worked.note_worked": (Right.EDIT_ROTA,),
    "rota.worked.read_period": (Right.SEE_ROTA,),
    "rota.service.begin_month": (Right.EDIT_ROTA,),
    "rota.service.duties_hit": (Right.SEE_ROTA,),
    "rota.service.fill": (Right.EDIT_ROTA,),
    "rota.service.find_candidates": (Right.SEE_ROTA,),
    "rota.service.find_gaps": (Right.SEE_ROTA,),
    "rota.service.keep_approval": (Right.APPROVE_ROTA,),
    "rota.service.list_wishes": (Right.EDIT_ROTA,),
    "rota.substitute_service.ask_of_leave": (Right.EDIT_ROTA,),
    "rota.substitute_service.find_substitutions": (Right.SEE_ROTA,),
    "rota.substitute_service.forget_letter": (Right.MAKE_CHANGES,),
    "rota.substitute_service.is_letter_outdated": (Right.EDIT_ROTA,),
    "rota.substitute_service.list_offers": (Right.EDIT_ROTA,),
    "rota.substitute_service.next_leave": (Right.EDIT_ROTA,),
    "rota.substitute_service.note_letter": (Right.MAKE_CHANGES,),
    "rota.substitute_service.read_choices": (Right.EDIT_ROTA,),
    "rota.unreached.find_unreached": (Right.SEE_ROTA,),
    "rota.unreached.read_evidence": (Right.SEE_ROTA,),
    "rota.service.list_absences": (Right.SEE_ROTA,),
    "phones.reachability.service.read_seed": (Right.EDIT_PHONES,),
    "rota.duty_checks.due_today": (Right.SEE_PHONES,),
    "rota.duty_checks.missing_lines": (Right.SEE_PHONES,),
    "rota.service.duties_ahead": (Right.SEE_ROTA,),
    "rota.service.list_closed_times": (Right.SEE_ROTA,),
    "rota.service.list_files": (Right.SEE_ROTA,),
    "rota.service.list_notices": (Right.SEE_ROTA,),
    "rota.service.list_people": (Right.SEE_ROTA,),
    "rota.service.list_versions": (Right.SEE_ROTA,),
    "rota.printed_card.record_card": (Right.SEE_ROTA, Right.PRINT),
    "rota.papers.read_calendar": (Right.SEE_ROTA,),
    "rota.papers.read_ledger": (Right.SEE_ROTA,),
    "rota.papers.read_workbook": (Right.SEE_ROTA,),
    "rota.leave.recipe.duties_hit": (Right.SEE_ROTA,),
    "rota.papers.open_published": (Right.SEE_ROTA,),
    "rota.papers.read_notices": (Right.SEE_ROTA,),
    "rota.papers.read_paper": (Right.SEE_ROTA,),
    "rota.papers.record_print": (Right.SEE_ROTA, Right.PRINT),
    "rota.service.month_coverage": (Right.SEE_ROTA,),
    "rota.service.month_sheet": (Right.SEE_ROTA,),
    "rota.service.officers_to_add": (Right.EDIT_ROTA,),
    "rota.service.on_duty": (Right.SEE_ROTA,),
    "rota.service.open_file": (Right.SEE_ROTA,),
    "rota.service.prepare_version": (Right.APPROVE_ROTA,),
    "rota.service.publish": (Right.APPROVE_ROTA,),
    "rota.service.read_settings": (Right.SEE_ROTA,),
    "rota.service.set_basis": (Right.APPROVE_ROTA,),
    "rota.service.set_vehicle": (Right.EDIT_ROTA,),
    "rota.service.sign_notice": (Right.EDIT_ROTA,),
    "vehicles.papers.read_log": (Right.SEE_ROTA,),
    "vehicles.papers.read_log_workbook": (Right.SEE_ROTA,),
    "vehicles.papers.read_order": (Right.SEE_ROTA,),
    "vehicles.papers.record_order_export": (Right.SEE_ROTA, Right.EXPORT),
    "vehicles.papers.record_order_print": (Right.SEE_ROTA, Right.PRINT),
    "vehicles.service.count_orders": (Right.SEE_ROTA,),
    "vehicles.service.list_drivers": (Right.SEE_ROTA,),
    "vehicles.service.list_orders": (Right.SEE_ROTA,),
    "vehicles.service.list_states": (Right.SEE_ROTA,),
    "vehicles.service.list_vehicles": (Right.SEE_ROTA,),
    "vehicles.service.officers_to_add": (Right.EDIT_VEHICLES,),
    "vehicles.service.order_choices": (Right.EDIT_VEHICLES,),
}
"""What each public function that gets a unit of work asks for; a new one is added here."""
OPEN: Final = frozenset(
    {
        # It is the question itself.
        "access.service.require",
        # What a row says of who recorded it; asks the database nothing.
        "access.form_access.recorded",
        # Set-up and recovery, when nobody has a role yet.
        "access.service.install_user",
        "directorate.service.install_directorate",
        "directorate.service.install_signatory",
        "officers.subjects.install_required_subjects",
        # Only one's own, which nobody else is offered; saving the form asks for its right.
        "access.drafts.drop_drafts",
        "access.drafts.keep_draft",
        "access.drafts.key_of_file",
        "access.drafts.list_drafts",
        "access.drafts.take_draft",
        # Which slot of the key file counts, asked by whoever signs in.
        "access.service.is_given",
        "access.service.note_slot",
        "access.service.slot_generation",
        "access.service.slot_generations",
    }
)
INNER: Final = frozenset(
    {
        "cases.storing",
        "changes.finishing",
        "changes.afterwards.move_answers",
        "changes.planned.move_plans",
        "changes.planned.plan_cases",
        "changes.planned.plan_custody",
        "changes.planned.plan_issue",
        "imports.storing",
        "imports.undoing",
        "letters.files",
        "letters.service.note_outdated",
        "officers.roster.reconciliation.record_comparison",
        "officers.storing",
        "phones.storing",
        "phones.custody.papers.keep_file",
        "phones.custody.papers.make_form",
    }
)
"""Parts of a service, whole modules and single functions, called by it alone after it has asked."""


class Untouched:
    """Stands where a session stands, and fails when anything is read or written."""

    def __getattr__(self, name: str) -> object:
        pytest.fail(f"the session's {name} was asked before the right")


def services() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield every public function whose first parameter is a unit of work, by its short name."""
    packages = (
        access,
        cases,
        changes,
        directorate,
        guidance,
        imports,
        letters,
        officers,
        overview,
        phones,
        retention,
        rota,
        vehicles,
    )
    for package in packages:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            short = found.name.partition(".")[2]
            if short in INNER:
                continue
            for name, function in inspect.getmembers(module, inspect.isroutine):
                is_own = inspect.unwrap(function).__module__ == module.__name__
                if f"{short}.{name}" in INNER:
                    continue
                if is_own and not name.startswith("_") and _first(function) == "work":
                    yield f"{short}.{name}", function
            yield from acts(module, short)
    for kind, place in IMPORTS.items():
        recipe = load(place)
        for name in ("apply", "history", "preview", "undo"):
            yield f"imports.{kind}.{name}", getattr(recipe, name)


def acts(module: ModuleType, short: str) -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield the acts of the registers of a module, and what it writes down of its lists."""
    for name, found in vars(module).items():
        kind = type(found)
        if kind in ACTS and f"{name}: Final = {kind.__name__}(" in inspect.getsource(module):
            for act in ACTS[kind]:
                yield f"{short}.{name}.{act}", getattr(found, act)


def _first(function: Callable[..., object]) -> str:
    return next(iter(inspect.signature(function).parameters), "")


def required_arguments(function: Callable[..., object]) -> dict[str, Any]:
    """Return something for each parameter that must be given; nobody comes to look at it."""
    return {
        name: object()
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "work" and parameter.default is inspect.Parameter.empty
    }


def test_that_every_service_has_its_right_in_the_table_above() -> None:
    found = {name for name, _ in services()}
    assert found - OPEN - CASES.keys() == set()
    assert (OPEN | CASES.keys()) - found == set()


def test_that_a_service_refuses_who_lacks_the_right() -> None:
    let_in = []
    for name, function in asking():
        lacking = [role for role in Role if not all(may(role, right) for right in CASES[name])]
        # Some rights belong to all: then only a role that the program does not know lacks them.
        let_in += [(name, role) for role in (*lacking, "nobody") if not refuses(function, role)]
    assert let_in == []


def test_that_a_service_asks_for_each_of_its_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    """No role has one of two rights without the other now; with another table one may."""
    unasked = []
    for name, function in asking():
        for right in CASES[name]:
            all_but_one = {one: frozenset(Role) for one in Right if one is not right}
            monkeypatch.setattr(rules, "RIGHTS", {**all_but_one, right: frozenset()})
            if not refuses(function, Role.ADMINISTRATOR):
                unasked.append((name, right))
    assert unasked == []


def test_that_a_service_lets_everybody_in_who_has_the_right() -> None:
    shut_out = []
    for name, function in asking():
        having = [role for role in Role if all(may(role, right) for right in CASES[name])]
        shut_out += [(name, role) for role in having if refuses(function, role)]
    assert shut_out == []


def asking() -> list[tuple[str, Callable[..., object]]]:
    return [each for each in services() if each[0] in CASES]


def refuses(function: Callable[..., object], role: str) -> bool:
    """Return whether a service shuts the door; what it does behind it with nothing is its own."""
    actor = Actor(user_id=1, login="biri", name="Biri KİŞİ", role=role)
    work = Work(cast("Session", Untouched()), actor=actor, now=START)
    try:
        function(work, **required_arguments(function))
    except KnownError as error:
        # Nothing else reveals it, either.
        return error.code == "access.not_allowed" and work._events == []  # noqa: SLF001
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - it is past the door
        return False
    return False


def test_that_every_right_is_asked_for_somewhere() -> None:
    assert {right for rights in CASES.values() for right in rights} == RIGHTS.keys()
