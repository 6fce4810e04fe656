"""Papers that are for one person, in a folder that others look into."""

import sys
from pathlib import Path

import pytest

from alo183_desktop.shared.windows_rights import (
    is_kept_by_administrators,
    keep_for_this_user,
    others_may_change,
)
from alo183_desktop.shared.written_files import write_file, write_together
from tests.platforms import WITH_MODES

if sys.platform == "win32":
    import ctypes

    from alo183_desktop.bootstrap.opening import make_folder
    from alo183_desktop.shared.windows_rights import is_own, program_data

    def rights_shown(path: Path) -> str:
        """Return who may do what with a file, in the words of Windows (SDDL)."""
        descriptor, text = ctypes.c_void_p(), ctypes.c_wchar_p()
        security = ctypes.WinDLL("advapi32")
        asked = (str(path), 1, 4, None, None, None, None, ctypes.byref(descriptor))
        assert security.GetNamedSecurityInfoW(*asked) == 0
        given = (descriptor, 1, 4, ctypes.byref(text), None)
        assert security.ConvertSecurityDescriptorToStringSecurityDescriptorW(*given)
        return str(text.value)

    @pytest.mark.parametrize("together", [True, False], ids=["folder", "file"])
    def test_that_nobody_but_the_user_and_administrators_reads_a_secret_paper(
        tmp_path: Path, *, together: bool
    ) -> None:
        path = tmp_path / "kâğıt.pdf"
        if together:
            write_together(tmp_path, {path.name: b"%PDF"})
        else:
            write_file(path, b"%PDF", is_secret=True)
        assert path.read_bytes() == b"%PDF"
        rights = rights_shown(path)
        for others in (";;;WD)", ";;;BU)", ";;;AU)"):
            assert others not in rights
        assert ";;;SY)" in rights  # who restores the computer

    def test_that_the_folder_of_all_programs_is_the_system_s_whatever_a_variable_says(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PROGRAMDATA", str(tmp_path))
        assert program_data() != tmp_path
        assert program_data().is_dir()

    def test_that_a_new_data_folder_is_of_this_user_alone(tmp_path: Path) -> None:
        make_folder(tmp_path / "veri")
        assert is_own(tmp_path / "veri")
        rights = rights_shown(tmp_path / "veri")
        for others in (";;;WD)", ";;;BU)", ";;;AU)"):
            assert others not in rights


_OF_WINDOWS = "D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)"
"""What a file of an administrator in ProgramData inherits."""
_OF_FOLDER = (
    "D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)"
    "(A;CIID;DCLCRPCR;;;BU)"
)
"""And a folder: users may add files beside."""


@pytest.mark.parametrize(
    ("rights", "is_folder", "may"),
    [
        (_OF_WINDOWS, False, False),
        (_OF_FOLDER, True, False),
        (_OF_FOLDER.replace("DCLCRPCR", "DCLCRPDTCR"), True, True),
        (_OF_WINDOWS.replace("0x1200a9", "0x1301bf"), False, True),
        (_OF_WINDOWS + "(A;;FW;;;AU)", False, True),
        (_OF_WINDOWS + "(A;;0x1f01ff;;;S-1-5-21-1-2-3-1001)", False, True),
        (_OF_WINDOWS + "(A;;WO;;;WD)", False, True),
        (_OF_WINDOWS + "(A;;GXGR;;;WD)", False, False),
        (_OF_WINDOWS + "(D;;FA;;;WD)", False, False),
        (_OF_WINDOWS + "(XA;;FA;;;WD;(WIN://ISMULTISESSIONSKU))", False, True),
        (_OF_WINDOWS + "(A;;FA;;;S-1-5-80-956008885-3418522649-1)", False, False),
        ("D:P", False, False),
        ("D:NO_ACCESS_CONTROL", False, True),
        ("", False, True),
    ],
)
def test_that_a_list_of_rights_shows_whether_others_may_change_what_is_there(
    rights: str, *, is_folder: bool, may: bool
) -> None:
    assert others_may_change(rights, is_folder=is_folder) is may


@WITH_MODES
def test_that_a_file_is_the_user_s_own_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "kâğıt.pdf"
    path.touch(mode=0o644)
    keep_for_this_user(path)
    assert path.stat().st_mode & 0o777 == 0o600
    keep_for_this_user(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@WITH_MODES
def test_that_a_file_that_others_write_is_no_administrator_s(tmp_path: Path) -> None:
    path = tmp_path / "alo183.toml"
    path.touch()
    path.chmod(0o666)
    assert not is_kept_by_administrators(path)
