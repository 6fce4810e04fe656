"""The Turkish words of the audit trail: for actions, kinds of things, and details."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.capabilities import RECORDS, load
from alo183_desktop.shared.calendar import is_month_key, month_words
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import lower_first

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alo183_desktop.records.record import Record

_RECORDS: Final[Mapping[str, Record[Any]]] = {record.name: record for record in map(load, RECORDS)}
_FIELDS: Final[Mapping[str, str]] = {
    "caller_name": "arayanın adı soyadı",
    "caller_phone": "arayanın telefonu",
    "dated_on": "tarih",
    "director_name": "müdürün adı",
    "director_phone": "müdürün telefonu",
    "director_approves": "müdürün onay yetkisi",
    "district": "ilçe",
    "is_active": "kullanımda olma",
    "is_police_informed": "kolluğa bildirildi",
    "is_urgent": "aciliyet",
    "kind_id": "tür",
    "month_most": "aydaki en çok nöbet",
    "night_ends_minute": "gecenin bittiği saat",
    "night_starts_minute": "gecenin başladığı saat",
    "number": "başvuru no",
    "operator_name": "operatör",
    "police_at": "bildirim zamanı",
    "police_by": "bildiren",
    "police_unit": "kolluk birimi",
    "register_number": "kayıt sayısı",
    "routed_at": "yönlendirme zamanı",
    "spacing_days": "uzun nöbetler arasındaki gün",
    "subject_id": "müracaat konusu",
    "summary": "özet",
    "wishes_close_day": "isteklerin son günü",
    "worker_day_minutes": "işçinin günlük süresi",
    "worker_night_minutes": "işçinin gece süresi",
    "worker_rest_minutes": "işçinin dinlenmesi",
    "worker_week_minutes": "işçinin haftalık süresi",
}
"""Of what is no record, as its form calls it; those of a record are called as it says."""
ACTIONS: Final[Mapping[str, str]] = {
    "absence.added": "İzin kaydedildi",
    "absence.changed": "İzin kaydı değiştirildi",
    "absence.removed": "İzin kaydı silindi",
    "audit.acknowledged": "Zincirdeki bozukluğun görüldüğü onaylandı",
    "audit.anchored": "Zincir baştan sona denetlendi, ucu bu masada saklandı",
    "audit.exported": "Denetim izi dosyaya aktarıldı",
    "audit.found_broken": "Denetim zincirinde bozukluk bulundu",
    "audit.printed": "Denetim izi yazdırıldı",
    "audit.read": "Denetim izi açıldı",
    "audit.verified": "Denetim zinciri denetlendi",
    "backup.place_set": "İkinci yedek klasörü ayarlandı",
    "backup.restored": "Yedek geri konuldu",
    "backup.taken": "Yedek alındı",
    "calls.opened": "Arama kayıtları açıldı",
    "call.explained": "Açıklanamayan arama incelendi",
    "calls.numbers_hidden": "Süresi dolan arama numaraları silindi",
    "calls.unexplained_opened": "Açıklanamayan aramalar açıldı",
    "case.acknowledged": "Sorumlunun vakadan haberi kaydedildi",
    "case.action_added": "Vakaya yapılan işlem yazıldı",
    "case.action_corrected": "Vakadaki işlem düzeltildi",
    "case.added": "Vaka eklendi",
    "case.caller_shown": "Arayanın adı ve telefonu gösterildi",
    "case.changed": "Vakanın bilgileri değiştirildi",
    "case.closed": "Vaka kapatıldı",
    "case.entered": "Vakanın sisteme girişi kaydedildi",
    "case.entry_corrected": "Vakanın sisteme girişi düzeltildi",
    "case.entry_withdrawn": "Vakanın sisteme girişi geri alındı",
    "case.file_attached": "Vakaya dosya eklendi",
    "case.file_opened": "Vakanın dosyası açıldı",
    "case.form_opened": "Vakanın formu açıldı",
    "case.opened": "Vaka açıldı",
    "case.police_informed": "Vakanın kolluğa bildirildiği kaydedildi",
    "case.timeline_copied": "Yapılanlar, sisteme yapıştırılmak üzere kopyalandı",
    "case.printed": "Vaka izleme çizelgesi yazdırıldı",
    "case.reassigned": "Vakanın sorumlusu değiştirildi",
    "case.removed": "Vaka silindi",
    "case.reopened": "Kapatılmış vaka yeniden açıldı",
    "case.told_action_dropped": "Dosyadan gelen ilk müdahale geçersiz sayıldı",
    "case.waived": "Vakanın devri istenmedi",
    "case_kind.added": "Vaka türü eklendi",
    "case_kind.changed": "Vaka türü değiştirildi",
    "case_terms.set": "Vaka süreleri ayarlandı",
    "cases.exported": "Vaka listesi dosyaya aktarıldı",
    "cases.printed": "Vaka listesi yazdırıldı",
    "change_file.exported": "Değişiklik dosyasının kapak sayfası dosyaya aktarıldı",
    "change_file.opened": "Değişiklik dosyası açıldı",
    "change_file.printed": "Değişiklik dosyasının kapak sayfası yazdırıldı",
    "change.carried_out": "Planlanan devir yapıldı",
    "change.finished": "Görev değişikliği tamamlandı",
    "change.opened": "Görev değişikliği formu açıldı",
    "check.logged": "Ulaşılabilirlik yoklaması kaydedildi",
    "check.removed": "Ulaşılabilirlik yoklaması silindi",
    "closed_time.added": "Kapalı zaman eklendi",
    "closed_time.changed": "Kapalı zaman değiştirildi",
    "closed_time.removed": "Kapalı zaman silindi",
    "circular.told": "Genelge için tebliğ tutanağı düzenlendi",
    "custody.entered": "Geçmiş zimmet kaydedildi",
    "custody.given_back": "Zimmetten geri alındı",
    "custody.issued": "Zimmetlendi",
    "custody.waived": "Zimmetten iade istenmedi",
    "custody_form.exported": "Zimmet tutanağı dosyaya kaydedildi",
    "custody_form.opened": "Zimmet tutanağı açıldı",
    "custody_form.printed": "Zimmet tutanağı yazdırıldı",
    "custody_form.signed": "İmzalı zimmet tutanağı eklendi",
    "custody_terms.set": "Zimmet şartları değiştirildi",
    "data.move_begun": "Verinin taşınmasına başlandı",
    "directorate.changed": "Müdürlük bilgileri değiştirildi",
    "directorate.installed": "Müdürlük kuruldu",
    "directorate.key_changed": "Veri anahtarı yenilendi",
    "directorate.key_file_made": "Anahtar dosyası kurtarma kâğıdıyla yeniden yapıldı",
    "directorate.recovery_sheet_made": "Kurtarma kâğıdı yapıldı",
    "directorate.recovery_sheet_tried": "Kurtarma kâğıdı denendi",
    "dispatch.evidence_attached": "Gönderime belge eklendi",
    "dispatch.recorded": "Gönderim kaydedildi",
    "draft.opened": "Taslak açıldı",
    "draft.removed": "Taslak silindi",
    "draft.saved": "Taslak saklandı",
    "driver.added": "Sürücü eklendi",
    "driver.changed": "Sürücünün bilgileri değiştirildi",
    "driver.removed": "Sürücü silindi",
    "duty.worked": "Nöbeti kimin tuttuğu yazıldı",
    "duty_pattern.removed": "Nöbet saati kaldırıldı",
    "duty_pattern.saved": "Nöbet saati kaydedildi",
    "duty_person.added": "Nöbet kişisi eklendi",
    "duty_person.changed": "Nöbet kişisinin bilgileri değiştirildi",
    "duty_person.removed": "Nöbet kişisi silindi",
    "hand_over.confirmed": "Devir notu onaylandı",
    "hand_over.written": "Devir notu yazıldı",
    "granted_leave.added": "Nöbet için verilen izin yazıldı",
    "granted_leave.changed": "Nöbet için verilen izin değiştirildi",
    "granted_leave.removed": "Nöbet için verilen izin silindi",
    "guidance.changed": "Rehberlik kaydı değiştirildi",
    "guidance.exported": "Rehberlik kayıtları dosyaya aktarıldı",
    "guidance.logged": "Yerinde rehberlik kaydedildi",
    "guidance.printed": "Rehberlik kayıtları yazdırıldı",
    "guidance.removed": "Rehberlik kaydı silindi",
    "handset.added": "Cihaz eklendi",
    "handset.changed": "Cihazın bilgileri değiştirildi",
    "handset.opened": "Cihazın kartı açıldı",
    "handset.removed": "Cihaz silindi",
    "import.applied": "Dosya aktarıldı",
    "import.nothing_new": "Aktarılan dosyada yenilik yoktu",
    "import.previewed": "Aktarılacak dosya önizlendi",
    "import.undone": "Aktarma geri alındı",
    "confirmation.added": "Müşavirliğin teyidi kaydedildi",
    "confirmation.changed": "Müşavirliğin teyidi değiştirildi",
    "leaver_account.answered": "Ayrılanın hesabı yanıtlandı",
    "letter.reminded": "Yazı için tekit yazısı tamamlandı",
    "letter.completed": "Yazının gönderimi tamamlandı",
    "letter.exported": "Yazı dosyaya aktarıldı",
    "letter.file_opened": "Yazının dosyası açıldı",
    "letter.finished": "Yazı tamamlandı",
    "letter.number_noted": "Yazının sayısı kaydedildi",
    "letter.opened": "Yazı açıldı",
    "letter.printed": "Yazı yazdırıldı",
    "line.added": "Hat eklendi",
    "line.changed": "Hattın bilgileri değiştirildi",
    "line.opened": "Hattın kartı açıldı",
    "line.pin_changed": "PIN ya da PUK değiştirildi",
    "line.pin_shown": "PIN ve PUK gösterildi",
    "line.removed": "Hat silindi",
    "officer.added": "Sorumlu eklendi",
    "officer.assignments_closed": "Görevlendirme bitirildi",
    "officer.assignments_opened": "Görevlendirme başlatıldı",
    "officer.changed": "Sorumlunun bilgileri değiştirildi",
    "officer.form_opened": "Sorumlunun formu açıldı",
    "officer.personal_mobile_shown": "Kişisel cep telefonu gösterildi",
    "officer.removed": "Sorumlu silindi",
    "officer.tckn_searched": "T.C. kimlik numarasıyla arandı",
    "officer.tckn_shown": "T.C. kimlik numarası gösterildi",
    "letters.exported": "Yazı listesi dosyaya aktarıldı",
    "letters.printed": "Yazı listesi yazdırıldı",
    "officers.exported": "Kadro dosyaya aktarıldı",
    "officers.exported_whole": "Kadro T.C. kimlik numaralarıyla dosyaya aktarıldı",
    "officers.printed": "Kadro yazdırıldı",
    "phone.state_changed": "Cihazın ya da hattın durumu değiştirildi",
    "phones.exported": "Cihaz ve hat listesi dosyaya aktarıldı",
    "phones.printed": "Cihaz ve hat listesi yazdırıldı",
    "inspection.exported": "Denetim paketi hazırlandı",
    "inspection.listed": "Denetime hazırlık listesi alındı",
    "person.exported": "Bir kişinin verisi dosyaya aktarıldı",
    "person.searched": "Bir kişinin verisi arandı",
    "record.destroyed": "Kayıt imha edildi",
    "retention.agreed": "Kaydın imhası uygun görüldü",
    "retention.destroyed": "İmha yapıldı",
    "retention.due_opened": "Süresi dolan kayıtlar açıldı",
    "retention.erased": "İmha edilenler veri dosyasından silindi",
    "retention.exported": "Saklama listesi dosyaya aktarıldı",
    "retention.form_saved": "İmha tutanağı dosyaya kaydedildi",
    "retention.old_backups_removed": "İmhadan önceki yedekler silindi",
    "retention.period_set": "Saklama süresi ayarlandı",
    "retention.postponed": "Kaydın imhası ertelendi",
    "retention.printed": "İmha tutanağı yazdırıldı",
    "retention.withdrawn": "İmha kararı geri alındı",
    "quota.exported": "Kota tablosu dosyaya aktarıldı",
    "partner.added": "Rehber kaydı eklendi",
    "partner.changed": "Rehber kaydı değiştirildi",
    "partner.removed": "Rehber kaydı silindi",
    "partners.exported": "Rehber dosyaya aktarıldı",
    "partners.printed": "Rehber yazdırıldı",
    "quota.noticed": "Kota bildirimi yapıldı",
    "quota.notices_seen": "Kota bildirimleri görüldü",
    "quota.printed": "Kota tablosu yazdırıldı",
    "quota.removed": "Kota ayarı silindi",
    "quota.set": "Kota ayarlandı",
    "rota.approval_kept": "Nöbet çizelgesinin onayı eklendi",
    "rota.basis_set": "Nöbet çizelgesinin dayanağı yazıldı",
    "rota.begun": "Ayın nöbet çizelgesine başlandı",
    "rota.exported": "Nöbet listesi dosyaya aktarıldı",
    "rota.file_opened": "Nöbet belgesi açıldı",
    "rota.filled": "Nöbetlere kişi yazıldı",
    "rota.locked": "Nöbetler kilitlendi",
    "rota.notice_signed": "Nöbet tebliği imzası yazıldı",
    "rota.planned": "Ayın nöbet önerisi kabul edildi",
    "rota.printed": "Nöbet listesi yazdırıldı",
    "rota.published": "Nöbet çizelgesi yayımlandı",
    "rota.unlocked": "Nöbetlerin kilidi açıldı",
    "rota.vehicle_set": "Nöbetlere araç yazıldı",
    "rota_limits.changed": "Nöbet sınırları değiştirildi",
    "overview.printed": "Bugün sayfası yazdırıldı",
    "report.made": "Aylık rapor hazırlandı",
    "scan.attached": "İmzalı yazının taraması eklendi",
    "sign_in.failed": "Yanlış parola yazıldı",
    "sign_in.succeeded": "Oturum açıldı",
    "signatory.added": "İmza sahibi eklendi",
    "signatory.changed": "İmza sahibi değiştirildi",
    "subject.added": "Müracaat konusu eklendi",
    "subject.changed": "Müracaat konusunun adı değiştirildi",
    "subject.retired": "Müracaat konusu kaldırıldı",
    "swap.approved": "Nöbet değişimi onaylandı",
    "swap.recorded": "Nöbet değişimi yazıldı",
    "swap.undone": "Nöbet değişimi geri alındı",
    "task_order.added": "Taşıt görev emri düzenlendi",
    "task_order.changed": "Taşıt görev emri değiştirildi",
    "unit.added": "Kurum eklendi",
    "unit.changed": "Kurum değiştirildi",
    "unit.removed": "Kurum silindi",
    "user.added": "Kullanıcı eklendi",
    "user.changed": "Kullanıcı değiştirildi",
    "user.password_changed": "Parola değiştirildi",
    "wish.added": "Nöbet isteği kaydedildi",
    "wish.changed": "Nöbet isteği değiştirildi",
    "wish.removed": "Nöbet isteği silindi",
    "user.password_set": "Kullanıcıya yeni parola verildi",
    "user.recovered": "Kurtarma kâğıdıyla yönetici oldu",
    "vehicle.added": "Araç eklendi",
    "vehicle.changed": "Aracın bilgileri değiştirildi",
    "vehicle.removed": "Araç silindi",
    "vehicle_state.added": "Aracın durumu yazıldı",
    "vehicle_state.changed": "Aracın durumu değiştirildi",
    "vehicle_state.removed": "Aracın durumu silindi",
    "vehicles.exported": "Araç listesi dosyaya aktarıldı",
    "vehicles.printed": "Araç listesi yazdırıldı",
}
"""What is said for each action; a test demands a word for every one that is recorded."""

KINDS: Final[Mapping[str, str]] = {
    "absence": "İzin",
    "audit": "Denetim izi",
    "backup": "Yedek",
    "data": "Veri",
    "case": "Vaka",
    "case_kind": "Vaka türü",
    "case_terms": "Vaka süreleri",
    "change": "Görev değişikliği",
    "check": "Yoklama",
    "closed_time": "Kapalı zaman",
    "confirmation": "Müşavirliğin teyidi",
    "custody": "Zimmet",
    "custody_form": "Zimmet tutanağı",
    "custody_terms": "Zimmet şartları",
    "destruction": "İmha",
    "directorate": "Müdürlük",
    "draft": "Taslak",
    "driver": "Sürücü",
    "duty": "Nöbet",
    "duty_pattern": "Nöbet saati",
    "duty_person": "Nöbet kişisi",
    "granted_leave": "Verilen izin",
    "hand_over": "Devir notu",
    "guidance": "Yerinde rehberlik",
    "handset": "Cihaz",
    "handset_note": "Cihaz notu",
    "import": "Aktarma",
    "inspection": "Denetim paketi",
    "letter": "Yazı",
    "line": "Hat",
    "line_note": "Hat notu",
    "officer": "Sorumlu",
    "overview": "Bugün sayfası",
    "partner": "Rehber kaydı",
    "person": "İlgili kişi",
    "report": "Aylık rapor",
    "retention": "Saklama",
    "rota_file": "Nöbet belgesi",
    "rota_limits": "Nöbet sınırları",
    "rota_month": "Nöbet çizelgesi",
    "rota_notice": "Nöbet tebliği",
    "signatory": "İmza sahibi",
    "state_reason": "Durum gerekçesi",
    "subject": "Müracaat konusu",
    "swap": "Nöbet değişimi",
    "task_order": "Taşıt görev emri",
    "unit": "Kurum",
    "usage": "Kullanım",
    "user": "Kullanıcı",
    "vehicle": "Araç",
    "vehicle_state": "Araç durumu",
    "wish": "Nöbet isteği",
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
    "forms": "Tutanak sayısı",
    "manner": "Nasıl öğrenildiği",
    "user": "Hesap",
    "alone": "Anahtar dosyası olmadan açıyor",
    "answered": "Yanıtlandı",
    "at": "Deneme zamanı",
    "before": "Önceki durumu",
    "cases": "Devredilen vaka",
    "passed_over": "Depoda olmadığı için verilmeyen",
    "changes": "Değişiklik",
    "channel": "Yolu",
    "corrects": "Düzelttiği yazı",
    "count": "Sayısı",
    "create": "Eklenen",
    "created": "Eklenen",
    "custody_form": "Tutanak",
    "destruction": "İmha",
    "dispatch": "Gönderim",
    "does_driver": "Şoförlük yapar",
    "does_main": "Asıl nöbet tutar",
    "does_stand_in": "İcap tutar",
    "duties": "Nöbet sayısı",
    "employment": "Çalışma biçimi",
    "is_urgent": "Sonradan düzenlendi",
    "licence_class": "Ehliyet sınıfı",
    "plate": "Plaka",
    "ends_on": "Bitiş günü",
    "fields": "Alanlar",
    "file": "Dosya",
    "files": "Dosya sayısı",
    "form": "Biçimi",
    "from_scan": "Taramadan",
    "has_evidence": "Belgesi var",
    "has_place": "Klasör ayarlı",
    "how": "Nasıl",
    "imported": "Aktarma",
    "is_entered": "Sisteme girilmişti",
    "is_private": "Özel görüşme",
    "is_sent_on": "Sonucu",
    "kind_of_rows": "İçeriği",
    "edited": "Önizlemede düzeltilen hücre",
    "letter": "Yazı",
    "line": "Satır",
    "masked": "T.C. numaraları gizlendi",
    "month": "Ay",
    "months": "Süre (ay)",
    "number": "Sürüm",
    "of": "Türü",
    "officer": "Sorumlu",
    "officers": "Sorumlu sayısı",
    "outside": "Dışarıdaki ucun sırası",
    "outside_mac": "Dışarıdaki ucun özeti",
    "overruled": "Gerekçeyle bırakılan",
    "pages": "Sayfa",
    "period": "Dönem",
    "period_day": "Dönemin ilk günü",
    "quota": "Kota",
    "reason": "Nedeni",
    "target": "Nereye",
    "replaced": "Yerini alan",
    "result": "Sonucu",
    "role": "Rolü",
    "rows": "Satır",
    "seed": "Önerinin sayısı",
    "sha256": "Özeti",
    "signed": "İmzalandı",
    "size": "Boyut (bayt)",
    "skipped": "Geçilen",
    "starts_on": "Başlangıç günü",
    "state": "Durumu",
    "subjects": "Konu sayısı",
    "taken_at": "Alındığı an",
    "unchanged": "Aynı kalan",
    "undone": "Geri alınan aktarma",
    "update": "Güncellenen",
    "updated": "Güncellenen",
    "what": "İçeriği",
    "whole": "Zincir sağlam",
    "wrong": "Yanlış",
}
_VALUES: Final[Mapping[str, str]] = {
    "absences": "izinler",
    "all": "bütün biçimler",
    "calendar": "nöbet takvimi",
    "calls": "arama kayıtları",
    "cases": "vakalar",
    "check_rates": "ulaşılabilirlik oranları",
    "checks": "ulaşılabilirlik yoklamaları",
    "command_line": "komut satırı",
    "contracted": "sözleşmeli (4/B)",
    "coverage": "kapsam",
    "circular": "genelge tebliği",
    "custodies": "zimmettekiler",
    "docx": "Word belgesi",
    "envelope-c5": "C5 zarf",
    "initialled": "paraflı nüsha",
    "envelope-dl": "DL zarf",
    "fax": "faks",
    "fax-cover": "faks kapağı",
    "fax-fine": "ince faks görüntüsü",
    "fax-standard": "standart faks görüntüsü",
    "fax_copy": "faks nüshası",
    "fax_report": "faks raporu",
    "gaps": "boş nöbetler",
    "file": "vakanın belgesi",
    "forms": "zimmet tutanakları",
    "hand_overs": "devir notları",
    "handsets": "cihaz listesi",
    "in_repair": "tamirde",
    "in_store": "depoda",
    "issued": "zimmette",
    "journal_missing": "deneme günlüğü yerinde yoktu",
    "list": "liste",
    "ledger": "denge cetveli",
    "line_chart": "bir hattın on iki ayı",
    "lines": "hat listesi",
    "lost": "kayıp ya da çalıntı",
    "metadata": "üstveri",
    "officers": "kadro",
    "official": "memur (657)",
    "other": "başka kurumdan",
    "password": "parolayla",
    "pdf": "PDF",
    "pdf_a": "PDF/A",
    "people": "nöbet kişileri",
    "phones": "cihaz ve hat listesi",
    "post": "posta",
    "postal_receipt": "posta alındısı",
    "recovery_sheet": "kurtarma kâğıdıyla",
    "retired": "kullanımdan kalktı",
    "returned": "iade edildi",
    "roster": "kadro listesi",
    "rota": "nöbet çizelgesi",
    "drivers": "sürücüler",
    "task_order": "taşıt görev emri",
    "task_orders": "taşıt görev emirleri",
    "vehicle_log": "araç seyir defteri",
    "vehicle_states": "araç durumları",
    "vehicles": "araçlar",
    "scan": "tarama",
    "sheet": "takip kâğıdı",
    "name": "adla",
    "partners": "rehber",
    "phone": "telefonla",
    "tckn": "T.C. kimlik numarasıyla",
    "swaps": "nöbet değişimleri",
    "text": "düz metin",
    "unknown": "olmayan bir kullanıcı adıyla",
    "usage": "kullanım dosyası",
    "workbook": "Excel dosyası",
    "worker": "işçi (4/D)",
    "wishes": "nöbet istekleri",
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

_TARGETS: Final[Mapping[str, str]] = {
    "server": "sunucuya",
    "file": "dosyaya",
    "copy": "kopyaya",
}
_SHORT_REASONS: Final[Mapping[str, str]] = {
    "changed": "değişmiş kayıt",
    "missing": "eksik kayıt",
    "tail_cut": "kesik son ya da eski kopya",
    "head_differs": "uyuşmayan uç",
    "head_missing": "dışarıdaki uç yok",
    "head_broken": "dışarıdaki uç bozuk",
}

DETAIL_KINDS: Final[Mapping[str, str]] = {
    "officer": "officer",
    "letter": "letter",
    "corrects": "letter",
    "custody_form": "custody_form",
}
"""Of what kind the thing is whose number a detail tells."""


def action_words(action: str) -> str:
    """Return what is said for an action; the code itself for one of a newer program."""
    return ACTIONS.get(action, action)


def kind_words(kind: str) -> str:
    """Return what a kind of things is called."""
    return KINDS.get(kind, kind)


def detail_words(
    kind: str, details: Mapping[str, Any], names: Mapping[tuple[str, int], str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return labels and values of the details of an entry; empty ones are left out.

    Args:
        kind: Of the thing that the entry is about.
        details: As the trail keeps them.
        names: Of the things that they tell of, by kind and id, as far as they are known.
    """
    told = []
    for key, value in details.items():
        if value in (None, "", []):
            continue
        name = names.get((DETAIL_KINDS[key], value)) if names and key in DETAIL_KINDS else None
        told.append((_DETAILS.get(key, key), name or _value_words(kind, key, value)))
    return tuple(told)


def broken_words(reason: str | None, place: int | None) -> str:
    """Return what is wrong with the chain."""
    return _REASONS.get(reason, "Zincir bozuk: {place}. kayıt").format(
        place=number_text(place or 0)
    )


def _field_words(kind: str, key: str) -> str:
    record = _RECORDS.get(kind)
    if record is None or key not in record.fields:
        return _FIELDS.get(key, key)
    return lower_first(record.fields[key].name)


def _value_words(kind: str, key: str, value: Any) -> str:
    if isinstance(value, list):
        if key == "subjects":
            return str(len(value))
        return ", ".join(_field_words(kind, str(part)) for part in value)
    if key in _TELLERS:
        return _TELLERS[key](str(value))
    if isinstance(value, bool):
        return "evet" if value else "hayır"
    return _VALUES.get(str(value), str(value))


def _day_words(text: str) -> str:
    try:
        if "T" in text:
            return format_instant(dt.datetime.fromisoformat(text))
        return format_day(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _month_words(text: str) -> str:
    return month_words(text) if is_month_key(text) else text


def _numbered(text: str) -> str:
    return f"{text} numaralı"


_TELLERS: Final[Mapping[str, Callable[[str], str]]] = {
    **dict.fromkeys(
        (
            *("letter", "imported", "undone", "dispatch", "file", "corrects"),
            *("custody_form", "officer", "destruction"),
        ),
        _numbered,
    ),
    **dict.fromkeys(("at", "starts_on", "ends_on"), _day_words),
    "is_sent_on": lambda is_sent_on: (
        "183’e yönlendirildi" if is_sent_on == str(True) else "yerinde bilgilendirildi"
    ),
    "of": kind_words,
    "period": _month_words,
    "target": lambda target: _TARGETS.get(target, target),
    "reason": lambda reason: _SHORT_REASONS.get(reason, reason),
    "role": lambda role: ROLES.get(role, role),
}
