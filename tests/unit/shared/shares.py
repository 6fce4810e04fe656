"""A share from which newer versions are installed."""

import base64
import datetime as dt
import json
import runpy
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from alo183_desktop.shared.newer_version import NewerVersion, find_newer
from tests.clocks import START

KEY: Final = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
INSTALLER: Final = "alo183-kurulum.exe"
_PACKAGING: Final = Path(__file__).parents[3] / "packaging"


def public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


class Share:
    """A folder from which versions are installed."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "surum.json"
        self.installer = folder / INSTALLER
        self.installer.write_bytes(b"MZ kurulum")
        self._write = runpy.run_path(str(_PACKAGING / "release.py"))["write_update"]

    def offer(
        self,
        version: str,
        key: Ed25519PrivateKey = KEY,
        *,
        issued: dt.datetime = START,
        days: int = 90,
    ) -> None:
        """Offer a version as the packaging does."""
        written = self._write(self.file, self.installer, version, key, issued=issued, days=days)
        assert written == public(key)

    def write_signed(self, content: object) -> None:
        """Write any content under a valid signature."""
        text = json.dumps(content)
        signature = base64.b64encode(KEY.sign(text.encode())).decode()
        self.file.write_text(json.dumps({"content": text, "signature": signature}))

    def found(self, *, ours: str, now: dt.datetime = START) -> NewerVersion | None:
        return find_newer(self.file, public(KEY), version=ours, now=now)
