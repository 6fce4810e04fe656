"""The one list of pages and sections of the settings, with their rights, of imports and tables.

Screens and tables are listed by name, because the first window must not wait for them.
"""

from __future__ import annotations

import importlib
import pkgutil
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
    chapter: str = ""
    """The heading in the user's guide; empty where it is the title of the page."""
    wants: tuple[str, ...] = ()
    """Its arguments beside background, actor and clock: fields of `pages.UserContext`."""
    right: Right | None = None
    """The right to see it; None: everybody may."""
    is_warm: bool = False
    """Whether it is made before a visit, because it is soon visited or has early notices."""
    is_below: bool = False
    """Whether it is at the foot of the navigation, apart from the day's work."""
    is_optional: bool = False
    """Whether it is out of the way until something is kept there (`Overview.kept`)."""


PAGES: Final = (
    PagePlace(
        "today",
        "Bugün",
        "gui.overview.page:OverviewPage",
        wants=("backups",),
        chapter="Her sabah: Bugün",
        is_warm=True,
    ),
    PagePlace(
        "cases",
        "Vakalar",
        "gui.cases.page:CasesPage",
        shows=("case",),
        chapter="Vaka geldi",
        is_warm=True,
    ),
    PagePlace(
        "rota",
        "Nöbet",
        "gui.rota.page:RotaPage",
        shows=("substitute",),
        right=Right.SEE_ROTA,
        chapter="Nöbet yazılacak",
        is_warm=True,
        is_optional=True,
    ),
    PagePlace(
        "vehicles",
        "Araçlar",
        "gui.vehicles.page:VehiclesPage",
        right=Right.SEE_ROTA,
        chapter="Araç çıkacak",
        is_warm=True,
        is_optional=True,
    ),
    PagePlace(
        "officers",
        "Kadro",
        "gui.officers.page:OfficersPage",
        shows=("officer",),
        is_warm=True,
    ),
    PagePlace(
        "changes",
        "Değişiklikler",
        "gui.changes.page:ChangesPage",
        shows=("change", "change_file", "draft", "letter", "substitution_letter"),
        chapter="Sorumlu değişti",
        is_warm=True,
    ),
    PagePlace(
        "phones",
        "Telefonlar",
        "gui.phones.page:PhonesPage",
        shows=("line", "handset", "custody_form", "quota", "reachability", "issue", "circular"),
        is_warm=True,
    ),
    PagePlace(
        "guidance",
        "Rehberlik",
        "gui.guidance.page:GuidancePage",
        chapter="Vatandaş geldi",
        is_warm=True,
        is_optional=True,
    ),
    PagePlace(
        "audit",
        "Denetim izi",
        "gui.audit.page:AuditPage",
        shows=("audit",),
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
    SectionPlace(
        "Kurumlar",
        "gui.settings.institutions_section:InstitutionsSection",
        "kuruluş, birim, rehber, savcı, karakol, hastane, gece aranacak",
    ),
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
        "kvkk, kişi verisi, denetim paketi, imha tutanağı",
        right=Right.SEE_RETENTION,
        chapter="Saklama ve imha",
    ),
    SectionPlace(
        "Bu bilgisayar",
        "gui.settings.program_sections:ComputerSection",
        "başlangıç, saatin yanında, koyu, tema, görünüm, yazı boyu, sorun bildir, günlük",
    ),
    SectionPlace(
        "Hakkında", "gui.settings.program_sections:AboutSection", "sürüm, lisans, veri klasörü"
    ),
)
"""In the order of their list."""
PARTNER_BOOK: Final = ("settings", ("Kurumlar", "partners"))
"""The page of the contacts of those on duty, and its query (`Page.list_requested`)."""
DRAWN_CALLS: Final = ("phones", "checks")
"""Likewise of the test calls that are drawn for today."""


IMPORTS: Final = {
    "officers": "officers.roster.recipe:ROSTER",
    "phones": "phones.inventory.recipe:INVENTORY",
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


_WINGS: Final = (
    "access",
    "cases",
    "changes",
    "directorate",
    "guidance",
    "letters",
    "officers",
    "overview",
    "phones",
    "rota",
    "vehicles",
)
"""What pages ask; documents and imports are loaded when somebody wants a paper or brings a file."""


def load_libraries() -> None:
    """Import what opening the data needs, while the user still types the password.

    Such imports are inside the functions that need them, because the first window must not wait
    for them; after the password nobody should wait for them either.
    """
    for name in ("sqlalchemy.dialects.sqlite.pysqlite", "sqlcipher3.dbapi2"):
        importlib.import_module(name)
    load("bootstrap.desk")
    _use_once()


def load_wings(page: str = "") -> None:
    """Import every module that pages ask, off the GUI thread, which imports only the pages.

    Args:
        page: The key of the one page whose own wing is wanted, beside the users'; empty for all.
    """
    first = {place.screen.split(".")[1] for place in PAGES if place.key == page} | {"access"}
    for wing in (wing for wing in _WINGS if not page or wing in first):
        package = load(wing)
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
    from sqlalchemy.orm import configure_mappers

    configure_mappers()  # otherwise the first query would do it


def _use_once() -> None:
    """Make OpenSSL load its algorithms, which it does at the first use."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    X25519PrivateKey.generate().exchange(X25519PrivateKey.generate().public_key())
