"""Describe what build.py and msi.py have built: checksums, notes, manifests, update notice.

    release.py                     makes `SHA256SUMS` anew, as all that follows does but --tag;
                                   `ALO183_UPDATE_KEY` names the Ed25519 key, PEM, that signs it
    release.py --tag vX.Y.Z        refuses a tag that is not this version's, or a version without
                                   its day in CHANGELOG.md; `build/notes.md` says what that says
    release.py --winget ADDRESS    makes the three files of a winget package in `dist/winget`;
                                   installer and MSI will be fetched from ADDRESS
    release.py --update FILE       makes `dist/surum.json` for the share of a directorate
                                   (alo183_desktop/shared/newer_version.py), which tells of that
                                   installer, MSI or package for --days days, 90 if not given,
                                   under the signature of the same key

The files of winget are JSON, which every reader of YAML reads. Their schema:
aka.ms/winget-manifest.installer.1.6.0.schema.json.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import hashlib
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.shared.clock import system_clock

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "Alo183.IlMasasi"
_LANGUAGE: Final = "tr-TR"
_SCHEMA: Final = "1.6.0"
_DAYS: Final = 90
"""How long a version is offered; who has not installed it by then gets a newer `surum.json`."""
_PRODUCT: Final = re.compile(r"^ProductCode\t(\{\S+\})\r?$", re.MULTILINE)


def main() -> int:
    """Write the files, and return an exit code."""
    parser = argparse.ArgumentParser(prog="release.py")
    parser.add_argument("--tag", metavar="TAG")
    parser.add_argument("--winget", metavar="ADDRESS")
    parser.add_argument("--update", type=Path, metavar="FILE")
    parser.add_argument("--days", type=int, default=_DAYS, metavar="N")
    asked = parser.parse_args()
    build = runpy.run_path(str(ROOT / "packaging" / "build.py"))
    folder, version = build["DIST"], build["read_version"]()
    if asked.tag:
        changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        try:
            notes = notes_of(asked.tag, version, changelog)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        build["WORK"].mkdir(exist_ok=True)
        (build["WORK"] / "notes.md").write_text(notes, encoding="utf-8")
        return 0
    if asked.winget:
        write_manifests(folder, version, asked.winget)
    if asked.update:
        if (key := build["update_key"]()) is None:
            print("ALO183_UPDATE_KEY names no key. Nothing was made.", file=sys.stderr)
            return 1
        told, now = folder / "surum.json", system_clock()
        public = write_update(told, asked.update, version, key, issued=now, days=asked.days)
        print(f"update_key = {public}")
    build["write_sums"](folder)
    return 0


def notes_of(tag: str, version: str, changelog: str) -> str:
    """Return what the changelog says of a version that is about to be released.

    Raises:
        ValueError: The tag is another version's, or the changelog has no day for it.
    """
    if tag != f"v{version}":
        raise ValueError(f"{tag} is not the tag of {version}: v{version}")
    pattern = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n"
    head = re.search(pattern, changelog, re.MULTILINE)
    if head is None:
        raise ValueError(f"CHANGELOG.md has no day for {version}")
    return changelog[head.end() :].partition("\n## ")[0].strip() + "\n"


def write_update(
    target: Path,
    installer: Path,
    version: str,
    key: Ed25519PrivateKey,
    *,
    issued: dt.datetime,
    days: int,
) -> str:
    """Write what tells the programs of a directorate of a version.

    Args:
        target: Where it comes to be; on the share the installer stands beside it.
        installer: What installs the version.
        version: Three numbers.
        key: Of whoever hands the program out.
        issued: Aware; whole seconds of it are written.
        days: For how many days from then on it is offered.

    Returns:
        The public key, as the rules of computers have it.

    Raises:
        ValueError: It would have expired when it is issued.
    """
    if days < 1:
        raise ValueError("it has to be offered for some days")
    digest = hashlib.sha256(installer.read_bytes()).hexdigest()
    since = issued.astimezone(dt.UTC).replace(microsecond=0)
    term = {
        "issued": since.isoformat(),
        "expires": (since + dt.timedelta(days=days)).isoformat(),
    }
    content = json.dumps(
        {"version": version, "installer": installer.name, "sha256": digest, **term}
    )
    signature = base64.b64encode(key.sign(content.encode())).decode()
    target.write_text(
        json.dumps({"content": content, "signature": signature}) + "\n", encoding="utf-8"
    )
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def write_manifests(folder: Path, version: str, address: str) -> None:
    """Write what winget asks of a package into `winget` of a folder.

    Args:
        folder: With the installer, the MSI, or both.
        version: Three numbers.
        address: Of the folder from which winget fetches them, `https://...`.
    """
    packed = []
    for name, describe in (
        (f"alo183-{version}-kurulum.exe", _of_installer),
        (f"alo183-{version}.msi", _of_msi),
    ):
        if (file := folder / name).is_file():
            digest = hashlib.sha256(file.read_bytes()).hexdigest().upper()
            place = {"InstallerUrl": f"{address.rstrip('/')}/{name}", "InstallerSha256": digest}
            packed.append({"Architecture": "x64", **place, **describe(file)})
    target = folder / "winget"
    target.mkdir(exist_ok=True)
    described = {
        "PackageLocale": _LANGUAGE,
        "Publisher": "Alo 183",
        "PackageName": "Alo 183 İl Masası",
        "License": "Apache-2.0",
        "ShortDescription": "Alo 183 hizmetlerinin il müdürlüğünde yürütülmesi",
    }
    for kind, name, content in (
        ("version", PACKAGE, {"DefaultLocale": _LANGUAGE}),
        ("installer", f"{PACKAGE}.installer", {"UpgradeBehavior": "install", "Installers": packed}),
        ("defaultLocale", f"{PACKAGE}.locale.{_LANGUAGE}", described),
    ):
        head = {"PackageIdentifier": PACKAGE, "PackageVersion": version}
        foot = {"ManifestType": kind, "ManifestVersion": _SCHEMA}
        text = json.dumps({**head, **content, **foot}, ensure_ascii=False, indent=2)
        (target / f"{name}.yaml").write_text(text + "\n", encoding="utf-8", newline="\n")


def _of_installer(_file: Path) -> dict[str, Any]:
    return {
        "InstallerType": "nullsoft",
        "Scope": "user",
        "InstallerSwitches": {"Silent": "/S", "SilentWithProgress": "/S"},
        "ProductCode": "Alo183",
    }


def _of_msi(file: Path) -> dict[str, Any]:
    asked = ["msiinfo", "export", str(file), "Property"]
    told = subprocess.run(asked, check=True, capture_output=True, encoding="cp1254").stdout
    found = _PRODUCT.search(told)
    if found is None:
        raise ValueError(f"{file.name} has no code of its product")
    msi = runpy.run_path(str(ROOT / "packaging" / "msi.py"))
    return {
        "InstallerType": "wix",
        "Scope": "machine",
        "InstallerSwitches": {"Silent": "/qn /norestart", "SilentWithProgress": "/qb /norestart"},
        "ProductCode": found[1],
        "AppsAndFeaturesEntries": [{"UpgradeCode": f"{{{msi['UPGRADE_CODE']}}}".upper()}],
    }


if __name__ == "__main__":
    sys.exit(main())
