"""The one list of pages and sections of the settings, with their rights, of imports and tables.

Screens and tables are listed by name, because the first window must not wait for them.
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
    """Of the page, and of its icon."""
    title: str
    screen: str
    """Its class, in the form for `load`."""
    shows: tuple[str, ...] = ()
    """The kinds of its items, such as `officer`."""
    needs: tuple[str, ...] = ()
    """The modules that it uses, imported off the GUI thread before it is."""
    chapter: str = ""
    """The heading in the user's guide; empty where it is the title of the page."""
    wants: tuple[str, ...] = ()
    """Its arguments beside background, actor and clock: fields of `pages.UserContext`."""
    right: Right | None = None
    """The right to see it; None: everybody may."""
    is_warm: bool = False
    """Whether it is made before a visit, because it is soon visited or has early notices."""
    is_first: bool = False
    """Whether it is made behind the lock, before the user is known: without data."""
    is_below: bool = False
    """Whether it is at the foot of the navigation, apart from the day's work."""


PAGES: Final = (
    PagePlace(
        "today",
        "Bugün",
        "gui.overview.page:OverviewPage",
        needs=("documents.charts.painting", "overview.service"),
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
            "cases.papers",
            "cases.progress",
            "cases.reminders",
            "cases.responsibility",
            "cases.service",
            "cases.settings",
            "cases.timeline",
            "directorate.provinces",
            "documents.workbooks",
            "overview.service",
        ),
        is_warm=True,
    ),
    PagePlace(
        "rota",
        "Nöbet",
        "gui.rota.page:RotaPage",
        shows=("substitute",),
        needs=(
            "directorate.service",
            "overview.hand_overs",
            "rota.calendar_file",
            "rota.importing",
            "rota.papers",
            "rota.planning.explanation",
            "rota.planning.service",
            "rota.service",
            "rota.substitutions",
            "rota.swapping",
            "rota.unreached",
        ),
        right=Right.SEE_ROTA,
        is_warm=True,
    ),
    PagePlace(
        "vehicles",
        "Araçlar",
        "gui.vehicles.page:VehiclesPage",
        needs=("rota.service", "vehicles.papers", "vehicles.service"),
        right=Right.SEE_ROTA,
        is_warm=True,
    ),
    PagePlace(
        "officers",
        "Kadro",
        "gui.officers.page:OfficersPage",
        shows=("officer",),
        needs=("changes.vacancies", "officers.service"),
        is_warm=True,
        is_first=True,
    ),
    PagePlace(
        "changes",
        "Değişiklikler",
        "gui.changes.page:ChangesPage",
        shows=("change", "change_file", "draft", "letter", "substitution_letter"),
        chapter="Görev değişikliği: baştan sona",
        needs=(
            "changes.afterwards",
            "changes.cancelling",
            "changes.file.service",
            "changes.letter_list",
            "changes.other_letters",
            "changes.service",
            "documents.checked_files",
            "letters.attempts",
            "letters.confirmations",
            "letters.outgoing",
            "phones.custody.circular",
            "phones.custody.papers",
        ),
        is_warm=True,
    ),
    PagePlace(
        "phones",
        "Telefonlar",
        "gui.phones.page:PhonesPage",
        shows=("line", "handset", "custody_form", "quota", "reachability", "issue", "circular"),
        needs=(
            "documents.charts.painting",
            "phones.calls.queries",
            "phones.quotas.rules",
            "phones.quotas.service",
            "phones.reachability.service",
            "rota.duty_checks",
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
class SectionPlace:
    """One section of the settings."""

    title: str
    screen: str
    """Its class, or the specification of its list, in the form for `load`."""
    words: str
    """What else the search of the whole program finds it by; phrases with commas between."""
    right: Right | None = None
    """As for a page; so with `chapter`."""
    chapter: str = ""


SECTIONS: Final = (
    SectionPlace(
        "Müdürlük",
        "gui.settings.directorate_section:DirectorateSection",
        "başlık, adres, faks, muhatap, bakanlık, detsis, yazı biçimi",
    ),
    SectionPlace(
        "İmza sahipleri", "gui.settings.list_sections:SIGNATORIES", "imzalayan, vekil, müdür"
    ),
    SectionPlace("Kurumlar", "gui.settings.list_sections:UNITS", "kuruluş, birim"),
    SectionPlace("Müracaat konuları", "gui.settings.list_sections:SUBJECTS", "konu ekle"),
    SectionPlace("Vaka türleri", "gui.settings.list_sections:KINDS", "acil, tür ekle"),
    SectionPlace(
        "Vaka süreleri", "gui.settings.list_sections:TermsSection", "hatırlatma, ilk işlem"
    ),
    SectionPlace("Nöbet", "gui.settings.rota_section:RotaSection", "tatil, sınır, düzen"),
    SectionPlace(
        "Kullanıcılar",
        "gui.settings.users_section:UsersSection",
        "hesap, rol, yetki, parola ver",
        right=Right.MANAGE_USERS,
        chapter="Kullanıcılar ve roller",
    ),
    SectionPlace(
        "Güvenlik",
        "gui.settings.security_section:SecuritySection",
        "parola değiştir, kilitlenme, ekran görüntüsü, kurtarma kâğıdı, anahtar",
        chapter="Kurtarma kâğıdı",
    ),
    SectionPlace(
        "Yedekler",
        "gui.settings.backups_section:BackupsSection",
        "yedekle, yedek al, geri dön, ikinci klasör",
        chapter="Yedekler",
    ),
    SectionPlace(
        "Saklama ve imha",
        "gui.settings.retention_section:RetentionSection",
        "kvkk, kişi verisi, denetim paketi, denetime hazırlık, imha tutanağı",
        right=Right.SEE_RETENTION,
        chapter="Saklama ve imha",
    ),
    SectionPlace(
        "Bu bilgisayar",
        "gui.settings.program_sections:ComputerSection",
        "başlangıç, saatin yanında, sorun bildir, günlük",
    ),
    SectionPlace(
        "Hakkında", "gui.settings.program_sections:AboutSection", "sürüm, lisans, veri klasörü"
    ),
)
"""In the order of their list."""


IMPORTS: Final = {
    "officers": "officers.roster.recipe:ROSTER",
    "phones": "phones.register.recipe:REGISTER",
    "usage": "phones.usage.recipe:USAGE",
    "cases": "cases.importing.recipe:CASES",
    "absences": "rota.leave.recipe:LEAVE",
}
"""The recipe of each kind, in the form for `load`."""
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
    "rota.model",
    "vehicles.model",
)
"""The modules of all tables: foreign keys are found by their targets."""
RECORDS: Final = (
    "access.record:USER",
    "cases.record:CASE_KIND",
    "cases.record:CASE_TERMS",
    "letters.record:CONFIRMATION",
    "directorate.record:DIRECTORATE",
    "directorate.record:PARTNER",
    "directorate.record:SIGNATORY",
    "directorate.record:UNIT",
    "guidance.record:GUIDANCE",
    "officers.record:OFFICER",
    "officers.record:SUBJECT",
    "phones.record:HANDSET",
    "phones.record:LINE",
    "rota.record:ABSENCE",
    "rota.record:WISH",
    "rota.record:CLOSED_TIME",
    "rota.record:GRANTED",
    "rota.record:LIMITS",
    "rota.record:PATTERN",
    "rota.record:PERSON",
    "rota.record:SUBSTITUTION",
    "rota.record:UNREACHED",
    "vehicles.record:DRIVER",
    "vehicles.record:ORDER",
    "vehicles.record:STATE",
    "vehicles.record:VEHICLE",
)


def load(place: str) -> Any:
    """Import a module and return its member: `gui.cases.page:CasesPage`; or the module itself."""
    module, _, name = place.partition(":")
    found = importlib.import_module(_PACKAGE + module)
    return getattr(found, name) if name else found


def load_tables() -> None:
    """Import every table, for uses of all of them (`db.base.whole_metadata`).

    It takes longer than opening the data.
    """
    for place in TABLES:
        load(place)


_NEEDED_TO_OPEN: Final = (
    "ctypes",
    "cryptography.hazmat.backends.openssl.backend",
    "cryptography.hazmat.primitives.asymmetric.x25519",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.hashes",
    "cryptography.hazmat.primitives.hpke",
    "cryptography.hazmat.primitives.kdf.argon2",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlcipher3.dbapi2",
    "alo183_desktop.bootstrap.desk",
    "alo183_desktop.letters.queries",
    "alo183_desktop.officers.queries",
)

_NEEDED_BY_WINDOW: Final = (
    "logging.handlers",
    "alo183_desktop.access.drafts",
    "alo183_desktop.access.kept_filters",
    "alo183_desktop.access.recovery",
    "alo183_desktop.documents.states",
)


def load_libraries() -> None:
    """Import what opening the data needs, while the user still types the password.

    Such imports are inside the functions that need them, because the first window must not wait
    for them; after the password nobody should wait for them either.
    """
    for name in _NEEDED_TO_OPEN:
        importlib.import_module(name)
    _join_tables()
    _use_once()


def load_page_libraries(page: str) -> None:
    """Import the modules that a page uses, not the page itself.

    Args:
        page: The key of the page.
    """
    for name in _NEEDED_BY_WINDOW:
        importlib.import_module(name)
    for name in (name for place in PAGES if place.key == page for name in place.needs):
        load(name)
    _join_tables()


def _join_tables() -> None:
    """Configure the mappers imported so far; otherwise the first query would wait for it."""
    from sqlalchemy.orm import configure_mappers

    configure_mappers()


def _use_once() -> None:
    """Make OpenSSL load its algorithms, which it does at the first use."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    X25519PrivateKey.generate().exchange(X25519PrivateKey.generate().public_key())
