"""The Turkish words of the audit trail: for actions, kinds of things, and details.

Not here: names of single things (names.py), which are looked up when they are shown.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Role
from alo183_desktop.shared.clock import format_day, format_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ACTIONS: Final[Mapping[str, str]] = {
    "audit.acknowledged": "Zincirdeki bozukluğun görüldüğü onaylandı",
    "audit.exported": "Denetim izi dosyaya aktarıldı",
    "audit.found_broken": "Denetim zincirinde bozukluk bulundu",
    "audit.printed": "Denetim izi yazdırıldı",
    "audit.read": "Denetim izi açıldı",
    "audit.verified": "Denetim zinciri denetlendi",
    "change.finished": "Görev değişikliği tamamlandı",
    "change.opened": "Görev değişikliği formu açıldı",
    "directorate.changed": "Müdürlük bilgileri değiştirildi",
    "directorate.installed": "Müdürlük kuruldu",
    "directorate.recovery_sheet_made": "Kurtarma kâğıdı yapıldı",
    "dispatch.evidence_attached": "Gönderime belge eklendi",
    "dispatch.recorded": "Gönderim kaydedildi",
    "draft.opened": "Taslak açıldı",
    "draft.removed": "Taslak silindi",
    "draft.saved": "Taslak saklandı",
    "import.applied": "Kadro dosyası aktarıldı",
    "import.nothing_new": "Kadro dosyasında yenilik yoktu",
    "import.previewed": "Kadro dosyası önizlendi",
    "import.undone": "Aktarma geri alındı",
    "letter.completed": "Yazının gönderimi tamamlandı",
    "letter.exported": "Yazı dosyaya aktarıldı",
    "letter.file_opened": "Yazının dosyası açıldı",
    "letter.finished": "Yazı tamamlandı",
    "letter.number_noted": "Yazının sayısı kaydedildi",
    "letter.opened": "Yazı açıldı",
    "letter.printed": "Yazı yazdırıldı",
    "officer.added": "Sorumlu eklendi",
    "officer.assignments_closed": "Görevlendirme bitirildi",
    "officer.assignments_opened": "Görevlendirme başlatıldı",
    "officer.changed": "Sorumlunun bilgileri değiştirildi",
    "officer.form_opened": "Sorumlunun formu açıldı",
    "officer.personal_mobile_shown": "Kişisel cep telefonu gösterildi",
    "officer.removed": "Sorumlu silindi",
    "officer.tckn_searched": "T.C. kimlik numarasıyla arandı",
    "officer.tckn_shown": "T.C. kimlik numarası gösterildi",
    "officers.exported": "Kadro dosyaya aktarıldı",
    "officers.exported_whole": "Kadro T.C. kimlik numaralarıyla dosyaya aktarıldı",
    "officers.printed": "Kadro yazdırıldı",
    "scan.attached": "İmzalı yazının taraması eklendi",
    "sign_in.failed": "Yanlış parola yazıldı",
    "sign_in.succeeded": "Oturum açıldı",
    "signatory.added": "İmza sahibi eklendi",
    "signatory.changed": "İmza sahibi değiştirildi",
    "subject.added": "Müracaat konusu eklendi",
    "subject.renamed": "Müracaat konusunun adı değiştirildi",
    "subject.retired": "Müracaat konusu kaldırıldı",
    "unit.added": "Kurum eklendi",
    "unit.changed": "Kurum değiştirildi",
    "unit.removed": "Kurum silindi",
    "user.added": "Kullanıcı eklendi",
    "user.changed": "Kullanıcı değiştirildi",
    "user.password_changed": "Parola değiştirildi",
    "user.password_set": "Kullanıcıya yeni parola verildi",
    "user.recovered": "Kurtarma kâğıdıyla yönetici oldu",
}
"""What is said for each action; a test demands a word for every one that is recorded."""

KINDS: Final[Mapping[str, str]] = {
    "audit": "Denetim izi",
    "change": "Görev değişikliği",
    "directorate": "Müdürlük",
    "draft": "Taslak",
    "import": "Aktarma",
    "letter": "Yazı",
    "officer": "Sorumlu",
    "signatory": "İmza sahibi",
    "subject": "Müracaat konusu",
    "unit": "Kurum",
    "user": "Kullanıcı",
}

ROLES: Final[Mapping[str, str]] = {
    Role.ADMINISTRATOR: "yönetici",
    Role.CLERK: "memur",
    Role.DIRECTOR: "müdür",
    Role.AUDITOR: "denetçi",
    "": "program",
}

SUSPICIOUS: Final = frozenset({"audit.found_broken"})
DOUBTFUL: Final = frozenset({"sign_in.failed", "user.recovered"})
"""What somebody who reads the trail looks for first."""

_DETAILS: Final[Mapping[str, str]] = {
    "at": "Deneme zamanı",
    "changes": "Değişiklik",
    "channel": "Yolu",
    "corrects": "Düzelttiği yazı",
    "count": "Sayısı",
    "create": "Eklenen",
    "created": "Eklenen",
    "dispatch": "Gönderim",
    "ends_on": "Bitiş günü",
    "fields": "Alanlar",
    "file": "Dosya",
    "files": "Dosya sayısı",
    "form": "Biçimi",
    "from_scan": "Taramadan",
    "has_evidence": "Belgesi var",
    "how": "Nasıl",
    "imported": "Aktarma",
    "kind_of_rows": "İçeriği",
    "letter": "Yazı",
    "of": "Türü",
    "officers": "Sorumlu sayısı",
    "outside": "Dışarıdaki ucun sırası",
    "outside_mac": "Dışarıdaki ucun özeti",
    "pages": "Sayfa",
    "reason": "Nedeni",
    "result": "Sonucu",
    "role": "Rolü",
    "rows": "Satır",
    "skipped": "Geçilen",
    "starts_on": "Başlangıç günü",
    "subjects": "Konu sayısı",
    "unchanged": "Aynı kalan",
    "undone": "Geri alınan aktarma",
    "update": "Güncellenen",
    "updated": "Güncellenen",
    "what": "İçeriği",
    "whole": "Zincir sağlam",
    "wrong": "Yanlış",
}
_VALUES: Final[Mapping[str, str]] = {
    "all": "bütün biçimler",
    "docx": "Word belgesi",
    "envelope-c5": "C5 zarf",
    "envelope-dl": "DL zarf",
    "fax": "faks",
    "fax-cover": "faks kapağı",
    "fax-fine": "ince faks görüntüsü",
    "fax-standard": "standart faks görüntüsü",
    "fax_copy": "faks nüshası",
    "fax_report": "faks raporu",
    "journal_missing": "deneme günlüğü yerinde yoktu",
    "metadata": "üstveri",
    "officers": "kadro",
    "password": "parolayla",
    "pdf": "PDF",
    "pdf_a": "PDF/A",
    "post": "posta",
    "postal_receipt": "posta alındısı",
    "recovery_sheet": "kurtarma kâğıdıyla",
    "roster": "kadro listesi",
    "scan": "tarama",
    "text": "düz metin",
    "unknown": "olmayan bir kullanıcı adıyla",
}
_FIELDS: Final[Mapping[str, str]] = {
    "address": "adres",
    "contact_name": "bilgi için: ad",
    "contact_telephone": "bilgi için: telefon",
    "contact_title": "bilgi için: unvan",
    "corporate_email": "kurumsal e-posta",
    "corporate_mobile": "kurumsal cep telefonu",
    "dated_on": "tarih",
    "desk_phone": "masa telefonu",
    "detsis": "DETSİS numarası",
    "email": "e-posta",
    "email_domains": "e-posta alan adları",
    "fax": "faks",
    "file_plan_code": "dosya planı kodu",
    "given_names": "ad",
    "heading_1": "başlık, 1. satır",
    "heading_2": "başlık, 2. satır",
    "heading_3": "başlık, 3. satır",
    "is_active": "kullanımda olma",
    "is_deputy": "vekillik",
    "kep": "KEP adresi",
    "letter_style": "yazı biçimi",
    "lock_minutes": "kilitlenme süresi",
    "name": "ad",
    "note": "not",
    "on_behalf_of": "kimin adına imzaladığı",
    "personal_email": "kişisel e-posta",
    "personal_mobile": "kişisel cep telefonu",
    "postal_code": "posta kodu",
    "preparation": "imza türü",
    "province": "il",
    "recipient_1": "muhatap",
    "recipient_2": "muhatap birim",
    "recipient_address": "muhatabın adresi",
    "recipient_fax": "muhatabın faksı",
    "register_number": "kayıt sayısı",
    "role": "rol",
    "says_faxed": "faks notu",
    "surname": "soyadı",
    "tckn": "T.C. kimlik numarası",
    "telephone": "telefon",
    "title": "unvan",
    "unit_id": "kurum",
    "valid_from": "ilk gün",
    "valid_until": "son gün",
    "website": "internet adresi",
}
_REASONS: Final[Mapping[str | None, str]] = {
    "changed": "{place}. kayıt değiştirilmiş",
    "missing": "{place}. kayıt eksik: silinmiş ya da yeri değiştirilmiş",
    "tail_cut": "Zincirin sonu kesilmiş ya da verinin eski bir kopyası geri konmuş: {place}. "
    "kayıttan sonrası yok",
    "head_differs": "Zincirin ucu {place}. kayıtla uyuşmuyor",
    "head_missing": "Zincirin dışarıda saklanan ucu yok (alo183.head silinmiş)",
    "head_broken": "Zincirin dışarıda saklanan ucu (alo183.head) bozuk ya da bu programla "
    "yazılmamış",
}

_SHORT_REASONS: Final[Mapping[str, str]] = {
    "changed": "değişmiş kayıt",
    "missing": "eksik kayıt",
    "tail_cut": "kesik son ya da eski kopya",
    "head_differs": "uyuşmayan uç",
    "head_missing": "dışarıdaki uç yok",
    "head_broken": "dışarıdaki uç bozuk",
}


def action_words(action: str) -> str:
    """Return what is said for an action; the code itself for one of a newer program."""
    return ACTIONS.get(action, action)


def kind_words(kind: str) -> str:
    """Return what a kind of things is called."""
    return KINDS.get(kind, kind)


def detail_words(details: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return labels and values of the details of an entry; empty ones are left out."""
    return tuple(
        (_DETAILS.get(key, key), _value_words(key, value))
        for key, value in details.items()
        if value not in (None, "", [])
    )


def broken_words(reason: str | None, place: int | None) -> str:
    """Return what is wrong with the chain."""
    return _REASONS.get(reason, "Zincir bozuk: {place}. kayıt").format(place=grouped(place or 0))


def grouped(number: int) -> str:
    """Return a number as Turkish papers write it: `1.234`."""
    return f"{number:,}".replace(",", ".")


def _value_words(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "evet" if value else "hayır"
    if isinstance(value, list):
        if key == "subjects":
            return str(len(value))
        return ", ".join(_FIELDS.get(str(part), str(part)) for part in value)
    known = _TELLERS.get(key)
    return _VALUES.get(str(value), str(value)) if known is None else known(str(value))


def _day_words(text: str) -> str:
    try:
        if "T" in text:
            return format_instant(dt.datetime.fromisoformat(text))
        return format_day(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _numbered(text: str) -> str:
    return f"{text} numaralı"


_TELLERS: Final[Mapping[str, Callable[[str], str]]] = {
    **dict.fromkeys(("letter", "imported", "undone", "dispatch", "file", "corrects"), _numbered),
    **dict.fromkeys(("at", "starts_on", "ends_on"), _day_words),
    "of": kind_words,
    "reason": lambda reason: _SHORT_REASONS.get(reason, reason),
    "role": lambda role: ROLES.get(role, role),
}
