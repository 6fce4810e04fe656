"""The key file: slots that open, and slots that were tampered with."""

import base64
import hashlib
import json
import subprocess
import sys
import unicodedata
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from alo183_desktop.access import keys
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.shared.errors import KnownError
from tests.examples import at_most
from tests.platforms import WITH_MODES

CHEAP: Final = keys.Cost(time_cost=1, memory_kib=64, parallelism=1)
KEY: Final = bytes(range(32))
PASSWORD: Final = "mor kedi tavanda yüzer"
CODE: Final = "0123" * 10


@pytest.fixture
def key_file() -> keys.KeyFile:
    """Return a file with two users and a sheet."""
    made = keys.KeyFile(label="Ankara")
    made = made.with_password("selin.aktas", PASSWORD, KEY, cost=CHEAP)
    made = made.with_password("memur", "başka parola", KEY, cost=CHEAP)
    return made.with_recovery(CODE, KEY, cost=CHEAP)


def test_that_a_saved_file_is_read_back_whole(key_file: keys.KeyFile, data_folder: Path) -> None:
    path = data_folder / "alo183.key"
    key_file.save(path)
    assert keys.load(path) == key_file
    assert key_file.logins() == ("selin.aktas", "memur")


def test_that_each_slot_opens_with_its_own_secret_only(key_file: keys.KeyFile) -> None:
    assert key_file.unwrap("selin.aktas", PASSWORD) == KEY
    assert key_file.unwrap("Selin.AKTAŞ", PASSWORD) == KEY
    assert key_file.unwrap("memur", "başka parola") == KEY
    assert key_file.recover(CODE) == KEY
    assert key_file.unwrap("memur", PASSWORD) is None
    assert key_file.unwrap("kimse", PASSWORD) is None
    assert key_file.recover(CODE[::-1]) is None


_WITHOUT_MEMORY: Final = """
import resource, sys
from pathlib import Path
from alo183_desktop.access.keys import load
from alo183_desktop.shared.errors import KnownError
slots = load(Path(sys.argv[1]))
assert slots.unwrap("memur", "başka") is None  # what it needs is loaded
resource.setrlimit(resource.RLIMIT_AS, (1, 1))
try:
    slots.unwrap("memur", "parola")
except KnownError as error:
    print(error.code, error.parameters["megabytes"])
"""


def test_that_a_password_for_which_there_is_no_memory_is_reported_as_such(
    data_folder: Path,
) -> None:
    pytest.importorskip("resource")
    path = data_folder / "alo183.key"
    keys.KeyFile("Ankara").with_password("memur", "parola", KEY, cost=keys.Cost()).save(path)
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_MEMORY, path], check=True, capture_output=True, text=True
    )
    assert done.stdout == "access.no_memory 64\n"


def test_that_a_guess_costs_what_rfc_9106_recommends(data_folder: Path) -> None:
    assert asdict(keys.Cost()) == {"time_cost": 3, "memory_kib": 64 * 1024, "parallelism": 4}
    # What a program takes when nobody says otherwise.
    assert Program(data_folder)._cost == keys.Cost()  # noqa: SLF001 - the tests say otherwise


def test_that_a_slot_opens_by_argon2id_aes_gcm_and_hpke_alone(key_file: keys.KeyFile) -> None:
    """Another program, written from the documents, must find the key."""
    for slot, secret in zip(key_file.slots, (PASSWORD, "başka parola", CODE), strict=True):
        cost = slot.cost
        argon = Argon2id(
            salt=slot.salt,
            length=32,
            iterations=cost.time_cost,
            lanes=cost.parallelism,
            memory_cost=cost.memory_kib,
        )
        parts = [slot.slot_id, slot.kind, slot.login, slot.generation, asdict(cost)]
        public = base64.b64encode(slot.public).decode()
        bound = json.dumps([*parts, public], separators=(", ", ": ")).encode()
        private = AESGCM(argon.derive(secret.encode())).decrypt(slot.nonce, slot.wrapped, bound)
        pair = X25519PrivateKey.from_private_bytes(private)
        assert pair.public_key().public_bytes_raw() == slot.public
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        assert suite.decrypt(slot.sealed, pair, info=bound) == KEY


def test_that_a_login_that_nobody_has_costs_as_much_as_a_wrong_password(
    key_file: keys.KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[keys.Cost] = []
    stretch = keys._stretch  # noqa: SLF001 - what takes the time

    def counted(secret: str, *, salt: bytes, cost: keys.Cost) -> bytearray:
        costs.append(cost)
        return stretch(secret, salt=salt, cost=cost)

    monkeypatch.setattr(keys, "_stretch", counted)
    assert key_file.unwrap("memur", "yanlış") is None
    assert key_file.unwrap("kimse", "yanlış") is None
    assert costs == [CHEAP, CHEAP]


def test_that_neither_key_nor_secrets_stand_in_the_file(
    key_file: keys.KeyFile, data_folder: Path
) -> None:
    path = data_folder / "alo183.key"
    key_file.save(path)
    content = path.read_bytes()
    for secret in (KEY, KEY.hex().encode(), PASSWORD.encode(), CODE.encode()):
        assert secret not in content


@WITH_MODES
def test_that_only_this_user_can_read_the_file(key_file: keys.KeyFile, data_folder: Path) -> None:
    path = data_folder / "alo183.key"
    key_file.save(path)
    assert path.stat().st_mode & 0o077 == 0


def test_that_each_flipped_byte_of_a_slot_closes_it(key_file: keys.KeyFile) -> None:
    slot = key_file.slots[0]
    for part in ("salt", "nonce", "wrapped", "public", "sealed"):
        value: bytes = getattr(slot, part)
        for place in range(len(value)):
            flipped = bytes((*value[:place], value[place] ^ 0x80, *value[place + 1 :]))
            file = keys.KeyFile("", (replace(slot, **{part: flipped}),))  # type: ignore[arg-type]
            assert file.unwrap("selin.aktas", PASSWORD) is None, (part, place)


@pytest.mark.parametrize(
    "change",
    [
        {"slot_id": "0" * 16},
        {"login": "memur"},
        {"generation": 2},
        {"cost": keys.Cost(1, 72, 1)},
        {"kind": keys.RECOVERY},
    ],
)
def test_that_a_slot_cannot_be_passed_off_as_another(
    key_file: keys.KeyFile, change: dict[str, object]
) -> None:
    slot = replace(key_file.slots[0], **change)  # type: ignore[arg-type]
    file = keys.KeyFile("", (slot,))
    opened = file.recover(PASSWORD) if slot.kind == keys.RECOVERY else None
    assert opened is None
    assert file.unwrap(slot.login, PASSWORD) is None


@settings(max_examples=at_most(20))
@given(st.text(min_size=1, max_size=12))
def test_that_passwords_that_differ_only_in_their_unicode_form_open_alike(password: str) -> None:
    composed = unicodedata.normalize("NFC", password)
    decomposed = unicodedata.normalize("NFD", password)
    file = keys.KeyFile("").with_password("memur", composed, KEY, cost=CHEAP)
    assert file.unwrap("memur", decomposed) == KEY


def test_that_a_new_password_replaces_the_slot_of_the_old_one(key_file: keys.KeyFile) -> None:
    changed = key_file.with_password("Memur", "yepyeni parola", KEY, cost=CHEAP)
    assert len(changed.slots) == len(key_file.slots)
    assert changed.unwrap("memur", "başka parola") is None
    assert changed.unwrap("memur", "yepyeni parola") == KEY


def test_that_a_new_sheet_closes_the_old_one(key_file: keys.KeyFile) -> None:
    changed = key_file.with_recovery("4567" * 10, KEY, cost=CHEAP)
    assert changed.recover(CODE) is None
    assert changed.recover("4567" * 10) == KEY


def test_that_somebody_who_was_removed_opens_nothing(key_file: keys.KeyFile) -> None:
    changed = key_file.without("SELİN.AKTAŞ")
    assert changed.logins() == ("memur",)
    assert changed.unwrap("selin.aktas", PASSWORD) is None
    assert changed.recover(CODE) == KEY


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 200_000,
        b'{"format": 1}',
        b'{"format": 1e400}',
        b'{"format": 1, "label": "", "slots": [{}]}',
    ],
)
def test_that_a_broken_file_is_reported_as_such(data_folder: Path, content: bytes) -> None:
    path = data_folder / "alo183.key"
    path.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        keys.load(path)
    assert caught.value.code == "access.key_file_broken"


def summed(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a key file with the checksum that fits it."""
    kept = {name: value for name, value in content.items() if name != "sum"}
    text = json.dumps(kept, sort_keys=True)
    return {**kept, "sum": hashlib.sha256(text.encode()).hexdigest()}


def test_that_each_flipped_bit_is_distinguished_from_a_wrong_password(
    key_file: keys.KeyFile, data_folder: Path
) -> None:
    path = data_folder / "alo183.key"
    key_file.save(path)
    content = path.read_bytes()
    for place in range(0, len(content) * 8, 7):
        flipped = bytearray(content)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        try:
            assert keys.load(path) == key_file  # such as a tab in place of a blank
        except KnownError as error:
            assert error.code == "access.key_file_broken", place  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("part", "value"),
    [
        *(("time_cost", value) for value in (0, -3, 99_999_999_999, 1e400)),
        *(("memory_kib", value) for value in (0, 4_000_000_000, 999_999_999_999)),
        *(("parallelism", value) for value in (0, 99_999_999)),
        *(("salt", value) for value in ("", "AAAA")),
        *(("nonce", value) for value in ("", "AAAA")),
        *(
            (part, value)
            for part in ("wrapped", "public", "sealed", "proof")
            for value in ("", "AA")
        ),
        ("kind", "other"),
        ("generation", -1),
        ("cost", []),
    ],
)
def test_that_a_slot_that_no_program_writes_is_reported_as_damage(
    key_file: keys.KeyFile, data_folder: Path, part: str, value: object
) -> None:
    path = data_folder / "alo183.key"
    key_file.save(path)
    content = json.loads(path.read_bytes())
    slot = content["slots"][0]
    (slot["cost"] if part in slot["cost"] else slot)[part] = value
    path.write_text(json.dumps(summed(content)))
    with pytest.raises(KnownError) as caught:
        keys.load(path)
    assert caught.value.code == "access.key_file_broken"


def test_that_bytes_that_are_no_text_are_only_a_wrong_password(key_file: keys.KeyFile) -> None:
    assert key_file.unwrap("memur", "\udcff\udcfe") is None


def test_that_a_missing_file_and_a_newer_one_are_distinguished(data_folder: Path) -> None:
    path = data_folder / "alo183.key"
    with pytest.raises(KnownError) as missing:
        keys.load(path)
    path.write_text(json.dumps(summed({"format": 3, "label": "", "slots": []})))
    with pytest.raises(KnownError) as newer:
        keys.load(path)
    assert missing.value.code == "access.key_file_missing"
    assert newer.value.code == "access.key_file_newer"


def test_that_the_key_of_the_trail_is_another_one_and_always_the_same() -> None:
    assert keys.audit_key(KEY) == keys.audit_key(KEY)
    assert keys.audit_key(KEY) != KEY
