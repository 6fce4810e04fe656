"""A newer version is offered where its signature is right, and nothing else is."""

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.newer_version import NewerVersion
from tests.clocks import START
from tests.unit.shared.shares import INSTALLER, KEY, Share

_OURS: Final = "1.4.2"
_OTHER: Final = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
_VALID: Final = {"issued": "2026-11-24T09:30:00+00:00", "expires": "2027-02-22T09:30:00+00:00"}
_VERSIONS: Final = st.tuples(*[st.integers(0, 12)] * 3)


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Share:
    return Share(tmp_path_factory.mktemp("share"))


@given(ours=_VERSIONS, theirs=_VERSIONS, is_ours=st.booleans())
def test_that_only_a_newer_version_under_the_right_signature_is_offered(
    ours: tuple[int, ...], theirs: tuple[int, ...], share: Share, *, is_ours: bool
) -> None:
    version = ".".join(map(str, theirs))
    share.offer(version, KEY if is_ours else _OTHER)
    wanted = NewerVersion(version, share.installer) if is_ours and theirs > ours else None
    assert share.found(ours=".".join(map(str, ours))) == wanted


@pytest.mark.parametrize(
    "name", ["alo183-1.5.0-kurulum.exe", "alo183-1.5.0.msi", "alo183_1.5.0_amd64.deb"]
)
def test_that_each_kind_of_installer_can_be_offered(name: str, tmp_path: Path) -> None:
    share = Share(tmp_path)
    share.installer = share.installer.rename(tmp_path / name)
    share.offer("1.5.0")
    assert share.found(ours=_OURS) == NewerVersion("1.5.0", tmp_path / name)


@given(
    days=st.integers(1, 400),
    after=st.timedeltas(min_value=dt.timedelta(days=-3), max_value=dt.timedelta(days=500)),
)
def test_that_a_version_is_offered_from_its_issue_until_it_expires_and_never_again(
    days: int, after: dt.timedelta, share: Share
) -> None:
    share.offer("1.5.0", days=days)
    found = share.found(ours=_OURS, now=START + after)
    assert (found is not None) == (dt.timedelta(0) <= after < dt.timedelta(days=days))


@pytest.mark.parametrize("days", [0, -1])
def test_that_the_packaging_writes_nothing_that_has_expired_when_it_is_issued(
    days: int, share: Share
) -> None:
    share.file.unlink(missing_ok=True)
    with pytest.raises(ValueError, match="days"):
        share.offer("1.5.0", days=days)
    assert not share.file.exists()


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_that_no_flipped_bit_makes_another_version_of_it(
    place: int, bit: int, share: Share
) -> None:
    share.offer("1.5.0")
    data = bytearray(share.file.read_bytes())
    data[place % len(data)] ^= 1 << bit
    share.file.write_bytes(data)
    assert share.found(ours=_OURS) in {None, NewerVersion("1.5.0", share.installer)}


@given(
    data=st.binary()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(("content", "signature")), inner)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_that_what_is_no_such_file_offers_nothing(data: bytes, share: Share) -> None:
    share.file.write_bytes(data)
    assert share.found(ours=_OURS) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"version": "1.5.0"}, "KeyError"),
        ({"version": 15, "installer": INSTALLER, "sha256": ""}, "TypeError"),
        ([], "TypeError"),
        ({"version": "1.5", "installer": INSTALLER, "sha256": ""}, "is none"),
        ({"version": "1.5.0", "installer": "../x.exe", "sha256": ""}, "is none"),
        ({"version": "1.5.0", "installer": "C:x.exe", "sha256": ""}, "is none"),
        ({"version": "1.5.0", "installer": INSTALLER, "sha256": "0"}, "another one"),
        ({"version": "1.5.0", "installer": "yok.msi", "sha256": "0"}, "FileNotFoundError"),
        ({"version": "1.4.1", "installer": INSTALLER, "sha256": "0"}, "older"),
        ({"version": "1.5.0", "installer": INSTALLER, "expires": None}, "TypeError"),
        ({"version": "1.5.0", "installer": INSTALLER, "expires": "yarın"}, "term is none"),
        ({"version": "1.5.0", "installer": INSTALLER, "expires": "2027-02-22T09:30"}, "TypeError"),
        ({"version": "1.5.0", "installer": INSTALLER, "issued": "2026-12-01T00:00Z"}, "not issued"),
        ({"version": "1.5.0", "installer": INSTALLER, "expires": "2026-11-24T09:30Z"}, "expired"),
    ],
)
def test_that_what_is_signed_and_still_wrong_is_one_line_of_the_log(
    content: Any, reason: str, share: Share, caplog: pytest.LogCaptureFixture
) -> None:
    share.write_signed(_VALID | content if isinstance(content, dict) else content)
    with caplog.at_level(logging.INFO):
        assert share.found(ours=_OURS) is None
    (line,) = caplog.messages
    assert reason in line


@pytest.mark.parametrize("key", ["issued", "expires"])
def test_that_a_version_without_a_term_is_not_offered(
    key: str, share: Share, caplog: pytest.LogCaptureFixture
) -> None:
    content = {**_VALID, "version": "1.5.0", "installer": INSTALLER, "sha256": "0"}
    del content[key]
    share.write_signed(content)
    assert share.found(ours=_OURS) is None
    assert caplog.messages == ["An update is not content: KeyError"]


def test_that_a_wrong_signature_and_a_lost_share_are_a_line_each_and_the_same_version_none(
    share: Share, caplog: pytest.LogCaptureFixture
) -> None:
    share.offer(_OURS)
    assert share.found(ours=_OURS) is None
    assert caplog.messages == []
    share.offer("1.5.0", _OTHER)
    assert share.found(ours=_OURS) is None
    share.file.write_text("[" * 16_000)
    assert share.found(ours=_OURS) is None
    share.file.unlink()
    assert share.found(ours=_OURS) is None
    signature, nested, lost = (message.rpartition(" ")[2] for message in caplog.messages)
    assert (signature, lost) == ("InvalidSignature", "FileNotFoundError")
    # As deep as this Python goes.
    assert nested in {"RecursionError", "JSONDecodeError"}
