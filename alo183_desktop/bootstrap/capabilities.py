"""The one list of what the program has: its pages, their rights and what they ask; its tables.

Screens and tables stand here by name, because the first window must wait for neither.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any, Final

from alo183_desktop.access.rules import Right

_PACKAGE: Final = "alo183_desktop."


@dataclass(frozen=True, slots=True)
class PagePlace:
    """One page of the navigation."""

    key: str
    """Of the page, and of its icon where none is named."""
    title: str
    screen: str
    """Its class, as `load` takes it."""
    shows: tuple[str, ...] = ()
    """The kinds of things that it shows, such as `officer`."""
    needs: tuple[str, ...] = ()
    """The modules that it asks, imported off the GUI thread before it is."""
    icon: str = ""
    wants: tuple[str, ...] = ()
    """What it is given beside its background, actor and clock: fields of `pages.UserContext`."""
    right: Right | None = None
    """Who may see it; None: everybody."""
    is_warm: bool = False
    """Made before a visit, because it is soon visited or tells something before."""
    is_first: bool = False
    """Made behind the lock, before it is known who comes: it wants a role, and no data."""
    is_below: bool = False
    """At the foot of the navigation, apart from the day's work."""


PAGES: Final = (
    PagePlace(
        "today",
        "Bugün",
        "gui.overview.page:OverviewPage",
        needs=("overview.service",),
        wants=("backups",),
        is_warm=True,
        is_first=True,
    ),
    PagePlace(
        "cases",
        "Vakalar",
        "gui.cases.page:CasesPage",
        shows=("case",),
        needs=(
            "cases.importing.recipe",
            "cases.intake",
            "cases.progress",
            "cases.reminders",
            "cases.responsibility",
            "cases.service",
            "cases.settings",
            "cases.timeline",
            "directorate.provinces",
            "documents.papers.follow_up_sheet",
            "documents.workbooks",
            "overview.service",
        ),
        is_warm=True,
    ),
    PagePlace(
        "officers",
        "Kadro",
        "gui.officers.page:OfficersPage",
        shows=("officer",),
        needs=("changes.vacancies", "officers.roster.export", "officers.service"),
        is_warm=True,
        is_first=True,
    ),
    PagePlace(
        "changes",
        "Değişiklikler",
        "gui.changes.page:ChangesPage",
        shows=("change", "letter"),
        needs=(
            "changes.letter_list",
            "changes.service",
            "documents.checked_files",
            "letters.outgoing",
            "phones.custody.papers",
        ),
        is_warm=True,
    ),
    PagePlace(
        "phones",
        "Telefonlar",
        "gui.phones.page:PhonesPage",
        shows=("line", "handset", "custody_form", "quota", "reachability", "phones_action"),
        needs=(
            "phones.calls.queries",
            "phones.quotas.rules",
            "phones.quotas.service",
            "phones.reachability.service",
            "phones.register.recipe",
            "phones.service",
            "phones.usage.recipe",
        ),
        is_warm=True,
    ),
    PagePlace(
        "guidance",
        "Rehberlik",
        "gui.guidance.page:GuidancePage",
        needs=("guidance.service",),
        is_warm=True,
    ),
    PagePlace(
        "audit",
        "Denetim izi",
        "gui.audit.page:AuditPage",
        shows=("audit",),
        needs=("access.trail",),
        wants=("desk", "leads_to"),
        right=Right.SEE_AUDIT,
        is_warm=True,
    ),
    PagePlace(
        "settings", "Ayarlar", "gui.settings.page:SettingsPage", wants=("desk",), is_below=True
    ),
)
"""In the order of a working day."""


@dataclass(frozen=True, slots=True)
class ImportPlace:
    """One kind of import, as `alo183 import` offers it."""

    recipe: str
    """As `load` takes it."""
    help: str
    description: str


_FINDS: Final = (
    "Başlıkları anlamından bulur, her satırı denetler; ya hepsini kaydeder ya hiçbirini."
)
IMPORTS: Final = {
    "officers": ImportPlace(
        "officers.roster.recipe:ROSTER",
        "kadroyu Excel ya da CSV dosyasından aktarır",
        f"{_FINDS} Aynı dosya ikinci kez hiçbir şeyi değiştirmez.",
    ),
    "phones": ImportPlace(
        "phones.register.recipe:REGISTER",
        "hatları ve cihazları Excel ya da CSV dosyasından aktarır",
        f"{_FINDS} Aynı dosya ikinci kez hiçbir şeyi değiştirmez.",
    ),
    "usage": ImportPlace(
        "phones.usage.recipe:USAGE",
        "operatörlerin kullanım dosyalarını aktarır",
        "Kodlamayı, ayırıcıyı, başlıkları, birimleri ve sayıların yazımını tanır; her hattın "
        "toplamını ve her yanlış satırı gösterir. Bütün dosyaları kaydeder ya da hiçbirini. Aynı "
        "dosya ikinci kez hiçbir şeyi değiştirmez.",
    ),
    "cases": ImportPlace(
        "cases.importing.recipe:CASES",
        "çağrı merkezinin vaka listesini aktarır",
        f"{_FINDS} Başvuru numarası aynı olan vaka ikinci kez eklenmez.",
    ),
}
"""By kind."""
TABLES: Final = (
    "access.model",
    "cases.model",
    "changes.model",
    "db.audit",
    "directorate.model",
    "guidance.model",
    "imports.model",
    "letters.model",
    "officers.model",
    "phones.model",
    "retention.model",
)
"""The modules of all tables: foreign keys are found by what they point at."""
RECORDS: Final = (
    "guidance.record:GUIDANCE",
    "officers.record:OFFICER",
    "phones.record:HANDSET",
    "phones.record:LINE",
)


def load(place: str) -> Any:
    """Import a module and return what it calls so: `gui.cases.page:CasesPage`; or the module."""
    module, _, name = place.partition(":")
    found = importlib.import_module(_PACKAGE + module)
    return getattr(found, name) if name else found
