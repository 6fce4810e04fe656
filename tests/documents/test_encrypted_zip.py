"""The archive for an inspector, read by the book of the format and not by what wrote it.

Source: WinZip, "AES Encryption Information: Encryption Specification AE-1 and AE-2".
"""

import hashlib
import hmac
import io
import struct
import zipfile
import zlib
from typing import Final

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from alo183_desktop.documents.encrypted_zip import encrypted_zip
from alo183_desktop.shared.clock import local
from tests.clocks import START

PASSWORD: Final = "köprü pusula dosya fener"
AT: Final = local(START)
FILES: Final = {
    "BENIOKU.txt": "Dönem: 24.11.2026, Şükrü IŞIK\n".encode(),
    "vakalar/1/1-yazi.pdf": b"%PDF-1.4" + bytes(range(256)) * 300,
    "bos.txt": b"",
}
_AES_FIELD: Final = 0x9901
_AES_METHOD: Final = 99
_SALT: Final = 16
_KEY: Final = 32
_CHECK: Final = 2
_MAC: Final = 10


def opened(archive: bytes, password: str) -> dict[str, bytes]:
    """Decrypt every file of an archive.

    Raises:
        ValueError: The password is wrong, or the bytes were changed.
    """
    found = {}
    with zipfile.ZipFile(io.BytesIO(archive)) as book:
        for info in book.infolist():
            assert info.compress_type == _AES_METHOD
            assert info.flag_bits & 1
            version, vendor, strength, method = aes_field(info.extra)
            assert (version, vendor, strength) == (2, b"AE", 3)
            assert info.CRC == 0  # AE-2 reveals nothing of the content outside its encryption
            head = archive[info.header_offset :][:30]
            name_length, extra_length = struct.unpack("<HH", head[26:30])
            begin = info.header_offset + 30 + name_length + extra_length
            found[info.filename] = unpacked(
                decrypted(archive[begin : begin + info.compress_size], password), method
            )
    return found


def aes_field(extra: bytes) -> tuple[int, bytes, int, int]:
    while extra:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _AES_FIELD:
            version, vendor, strength, method = struct.unpack("<H2sBH", extra[4 : 4 + size])
            return version, vendor, strength, method
        extra = extra[4 + size :]
    raise AssertionError("the file says nothing of its encryption")


def decrypted(data: bytes, password: str) -> bytes:
    salt, check = data[:_SALT], data[_SALT : _SALT + _CHECK]
    body, mac = data[_SALT + _CHECK : -_MAC], data[-_MAC:]
    made = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 1000, 2 * _KEY + _CHECK)
    if made[2 * _KEY :] != check:
        raise ValueError("wrong password")
    if hmac.digest(made[_KEY : 2 * _KEY], body, "sha1")[:_MAC] != mac:
        raise ValueError("changed")
    # A counter that begins at one, its lowest byte first.
    blocks = range(1, len(body) // 16 + 2)
    counters = b"".join(number.to_bytes(16, "little") for number in blocks)
    stream = Cipher(algorithms.AES(made[:_KEY]), modes.ECB()).encryptor().update(counters)  # noqa: S305
    return bytes(one ^ other for one, other in zip(body, stream, strict=False))


def unpacked(data: bytes, method: int) -> bytes:
    return zlib.decompress(data, -15) if method == zipfile.ZIP_DEFLATED else data


def test_that_the_archive_is_what_the_book_of_its_format_says() -> None:
    archive = encrypted_zip(FILES, password=PASSWORD, at=AT)
    assert opened(archive, PASSWORD) == FILES


def test_that_a_wrong_password_and_a_changed_byte_are_found_out() -> None:
    archive = encrypted_zip(FILES, password=PASSWORD, at=AT)
    with pytest.raises(ValueError, match="wrong password"):
        opened(archive, "başka bir parola")
    place = archive.index(b"PK\x03\x04", 30) - 40  # in the encrypted bytes of the first file
    changed = archive[:place] + bytes([archive[place] ^ 1]) + archive[place + 1 :]
    with pytest.raises(ValueError, match="changed"):
        opened(changed, PASSWORD)


def test_that_nothing_of_the_content_stands_outside_the_encryption() -> None:
    archive = encrypted_zip(FILES, password=PASSWORD, at=AT)
    assert "Şükrü".encode() not in archive
    assert b"%PDF" not in archive


def test_that_a_day_that_no_zip_knows_is_no_fault() -> None:
    for year in (1, 9999):
        archive = encrypted_zip(FILES, password=PASSWORD, at=AT.replace(year=year))
        assert opened(archive, PASSWORD) == FILES
