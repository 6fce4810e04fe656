"""Pack the frozen program of Windows for a whole computer: `dev.py msi`, on a Linux.

Group policy and software of administrators install an MSI and nothing else. What it installs is
what the installer for one user does (installer.nsi), in the folder of programs and for everybody.
`dist/alo183` comes from a Windows; wixl and msibuild (Debian: wixl, msitools) make the file.

    msiexec /i alo183-X.Y.Z.msi /qn         installs, or takes the place of an older version
    msiexec /x alo183-X.Y.Z.msi /qn         removes; the data of each user stays
"""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path, PurePosixPath
from typing import Final
from xml.etree import ElementTree as ET

ROOT: Final = Path(__file__).resolve().parent.parent
UPGRADE_CODE: Final = uuid.UUID("6f1c7a3e-5d0b-4c52-9a55-183018301830")
"""The same for each version, for ever: by it an update finds what it takes the place of."""
_FILES: Final = uuid.UUID("0f5d1b52-7c1e-4d43-8a43-183018301831")
_MAKER: Final = "Alo 183"
_RENAMED: Final = (
    "UPDATE `Property` SET `Value` = 'Alo 183 İl Masası' WHERE `Property` = 'ProductName'",
    "UPDATE `Shortcut` SET `Name` = 'Alo 183 İl Masası'",
)
_PLAIN: Final = "Alo 183 Il Masasi"
"""What wixl is told, which fails on ı and İ; the names are put right in the file that it made."""
_ICON: Final = "alo183.ico"
_PLACE_ACTION: Final = "SetInstallLocation"
_TURKISH: Final = 1254
_NEWER: Final = "Daha yeni bir surum kurulu."
_SPACE: Final = "http://schemas.microsoft.com/wix/2006/wi"


def main() -> int:
    """Make the file, and tell where it is."""
    build = runpy.run_path(str(ROOT / "packaging" / "build.py"))
    program: Path = build["PROGRAM"]
    missing = [name for name in ("wixl", "msibuild") if shutil.which(name) is None]
    if missing or not (program / "alo183w.exe").is_file():
        print(f"Missing: {', '.join(missing) or program / 'alo183w.exe'}", file=sys.stderr)
        return 1
    made = make(program, build["DIST"], build["read_version"](), build["make_icon"]())
    build["sign"]([made])
    print(made)
    build["write_sums"](build["DIST"])
    return 0


def make(program: Path, target: Path, version: str, icon: bytes) -> Path:
    """Pack a program into `alo183-VERSION.msi` and return its path.

    Args:
        program: The folder with `alo183w.exe`.
        target: Where the file comes to be.
        version: Three numbers.
        icon: An ICO file.
    """
    file = target / f"alo183-{version}.msi"
    with tempfile.TemporaryDirectory() as folder:
        source, picture = Path(folder) / "alo183.wxs", Path(folder) / _ICON
        picture.write_bytes(icon)
        source.write_text(describe(program, version, picture), encoding="utf-8")
        subprocess.run(["wixl", "--arch", "x64", "-o", str(file), str(source)], check=True)
        # Texts are stored by a code page, which wixl leaves at none.
        page = Path(folder) / "_ForceCodepage.idt"
        page.write_bytes(f"\r\n\r\n{_TURKISH}\t_ForceCodepage\r\n".encode("ascii"))
        subprocess.run(["msibuild", str(file), "-i", str(page)], check=True)
    for words in _RENAMED:
        subprocess.run(["msibuild", str(file), "-q", words], check=True)
    return file


def describe(program: Path, version: str, icon: Path) -> str:
    """Return what wixl makes an MSI from: each file of the program with a name that stays its own.

    A file keeps its component over all versions, so that an update knows which ones are no more.
    """
    root = ET.Element("Wix", xmlns=_SPACE)
    product = ET.SubElement(
        root,
        "Product",
        Id="*",
        Name=_PLAIN,
        Language="1055",
        Version=version,
        Manufacturer=_MAKER,
        UpgradeCode=str(UPGRADE_CODE).upper(),
    )
    ET.SubElement(
        product,
        "Package",
        InstallerVersion="500",
        Compressed="yes",
        InstallScope="perMachine",
    )
    ET.SubElement(product, "MajorUpgrade", DowngradeErrorMessage=_NEWER)
    ET.SubElement(product, "Media", Id="1", Cabinet="alo183.cab", EmbedCab="yes")
    # What the list of installed programs shows: the picture, where it is, no button to change it.
    ET.SubElement(product, "Icon", Id=_ICON, SourceFile=str(icon))
    for name, value in (("ARPPRODUCTICON", _ICON), ("ARPNOMODIFY", "1")):
        ET.SubElement(product, "Property", Id=name, Value=value)
    ET.SubElement(
        product,
        "CustomAction",
        Id=_PLACE_ACTION,
        Property="ARPINSTALLLOCATION",
        Value="[INSTALLDIR]",
    )
    acts = ET.SubElement(product, "InstallExecuteSequence")
    # After CostFinalize, which finds the place.
    ET.SubElement(acts, "Custom", Action=_PLACE_ACTION, Sequence="1450")
    places = ET.SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = ET.SubElement(places, "Directory", Id="ProgramFiles64Folder")
    folders = {
        PurePosixPath(): ET.SubElement(programs, "Directory", Id="INSTALLDIR", Name="Alo183")
    }
    menu = ET.SubElement(places, "Directory", Id="ProgramMenuFolder")
    feature = ET.SubElement(product, "Feature", Id="Program", Level="1")
    for path in sorted(path for path in program.rglob("*") if path.is_file()):
        place = PurePosixPath(path.relative_to(program).as_posix())
        _add_file(_folder(folders, place.parent), place, path)
        ET.SubElement(feature, "ComponentRef", Id=_key("c", place))
    _add_shortcut(menu)
    ET.SubElement(feature, "ComponentRef", Id="Shortcut")
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _folder(folders: dict[PurePosixPath, ET.Element], place: PurePosixPath) -> ET.Element:
    if place not in folders:
        parent = _folder(folders, place.parent)
        folders[place] = ET.SubElement(parent, "Directory", Id=_key("d", place), Name=place.name)
    return folders[place]


def _add_file(folder: ET.Element, place: PurePosixPath, path: Path) -> None:
    component = ET.SubElement(
        folder, "Component", Id=_key("c", place), Guid=_guid(place), Win64="yes"
    )
    ET.SubElement(
        component, "File", Id=_key("f", place), Name=place.name, Source=str(path), KeyPath="yes"
    )


def _add_shortcut(menu: ET.Element) -> None:
    place = PurePosixPath("shortcut")
    component = ET.SubElement(menu, "Component", Id="Shortcut", Guid=_guid(place), Win64="yes")
    ET.SubElement(
        component,
        "Shortcut",
        Id="StartMenu",
        Name=_PLAIN,
        Target="[INSTALLDIR]alo183w.exe",
        WorkingDirectory="INSTALLDIR",
    )
    ET.SubElement(
        component,
        "RegistryValue",
        Root="HKLM",
        Key="Software\\Alo183",
        Name="Installed",
        Type="integer",
        Value="1",
        KeyPath="yes",
    )


def _guid(place: PurePosixPath) -> str:
    return str(uuid.uuid5(_FILES, str(place))).upper()


def _key(kind: str, place: PurePosixPath) -> str:
    """Return a name for a row of the file, of at most 72 ASCII letters."""
    return kind + uuid.uuid5(_FILES, str(place)).hex


if __name__ == "__main__":
    sys.exit(main())
