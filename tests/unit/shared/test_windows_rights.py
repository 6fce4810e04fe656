"""Papers that are for one person, in a folder that others look into."""

import sys
from pathlib import Path

import pytest

from alo183_desktop.shared.windows_rights import is_kept_by_administrators, keep_for_this_user
from alo183_desktop.shared.written_files import write_file, write_together
from tests.platforms import WITH_MODES

if sys.platform == "win32":
    import ctypes

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
