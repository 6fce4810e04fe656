"""All bytes of a database as they stand on the disk, decrypted, for tests that look for words."""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import Engine

from tests.database.databases import Database

_PAGE: Final = 4096
_RESERVED: Final = 80
"""At the end of each page of SQLCipher 4: 16 bytes of initialisation vector, 64 of HMAC."""
_VECTOR: Final = 16
_SALT: Final = 16
"""At the beginning of the first page; the rest of the page is encrypted like any other."""
_LOG_HEAD: Final = 32
_FRAME_HEAD: Final = 24


def bytes_on_disk(database: Database, folder: Path, key: bytes) -> bytes:
    """Return all that stands in the files of a database, page by page, free pages too."""
    if database.backend == "postgresql":
        return _of_server(database.engine)
    path = folder / "alo183.db"
    return _of_file(path, key) + _of_log(path.with_name("alo183.db-wal"), key)


def _of_file(path: Path, key: bytes) -> bytes:
    content = path.read_bytes()
    pages = [content[place : place + _PAGE] for place in range(0, len(content), _PAGE)]
    first, *others = [
        _decrypted(page, key, skip=_SALT if not n else 0) for n, page in enumerate(pages)
    ]
    # The first words of the page show whether the key is right, and that this is no ciphertext.
    assert first[:4] == b"\x10\x00\x02\x02", "the pages were not decrypted"
    return b"".join((first, *others))


def _of_log(path: Path, key: bytes) -> bytes:
    content = path.read_bytes() if path.exists() else b""
    step = _FRAME_HEAD + _PAGE
    frames = range(_LOG_HEAD, max(len(content) - step + 1, 0), step)
    return b"".join(
        _decrypted(content[place + _FRAME_HEAD : place + step], key, skip=0) for place in frames
    )


def _decrypted(page: bytes, key: bytes, *, skip: int) -> bytes:
    end = _PAGE - _RESERVED
    vector = page[end : end + _VECTOR]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[skip:end]) + decryptor.finalize()


def _of_server(engine: Engine) -> bytes:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        # The server reads them: they may stand on another system.
        files = connection.exec_driver_sql(
            "SELECT pg_read_binary_file(format('base/%s/%s', oid, name)) "
            "FROM pg_database, pg_ls_dir(format('base/%s', oid)) AS name "
            "WHERE datname = current_database() ORDER BY name",
            execution_options={"no_parameters": True},
        ).scalars()
        return b"".join(files)
