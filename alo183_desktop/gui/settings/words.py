"""The Turkish words for roles and rights."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right

if TYPE_CHECKING:
    from collections.abc import Mapping

RIGHTS: Final[Mapping[Right, str]] = MappingProxyType(
    {
        Right.SEE_OFFICERS: "Kadroyu görmek",
        Right.EDIT_OFFICERS: "Sorumluları ve konuları düzenlemek",
        Right.SHOW_TCKN: "T.C. kimlik numarasını ve kişisel telefonu göstermek",
        Right.IMPORT: "Dosyadan kayıt aktarmak",
        Right.SEE_LETTERS: "Yazıları görmek",
        Right.MAKE_CHANGES: "Görev değişikliği yapmak, yazı tamamlamak",
        Right.RECORD_DISPATCHES: "Faks ve posta gönderimini kaydetmek",
        Right.SEE_PHONES: "Telefonları, hatları ve zimmetleri görmek",
        Right.EDIT_PHONES: "Telefonları, hatları ve zimmetleri düzenlemek",
        Right.SHOW_PIN: "Hatların PIN ve PUK numaralarını göstermek",
        Right.SEE_CASES: "Vakaları görmek",
        Right.EDIT_CASES: "Vakaları kaydetmek ve düzenlemek",
        Right.SEE_GUIDANCE: "Yerinde rehberlik kayıtlarını görmek",
        Right.EDIT_GUIDANCE: "Yerinde rehberliği kaydetmek",
        Right.EXPORT: "Dosyaya aktarmak",
        Right.PRINT: "Yazdırmak",
        Right.EDIT_DIRECTORATE: "Müdürlük bilgilerini düzenlemek",
        Right.MANAGE_USERS: "Kullanıcıları yönetmek",
        Right.SEE_AUDIT: "Denetim izini görmek",
        Right.SEE_RETENTION: "Saklama sürelerini ve imha tutanaklarını görmek",
        Right.MANAGE_RETENTION: "Saklama sürelerini ayarlamak, süresi dolanı imha etmek",
        Right.SHOW_PERSON: "Bir kişinin bütün verisini göstermek ve vermek",
        Right.EXPORT_INSPECTION: "Denetim paketi hazırlamak",
    }
)
