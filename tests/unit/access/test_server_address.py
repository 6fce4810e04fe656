"""Addresses of servers: read, and refused where the way would not be safe."""

from pathlib import Path

import pytest

from alo183_desktop.access.server_file import ServerPlace, read_place
from alo183_desktop.access.vault import SERVER_FILE
from alo183_desktop.db.server_address import ServerAddress, parse_url
from alo183_desktop.shared.errors import KnownError


def code_of(text: str) -> str:
    with pytest.raises(KnownError) as caught:
        parse_url(text)
    return caught.value.code


def test_that_an_address_is_read_with_all_that_it_names() -> None:
    login = parse_url(
        "postgresql://selin.aktas:g%C3%BCl%40ev@sunucu.ornek.gov.tr:6543/alo183?sslmode=verify-ca"
    )
    assert login.user == "selin.aktas"
    assert login.password == "gül@ev"
    assert login.address == ServerAddress("sunucu.ornek.gov.tr", 6543, "alo183", "verify-ca")


def test_that_a_socket_of_this_machine_is_read() -> None:
    address = parse_url("postgresql:///alo183?host=/run/postgresql").address
    assert address == ServerAddress("/run/postgresql", 5432, "alo183")
    assert address.is_local
    options = address.connection_options()
    assert (options["sslmode"], options["sslrootcert"], options["hostaddr"]) == ("prefer", "", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mysql://a@b/c", "server.url"),
        ("sunucu/alo183", "server.url"),
        ("postgresql://a@b:99999999/c", "server.url"),
        ("postgresql://a@b:0/c", "server.port"),
        ("postgresql:///alo183", "server.host_missing"),
        ("postgresql://a@b,c/alo183", "server.host_missing"),
        ("postgresql://a@b/", "server.database_name"),
        ("postgresql://a@b/Alo183", "server.database_name"),
        ("postgresql://a@b/alo;drop", "server.database_name"),
        ("postgresql://a@b/alo183?options=-c", "server.option"),
        ("postgresql://a@b/alo183?sslmode=hard", "server.sslmode"),
        ("postgresql://a@b/alo183?sslcert=/a.crt", "server.certificate_alone"),
        ("postgresql://a@b/alo183?sslkey=/a.key", "server.certificate_alone"),
        # libpq would load a library for it.
        ("postgresql://a@b/alo183?sslcert=/a.crt&sslkey=pkcs11:a", "server.certificate_path"),
        ("postgresql://a@b/alo183?sslcert=/a.crt&sslkey=/a:b.key", "server.certificate_path"),
        ("postgresql://a@b/alo183?sslpassword=gizli", "server.option"),
    ],
)
def test_that_what_is_no_address_is_refused(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
@pytest.mark.parametrize("host", ["sunucu.ornek.gov.tr", "10.0.0.5", "[2001:db8::5]"])
def test_that_nothing_leaves_this_machine_unencrypted(host: str, mode: str) -> None:
    assert code_of(f"postgresql://a@{host}/alo183?sslmode={mode}") == "server.tls_needed"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", ""])
def test_that_this_machine_needs_no_tls(host: str) -> None:
    query = "?sslmode=disable" + ("" if host else "&host=/run/postgresql")
    assert parse_url(f"postgresql://a@{host}/alo183{query}").address.is_local


def test_that_a_near_name_with_a_far_address_is_far() -> None:
    text = "postgresql://a@localhost/alo183?hostaddr=10.0.0.5&sslmode=disable"
    assert code_of(text) == "server.tls_needed"


def test_that_a_far_server_must_prove_who_it_is_unless_somebody_says_less() -> None:
    options = parse_url("postgresql://a@sunucu.ornek.gov.tr/alo183").address.connection_options()
    assert options["sslmode"] == "verify-full"
    assert options["sslrootcert"] == "system"
    assert options["require_auth"] == "scram-sha-256"
    assert (options["gssencmode"], options["hostaddr"]) == ("disable", "")
    for mode in ("require", "verify-ca"):
        less = parse_url(f"postgresql://a@sunucu.ornek.gov.tr/alo183?sslmode={mode}").address
        options = less.connection_options()
        assert (options["sslmode"], options["channel_binding"]) == (mode, "require")


def test_that_the_certificate_of_a_desk_is_named_and_none_is_taken_from_the_environment() -> None:
    text = "postgresql://a@sunucu.ornek.gov.tr/alo183"
    options = parse_url(f"{text}?sslcert=/e/masa.crt&sslkey=/e/masa.key").address
    assert (options.sslcert, options.sslkey) == ("/e/masa.crt", "/e/masa.key")
    named = options.connection_options()
    assert (named["sslcert"], named["sslkey"]) == ("/e/masa.crt", "/e/masa.key")
    none = parse_url(text).address.connection_options()
    assert (none["sslcert"], none["sslkey"]) == ("", "")


def test_that_a_desk_remembers_the_address_and_who_was_here(tmp_path: Path) -> None:
    address = ServerAddress(
        "sunucu.ornek.gov.tr", 5432, "alo183", sslcert="/e/masa.crt", sslkey="/e/masa.key"
    )
    place = ServerPlace(address, "Iğdır Aile").with_login("memur").with_login("selin.aktas")
    place.with_login("memur").save(tmp_path)
    assert read_place(tmp_path) == ServerPlace(address, "Iğdır Aile", ("memur", "selin.aktas"))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff\xfe", b'{"format": 1, "port": "x"}'],
)
def test_that_a_broken_address_is_reported_as_such(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SERVER_FILE).write_bytes(content)
    with pytest.raises(KnownError) as caught:
        read_place(tmp_path)
    assert caught.value.code == "server.file_broken"


def test_that_an_address_that_somebody_made_unsafe_is_refused(tmp_path: Path) -> None:
    ServerPlace(ServerAddress("10.0.0.5", 5432, "alo183", "require"), "x").save(tmp_path)
    file = tmp_path / SERVER_FILE
    file.write_text(file.read_text(encoding="utf-8").replace("require", "disable"))
    with pytest.raises(KnownError) as caught:
        read_place(tmp_path)
    assert caught.value.code == "server.tls_needed"


def test_that_a_newer_form_of_the_address_is_reported(tmp_path: Path) -> None:
    (tmp_path / SERVER_FILE).write_text('{"format": 2}')
    with pytest.raises(KnownError) as caught:
        read_place(tmp_path)
    assert caught.value.code == "server.file_newer"
