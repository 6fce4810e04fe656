"""A newer version that administrators offer: `surum.json` on a share, and its signature.

Nothing is downloaded: the rules of the computer (laid_down.py) name a path and the key that must
have signed the file. The key is in those rules, not in the program: only administrators write them,
so write access to the share is not enough to get a file offered, and other builders of the program
keep a key of their own. The installer is checked when it is offered, not when somebody starts it
later: then its own signature counts. packaging/release.py writes the file:

    {"content": TEXT, "signature": Base64}    Ed25519 over the bytes of TEXT, which is JSON again:
    {"version": "1.1.0", "installer": name of a file beside it, "sha256": of that file,
     "issued": an instant with its zone, ISO 8601, "expires": likewise}

It expires, so that who can write on the share cannot offer for ever a version whose holes are known
by now, or hold back a newer one longer than that.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import logging
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_LARGEST: Final = 16 * 1024
_VERSION: Final = re.compile(r"\d{1,5}\.\d{1,5}\.\d{1,5}", re.ASCII)
_INSTALLER: Final = re.compile(r"[\w-][\w.-]*\.(?:exe|msi|deb)", re.ASCII)


class NewerVersion(NamedTuple):
    """A version that can be installed."""

    version: str
    installer: Path


def find_newer(file: Path, key: str, *, version: str, now: dt.datetime) -> NewerVersion | None:
    """Return the version that a file offers, if it is newer; None otherwise.

    Faults of the file, or of the installer beside it, are logged: they do not concern the user.

    Args:
        file: On a share that may not answer: called on a thread that nothing waits for.
        key: An Ed25519 public key, Base64.
        version: The running one.
        now: Aware; a version is offered from its issue until it expires.
    """
    from cryptography.exceptions import InvalidSignature  # most computers have no such rule

    try:
        return _checked(file, key, version, now)
    except (
        InvalidSignature,
        OSError,
        ValueError,
        # Any other shape than that of our files.
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        reason = error.args[0] if type(error) is ValueError else type(error).__name__
        logger.warning("An update is not content: %s", reason)
        return None


def _checked(file: Path, key: str, version: str, now: dt.datetime) -> NewerVersion | None:
    """Return what the file offers; None: the running version itself."""
    content = _verified(file, key)
    found = NewerVersion(content["version"], file.parent / content["installer"])
    ours, theirs = (tuple(map(int, one.split("."))) for one in (version, found.version))
    if theirs == ours:
        return None
    if theirs < ours:
        raise ValueError("it is older than the program")
    issued, expires = (_instant(content[one]) for one in ("issued", "expires"))
    if now < issued:
        raise ValueError("it is not issued yet")
    if now >= expires:
        raise ValueError("it has expired")
    with found.installer.open("rb") as opened:
        if hashlib.file_digest(opened, "sha256").hexdigest() != content["sha256"]:
            raise ValueError("the installer is another one")
    return found


def _instant(text: str) -> dt.datetime:
    # The words of its own error would put a part of the file into the log.
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("its term is none") from error


def _verified(file: Path, key: str) -> dict[str, Any]:
    """Return the content of the file once its signature is verified."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    with file.open("rb") as opened:
        outer = json.loads(opened.read(_LARGEST))
    text = outer["content"].encode()
    signature = base64.b64decode(outer["signature"], validate=True)
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(signature, text)
    content: dict[str, Any] = json.loads(text)
    if not (_VERSION.fullmatch(content["version"]) and _INSTALLER.fullmatch(content["installer"])):
        raise ValueError("its version or its installer is none")
    return content
