"""The kinds of records that have a period, and what can be decided on one of them."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Mapping


class RecordKind(Worded):
    """What is kept for one period; in the order in which a destruction goes: who refers, first."""

    CASES = "cases", "Vakalar"
    """With timeline, files, words of the search, reminders, responsibilities and waivers."""
    CALLS = "calls", "Arama kayıtları"
    """The call records of one usage of a line; its sums stay."""
    CHECKS = "checks", "Ulaşılabilirlik yoklamaları"
    """Who answered a test call, and what was noted; that it was answered stays."""
    GUIDANCE = "guidance", "Yerinde rehberlik"
    """What a citizen asked and what was done; that somebody came stays."""
    DRAFTS = "drafts", "Yarım kalan taslaklar"
    """Changes that were begun and never finished."""
    CUSTODY_FORMS = "custody_forms", "Zimmet tutanakları"
    """With their scans."""
    CUSTODIES = "custodies", "Zimmet kayıtları"
    """Who held an item from when to when, once its papers are gone."""
    LINE_NOTES = "line_notes", "Hat notları"
    """What was noted freely on a line; the line stays."""
    HANDSET_NOTES = "handset_notes", "Cihaz notları"
    """What was noted freely on a handset; the handset stays."""
    STATE_REASONS = "state_reasons", "Durum gerekçeleri"
    """Why a line or a handset came into a state, and who wrote it; the state stays."""
    LETTERS = "letters", "Yazılar"
    """With all of their files and dispatches, and the change that they tell."""
    WISHES = "wishes", "Nöbet istekleri"
    """Who wished for a duty, or for none, on which day."""
    ABSENCES = "absences", "İzinler ve muafiyetler"
    """When somebody was away from duty, and as what."""
    HAND_OVERS = "hand_overs", "Devir notları"
    """What one duty told the next one."""
    UNREACHED = "unreached", "Ulaşılamadı bildirimleri"
    """The call centre could not reach who was on duty."""
    ROTAS = "rotas", "Nöbet çizelgeleri"
    """The duties of a month, with its papers and who signed for it."""
    GRANTED_LEAVES = "granted_leaves", "Nöbet için verilen izinler"
    """How many days of leave somebody was granted for duties."""
    DUTY_PEOPLE = "duty_people", "Nöbetten ayrılanlar"
    """Who is on duty no more, once no duty and no absence names them."""
    TASK_ORDERS = "task_orders", "Taşıt görev emirleri"
    """One trip of a vehicle."""
    DRIVERS = "drivers", "Sürücülüğü bırakanlar"
    """Who drives no more, once no task order and nobody of duty names them."""
    OFFICERS = "officers", "Ayrılan sorumlular"
    """With their assignments, and who answered in whose place."""
    ACCOUNTS = "accounts", "Kapatılan hesaplar"
    """Name and login of a user whose account is closed; the number stays, records refer to it."""


class Decision(enum.StrEnum):
    """What somebody decided on a record whose period is over."""

    AGREED = "agreed"
    POSTPONED = "postponed"


START_WORDS: Final[Mapping[RecordKind, str]] = MappingProxyType(
    {
        RecordKind.CASES: "vakanın kapandığı ya da sisteme girildiği, son işlem görüldüğü gün",
        RecordKind.CALLS: "kullanım döneminin son günü",
        RecordKind.CHECKS: "yoklamanın yapıldığı gün",
        RecordKind.GUIDANCE: "vatandaşın geldiği gün",
        RecordKind.DRAFTS: "taslağın son saklandığı gün",
        RecordKind.CUSTODY_FORMS: "tutanaktaki zimmetin bittiği gün",
        RecordKind.CUSTODIES: "zimmetin bittiği gün",
        RecordKind.LINE_NOTES: "hattın bilgilerinin son değiştirildiği gün",
        RecordKind.HANDSET_NOTES: "cihazın bilgilerinin son değiştirildiği gün",
        RecordKind.STATE_REASONS: "durumun bittiği gün; iade edilende ve kullanımdan kalkanda "
        "duruma geçtiği gün",
        RecordKind.LETTERS: "yazının tamamlandığı, başlattığı görevlendirmenin bittiği gün",
        RecordKind.WISHES: "isteğin günü",
        RecordKind.ABSENCES: "iznin, muafiyetin bittiği gün",
        RecordKind.HAND_OVERS: "nöbetin devredildiği gün",
        RecordKind.UNREACHED: "numaranın arandığı gün",
        RecordKind.ROTAS: "ayın son nöbetinin bittiği gün",
        RecordKind.GRANTED_LEAVES: "iznin verildiği gün",
        RecordKind.DUTY_PEOPLE: "nöbetten ayrıldığı gün",
        RecordKind.TASK_ORDERS: "aracın döndüğü, bilinmiyorsa çıktığı gün",
        RecordKind.DRIVERS: "sürücülüğü bıraktığı gün",
        RecordKind.OFFICERS: "son görevlendirmenin, vekâletin ve zimmetin bittiği gün",
        RecordKind.ACCOUNTS: "hesabın kapatıldığı, kapalıyken son değiştirildiği gün",
    }
)
"""From when a period runs."""
GOES_WORDS: Final[Mapping[RecordKind, str]] = MappingProxyType(
    {
        RecordKind.CASES: "Vaka, yapılan işlemler, dosyalar ve arama sözcükleri silinir; "
        "istatistikteki sayısı kalır.",
        RecordKind.CALLS: "Aranan numaralar ve incelemeleri silinir; günlük dakika ve veri "
        "toplamları kalır.",
        RecordKind.CHECKS: "Yanıtlayan, not ve yoklayan silinir; yanıtlanıp yanıtlanmadığı kalır.",
        RecordKind.GUIDANCE: "Sorulan, yapılan ve kaydeden silinir; günü ve konusu kalır.",
        RecordKind.DRAFTS: "Yazılanların tümü silinir.",
        RecordKind.CUSTODY_FORMS: "Tutanak ve imzalı taraması silinir.",
        RecordKind.CUSTODIES: "Kimin neyi hangi günler taşıdığı silinir.",
        RecordKind.LINE_NOTES: "Not ve aktarmaların sakladığı eski değerler silinir; hat kalır.",
        RecordKind.HANDSET_NOTES: "Not ve aktarmaların sakladığı eski değerler silinir; cihaz "
        "kalır.",
        RecordKind.STATE_REASONS: "Gerekçe ve yazan silinir; durum ve günü kalır.",
        RecordKind.LETTERS: "Yazı, bütün dosyaları, gönderimleri ve anlattığı değişiklik silinir.",
        RecordKind.WISHES: "Kimin hangi gün nöbet isteyip istemediği silinir.",
        RecordKind.ABSENCES: "İznin türü ve günleri silinir.",
        RecordKind.HAND_OVERS: "Devir notu ve o andaki açık vakaların listesi silinir.",
        RecordKind.UNREACHED: "Bildiren operatör, aranan numara ve bulunan yanıt silinir.",
        RecordKind.ROTAS: "Ayın nöbetleri, değişimleri, kimin tuttuğu, yayımlanan çizelgeleri, "
        "olurları ve tebliğ imzaları silinir.",
        RecordKind.GRANTED_LEAVES: "Kime hangi gün kaç gün izin verildiği silinir.",
        RecordKind.DUTY_PEOPLE: "Adı ve nöbet telefonu silinir.",
        RecordKind.TASK_ORDERS: "Sürücüsü, görevlileri, yeri, konusu ve km’si silinir.",
        RecordKind.DRIVERS: "Adı ve ehliyet bilgileri silinir.",
        RecordKind.OFFICERS: "Kimlik ve iletişim bilgileri ile görevlendirmeleri, vekâletleri "
        "silinir.",
        RecordKind.ACCOUNTS: "Ad, kullanıcı adı, kaydedilmemiş formlar ve saklanan süzgeçler "
        "silinir; hesap bir daha açılamaz. Denetim izi kalır.",
    }
)
"""What a destruction takes away, and what stays."""
TABLE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "absences": "izin",
        "assignments": "görevlendirme",
        "call_records": "arama",
        "call_reviews": "arama incelemesi",
        "case_actions": "vakada yapılan işlem",
        "case_files": "vaka dosyası",
        "case_reminders": "hatırlatma",
        "case_responsibilities": "vaka sorumluluğu",
        "case_waivers": "vaka devir kararı",
        "case_words": "vakanın arama sözcükleri",
        "cases": "vaka",
        "change_drafts": "taslak",
        "changes": "görev değişikliği",
        "confirmations": "müşavirliğin teyidi",
        "custodies": "zimmet kaydı",
        "custody_files": "tutanak dosyası",
        "custody_forms": "zimmet tutanağı",
        "custody_waivers": "iade kararı",
        "dispatches": "gönderim",
        "drivers": "sürücü",
        "duties": "nöbet",
        "duty_people": "nöbet kişisi",
        "form_drafts": "kaydedilmemiş form",
        "granted_leaves": "verilen izin",
        "guidances": "rehberlik kaydı (boşaltıldı)",
        "hand_overs": "devir notu",
        "handsets": "cihaz (notu boşaltıldı)",
        "import_changes": "aktarma izi (boşaltıldı)",
        "item_states": "durum (boşaltıldı)",
        "kept_filters": "saklanan süzgeç",
        "leaver_accounts": "ayrılanın hesabı",
        "letter_files": "yazı dosyası",
        "letter_reminders": "tekit bağı",
        "letters": "yazı",
        "lines": "hat (notu boşaltıldı)",
        "officers": "sorumlu",
        "planned_hand_overs": "planlanan devir",
        "reachability_checks": "yoklama (boşaltıldı)",
        "rota_files": "çizelge dosyası",
        "rota_months": "nöbet ayı",
        "rota_notices": "tebliğ imzası",
        "substitutions": "vekâlet",
        "swaps": "nöbet değişimi",
        "task_orders": "taşıt görev emri",
        "unreached_reports": "ulaşılamadı bildirimi",
        "users": "hesap (boşaltıldı)",
        "wishes": "nöbet isteği",
        "worked": "tutulan nöbet",
    }
)
"""What the rows of a table are called where a paper counts them."""
ANONYMISED: Final = frozenset({RecordKind.CHECKS, RecordKind.GUIDANCE, RecordKind.STATE_REASONS})
"""Kinds whose rows stay, without anything of a person, because figures are counted from them."""
DESTROYED_WORDS: Final = "(imha edildi)"
"""Stands where a text may not be empty and its words are gone."""
