"""Write a set of files into a folder, all of them or none.

Not here: what the files are (forms.py).
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIX: Final = ".alo183-"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_NAME: Final = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.ELOOP, errno.EILSEQ})


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` into `folder`; either all of them are there afterwards, or it is as before.

    They are written and flushed in a hidden folder first and then renamed into place. Files of the
    same names are replaced, others are left alone. A folder that is missing is made.

    Args:
        folder: Where to.
        files: Bytes by name.

    Raises:
        KnownError: `letters.folder_is_file`, `letters.folder_name`, `letters.folder_dangling`,
            `letters.disk_full`, `letters.folder_not_writable`, or `letters.file_in_use`: a file
            that would be replaced is open elsewhere.
    """
    made: list[Path] = []
    try:
        made = _missing(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _write_all(folder, files)
    except OSError as error:
        for one in made:
            # Something else may have come into it meanwhile.
            with suppress(OSError):
                one.rmdir()
        raise _known(error, folder) from error


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    hidden = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    try:
        fresh, old = hidden / "new", hidden / "old"
        fresh.mkdir()
        old.mkdir()
        for name, data in files.items():
            _write(fresh / name, data)
        _swap(folder, list(files), fresh=fresh, old=old)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        # A disk that is full may say so only now.
        os.fsync(stream.fileno())


def _swap(folder: Path, names: list[str], *, fresh: Path, old: Path) -> None:
    """Rename the fresh files into place, or bring the old ones back."""
    done: list[str] = []
    try:
        for name in names:
            target = folder / name
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "a folder has the name of a file")
            done.append(name)
            if target.exists():
                target.replace(old / name)
            (fresh / name).replace(target)
    except OSError:
        for name in reversed(done):
            target = folder / name
            if (old / name).exists():
                (old / name).replace(target)
            elif not (fresh / name).exists():
                target.unlink(missing_ok=True)
        raise


def _missing(folder: Path) -> list[Path]:
    """Return the folders that are not there yet, the innermost first."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


def _known(error: OSError, folder: Path) -> KnownError:
    if error.errno in _FULL:
        return KnownError("letters.disk_full")
    if error.errno in _NO_NAME:
        return KnownError("letters.folder_name")
    if any(one.is_symlink() and not one.exists() for one in (folder, *folder.parents)):
        return KnownError("letters.folder_dangling")
    if isinstance(error, FileExistsError | NotADirectoryError) or folder.is_file():
        return KnownError("letters.folder_is_file")
    is_held = isinstance(error, PermissionError) and _is_writable(folder)
    if isinstance(error, IsADirectoryError) or is_held:
        return KnownError("letters.file_in_use")
    return KnownError("letters.folder_not_writable")


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
