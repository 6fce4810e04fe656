"""How the fields of an officer are called on screen and at the terminal."""

from __future__ import annotations

from typing import Final

FIELD_WORDS: Final = {
    "name": "Adı soyadı",
    "given_names": "Adı",
    "surname": "Soyadı",
    "title": "Unvanı",
    "tckn": "T.C. kimlik no",
    "unit": "Kurumu",
    "unit_id": "Kurumu",
    "subjects": "Müracaat konuları",
    "corporate_email": "Kurumsal e-posta",
    "personal_email": "Kişisel e-posta",
    "corporate_mobile": "Kurumsal cep",
    "personal_mobile": "Kişisel cep",
    "desk_phone": "İş telefonu",
    "note": "Not",
    "starts_on": "Göreve başlama",
    "ends_on": "Görevden ayrılma",
    "state": "Durumu",
}
"""By the name of the field."""
