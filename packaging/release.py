"""Tell of what was built, after build.py and msi.py; `SHA256SUMS` follows.

    release.py --winget ADDRESS    makes the three files of a winget package in `dist/winget`;
                                   installer and MSI will be fetched from ADDRESS

The files of winget are JSON, which every reader of YAML reads. Their schema:
aka.ms/winget-manifest.installer.1.6.0.schema.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "Alo183.IlMasasi"
_LANGUAGE: Final = "tr-TR"
_SCHEMA: Final = "1.6.0"
_PRODUCT: Final = re.compile(r"^ProductCode\t(\{\S+\})\r?$", re.MULTILINE)


def main() -> int:
    """Write the files, and return an exit code."""
    parser = argparse.ArgumentParser(prog="release.py")
    parser.add_argument("--winget", metavar="ADDRESS")
    asked = parser.parse_args()
    build = runpy.run_path(str(ROOT / "packaging" / "build.py"))
    folder, version = build["DIST"], build["read_version"]()
    if asked.winget:
        write_manifests(folder, version, asked.winget)
    build["write_sums"](folder)
    return 0


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
