"""The way to a server that is not this machine: encrypted, and to the right server."""

import datetime as dt
import os
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from alo183_desktop.db import trusted_roots
from alo183_desktop.db.server import connect
from alo183_desktop.db.server_address import ServerAddress, make_address
from alo183_desktop.shared.errors import KnownError
from tests.database.postgresql import OWNER, OWNER_PASSWORD, Server
from tests.impostor import ASK_SCRAM, Impostor

HOST: Final = "masa.example"
"""No name service knows it: its address is given, and the certificate checked for its name."""
SEVERAL_DAYS: Final = dt.timedelta(days=3)


@pytest.fixture
def far() -> Iterator[Server]:
    """Return a server of its own that is reached over the network and speaks no TLS yet."""
    running = Server(listens=True)
    yield running
    running.stop()


@pytest.fixture
def database(far: Server) -> Iterator[str]:
    name = far.create_owned()
    yield name
    far.drop(name)


def certificate(host: str) -> tuple[bytes, bytes]:
    """Return a certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 - libpq holds it against the real time
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SEVERAL_DAYS)
        .not_valid_after(now + SEVERAL_DAYS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return (
        made.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def signed(host: str, root: tuple[bytes, bytes], *, password: bytes = b"") -> tuple[bytes, bytes]:
    """Return a certificate in the name of somebody that a root vouches for, and its key."""
    ca = x509.load_pem_x509_certificate(root[0])
    signer = serialization.load_pem_private_key(root[1], None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]))
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ca.not_valid_before_utc)
        .not_valid_after(ca.not_valid_after_utc)
        .sign(signer, hashes.SHA256())
    )
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        lock = serialization.BestAvailableEncryption(password)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return made.public_bytes(encoding), key.private_bytes(encoding, form, lock)


def refused(address: ServerAddress) -> str:
    with pytest.raises(KnownError) as caught:
        connect(address, user=OWNER, password=OWNER_PASSWORD)
    return caught.value.code


def test_that_a_far_server_is_reached_by_tls_alone_and_only_when_it_is_the_right_one(
    far: Server, database: str, tmp_path: Path
) -> None:
    public, private = certificate(HOST)
    root = tmp_path / "kök.crt"
    root.write_bytes(public)
    address = make_address(
        host=HOST,
        hostaddr="127.0.0.1",
        port=str(far.port),
        database=database,
        sslrootcert=str(root),
    )
    assert not address.is_local
    less = replace(address, sslmode="require", sslrootcert="")
    assert {refused(address), refused(less)} == {"server.tls_refused"}

    far.open_tls(public, private)
    with connect(address, user=OWNER, password=OWNER_PASSWORD) as connection:
        assert connection.pgconn.ssl_in_use
    connect(less, user=OWNER, password=OWNER_PASSWORD).close()
    for wrong in (
        replace(address, host="baska.example"),
        replace(address, sslrootcert=""),  # nobody whom this system trusts vouches for it
    ):
        assert refused(wrong) == "server.tls_refused"
    with pytest.raises(KnownError) as caught:
        connect(address, user=OWNER, password="yanlış")
    assert caught.value.code == "server.wrong_password"


@pytest.mark.parametrize("sslmode", ["require", "verify-ca"])
def test_that_a_far_server_that_cannot_bind_the_password_to_its_channel_learns_nothing_of_it(
    tmp_path: Path, sslmode: str
) -> None:
    pair = tmp_path / "impostor.pem"
    pair.write_bytes(b"".join(certificate(HOST)))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pair)
    impostor = Impostor(tls)
    impostor.asks = ASK_SCRAM
    address = make_address(
        host=HOST,
        hostaddr="127.0.0.1",
        port=str(impostor.port),
        database="alo183",
        sslmode=sslmode,
        sslrootcert=str(pair) if sslmode == "verify-ca" else "",
    )
    assert refused(address) == "server.unproven"
    impostor.close()
    assert impostor.heard[1:] == [b""]  # hung up on after one try, before a proof was made


def test_that_the_certificates_of_windows_vouch_and_a_file_is_found_under_turkish_letters(
    far: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, private = certificate(HOST)
    der = ssl.PEM_cert_to_DER_cert(public.decode())
    folder = tmp_path / "Işıl ÇAĞ"
    folder.mkdir()
    root = folder / "kök.crt"
    root.write_bytes(public)
    address = make_address(host=HOST, hostaddr="127.0.0.1", port=str(far.port), database=database)
    far.open_tls(public, private)
    monkeypatch.setattr(trusted_roots, "IS_NEEDED", True)
    for held, refused_ones, trust, is_reached in (
        ([der], [], True, True),
        ([der], [], {"1.3.6.1.5.5.7.3.1"}, True),
        ([der], [], {"1.3.6.1.5.5.7.3.2"}, False),
        ([der], [der], True, False),
        ([], [], True, False),
    ):
        stores = {"ROOT": held, "Disallowed": refused_ones}
        monkeypatch.setattr(
            trusted_roots,
            "stored",
            lambda name, stores=stores, trust=trust: [
                (one, "x509_asn", trust) for one in stores[name]
            ],
        )
        if is_reached:
            connect(address, user=OWNER, password=OWNER_PASSWORD).close()
        else:
            assert refused(address) == "server.tls_refused"
    named = replace(address, sslrootcert=str(root))
    assert trusted_roots.readable(str(root)).isascii()
    connect(named, user=OWNER, password=OWNER_PASSWORD).close()


def test_that_certificates_stand_in_the_first_folder_that_has_a_plain_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turkish, plain = tmp_path / "Işıl", tmp_path / "plain"
    assert trusted_roots.ascii_folder([turkish, plain]) == plain
    assert trusted_roots.ascii_folder([turkish]) is None
    monkeypatch.setattr(trusted_roots, "short_name", lambda _folder: "/ISIL~1")
    assert str(trusted_roots.ascii_folder([turkish, plain])) == str(Path("/ISIL~1"))


def test_that_what_stands_in_the_environment_leads_to_no_other_machine_and_to_no_clear_way(
    far: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = tmp_path / "services"
    services.write_text("[other]\nhostaddr=127.0.0.9\nsslmode=disable\n", encoding="utf-8")
    address = make_address(host=far.host, port=str(far.port), database=database)
    for names in (
        {"PGHOSTADDR": "127.0.0.9", "PGSSLMODE": "disable"},
        {"PGSERVICEFILE": str(services), "PGSERVICE": "other"},
    ):
        with monkeypatch.context() as patched:
            for name, value in names.items():
                patched.setenv(name, value)
            # Nobody is at the other address.
            connect(address, user=OWNER, password=OWNER_PASSWORD).close()


def test_that_a_missing_certificate_file_is_not_reported_as_a_missing_database(
    far: Server, database: str, tmp_path: Path
) -> None:
    address = make_address(
        host=HOST,
        hostaddr="127.0.0.1",
        port=str(far.port),
        database=database,
        sslmode="verify-ca",
        sslrootcert=str(tmp_path / "yok.crt"),
    )
    assert refused(address) == "server.tls_refused"


def test_that_a_server_that_demands_a_certificate_is_reached_with_ones_own_alone(
    far: Server, database: str, tmp_path: Path
) -> None:
    public, private = certificate(HOST)
    root, other = certificate("kok.example"), certificate("baska.example")
    (tmp_path / "kok.crt").write_bytes(public)
    far.open_tls(public, private, clients=root[0])
    address = make_address(
        host=HOST,
        hostaddr="127.0.0.1",
        port=str(far.port),
        database=database,
        sslrootcert=str(tmp_path / "kok.crt"),
    )

    def shown(name: str, pair: tuple[bytes, bytes], mode: int = 0o600) -> ServerAddress:
        files = (tmp_path / f"{name}.crt", tmp_path / f"{name}.key")
        for file, content in zip(files, pair, strict=True):
            file.write_bytes(content)
            file.chmod(mode)
        return replace(address, sslcert=str(files[0]), sslkey=str(files[1]))

    own = shown("own", signed(OWNER, root))
    with connect(own, user=OWNER, password=OWNER_PASSWORD) as connection:
        assert connection.pgconn.ssl_in_use
    # A key with a password has the user's own, and nobody is asked on a terminal.
    locked = shown("locked", signed(OWNER, root, password=OWNER_PASSWORD.encode()))
    connect(locked, user=OWNER, password=OWNER_PASSWORD).close()
    with pytest.raises(KnownError) as caught:
        connect(own, user=OWNER, password="yanlış")
    assert caught.value.code == "server.wrong_password"

    mixed = (signed(OWNER, root)[0], signed(OWNER, root)[1])
    for wrong, code in (
        (address, "server.certificate_needed"),
        (shown("stranger", signed(OWNER, other)), "server.certificate_needed"),
        # It says no more of whose certificate it would have taken.
        (shown("neighbour", signed("komsu", root)), "server.wrong_password"),
        (shown("mixed", mixed), "server.certificate_unreadable"),
        (shown("open", signed(OWNER, root), mode=0o644), "server.certificate_unreadable"),
        (
            shown("other", signed(OWNER, root, password=b"baska parola")),
            "server.certificate_unreadable",
        ),
        # libpq goes on without a file that is missing.
        (replace(own, sslcert=str(tmp_path / "yok.crt")), "server.certificate_needed"),
        (replace(own, sslkey=str(tmp_path / "yok.key")), "server.certificate_unreadable"),
    ):
        assert refused(wrong) == code, wrong.sslcert


@pytest.mark.skipif(os.name == "nt", reason="libpq asks Windows itself for the folder")
def test_that_a_certificate_in_the_users_own_folder_is_shown_and_none_of_the_environment(
    far: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, private = certificate(HOST)
    root = certificate("kok.example")
    (tmp_path / "kok.crt").write_bytes(public)
    far.open_tls(public, private, clients=root[0])
    address = make_address(
        host=HOST,
        hostaddr="127.0.0.1",
        port=str(far.port),
        database=database,
        sslrootcert=str(tmp_path / "kok.crt"),
    )
    own = tmp_path / ".postgresql"
    own.mkdir()
    for name, content in zip(("crt", "key"), signed(OWNER, root), strict=True):
        (own / f"postgresql.{name}").write_bytes(content)
        (own / f"postgresql.{name}").chmod(0o600)
    monkeypatch.setenv("PGSSLCERT", str(own / "postgresql.crt"))
    monkeypatch.setenv("PGSSLKEY", str(own / "postgresql.key"))
    monkeypatch.setenv("HOME", str(tmp_path / "baska"))
    assert refused(address) == "server.certificate_needed"
    monkeypatch.setenv("HOME", str(tmp_path))
    connect(address, user=OWNER, password=OWNER_PASSWORD).close()
