"""A newer version that administrators have laid ready: `surum.json` on a share, and its signature.

Nothing is fetched from outside: the rules of the computer (laid_down.py) name a path, and the key
by which the file has to be signed. The key stands there, not in the program: only administrators
write those rules, so write access to the share is not enough to have anybody install something, and
whoever builds the program keeps a key of their own. packaging/release.py writes the file:

    {"told": TEXT, "signature": Base64}    Ed25519 over the bytes of TEXT, which is JSON again:
    {"version": "1.1.0", "installer": name of a file beside it, "sha256": of that file}
"""

from __future__ import annotations

import base64
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
_INSTALLER: Final = re.compile(r"[\w-][\w.-]*\.(?:exe|msi)", re.ASCII)


class NewerVersion(NamedTuple):
    """What is ready to be installed."""

    version: str
    installer: Path


def find_newer(file: Path, key: str, *, version: str) -> NewerVersion | None:
    """Return the version that a file tells of, if it is newer; None otherwise.

    What is wrong with the file, or with the installer beside it, goes to the log: it is no matter
    of who works here.

    Args:
        file: On a share that may not answer: asked on a thread that nothing waits for.
        key: An Ed25519 public key, Base64.
        version: The one that asks.
    """
    from cryptography.exceptions import InvalidSignature  # most computers have no such rule

    try:
        return _checked(file, key, version)
    except (
        InvalidSignature,
        OSError,
        ValueError,
        # What no file of ours would be shaped like.
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        reason = error.args[0] if type(error) is ValueError else type(error).__name__
        logger.warning("An update is not told: %s", reason)
        return None


def _checked(file: Path, key: str, version: str) -> NewerVersion | None:
    """Return what the file tells of; None: the version that asks is that one."""
    told = _told(file, key)
    found = NewerVersion(told["version"], file.parent / told["installer"])
    ours, theirs = (tuple(map(int, one.split("."))) for one in (version, found.version))
    if theirs == ours:
        return None
    if theirs < ours:
        raise ValueError("it is older than the program")
    with found.installer.open("rb") as opened:
        if hashlib.file_digest(opened, "sha256").hexdigest() != told["sha256"]:
            raise ValueError("the installer is another one")
    return found


def _told(file: Path, key: str) -> dict[str, Any]:
    """Return what the file says once its signature is known to be right."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    with file.open("rb") as opened:
        outer = json.loads(opened.read(_LARGEST))
    text = outer["told"].encode()
    signature = base64.b64decode(outer["signature"], validate=True)
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(signature, text)
    told: dict[str, Any] = json.loads(text)
    if not (_VERSION.fullmatch(told["version"]) and _INSTALLER.fullmatch(told["installer"])):
        raise ValueError("its version or its installer is none")
    return told
