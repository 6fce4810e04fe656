"""Write files completely or not at all: one, or a set of them into a folder."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping

BINARY: Final = getattr(os, "O_BINARY", 0)
"""For `os.open`: Windows would otherwise turn each line feed into two characters."""
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Error numbers that mean that a disk is full."""
_ANY_FILE: Final = 0o666
_OWN_FILE: Final = 0o600
_OWN_FOLDER: Final = 0o700
_PREFIX: Final = ".alo183-"
_LONGEST_NAME: Final = 120
_NO_NAME: Final = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.ELOOP, errno.EILSEQ})
# Windows does not find a name that is too long, and takes CON for a device.
_NO_NAME_ON_WINDOWS: Final = frozenset({errno.ENOENT, errno.EBADF})


def file_name(*parts: object, ending: str) -> str:
    """Return a name that every system and mail program accepts unchanged.

    `("Değişiklik yazısı", "E-1/4752")` gives `degisiklik-yazisi-e-1-4752.pdf`; a day is written
    year first, so that names sort by it. Empty parts are left out; the ending has its dot.
    """
    from alo183_desktop.shared.turkish import fold  # not needed before the first paint

    plain = fold(" ".join(str(part) for part in parts if part is not None))
    chars = (char if char.isascii() and char.isalnum() else " " for char in plain)
    return "-".join("".join(chars).split())[:_LONGEST_NAME] + ending


def put_in_place(
    path: Path,
    data: bytes,
    *,
    mode: int = _ANY_FILE,
    durable: bool = True,
    is_secret: bool = False,
) -> None:
    """Write `data` aside and rename it into place.

    A killed program leaves the old file or the new one, never a part of one.

    Args:
        path: The file; the previous one stays until the new one is complete.
        data: The whole content.
        mode: Who may read and write it, before the user's mask.
        durable: Flush to the disk before renaming; False where losing the newest state in a power
            cut does no harm.
        is_secret: Whether only this user may read it, on Windows as well.

    Raises:
        OSError: It could not be written; no temporary file is left.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    try:
        _write(aside, data, mode=mode, durable=durable, is_secret=is_secret)
        aside.replace(path)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def asides_in(folder: Path, of: str = "*") -> list[Path]:
    """Return the temporary files in a folder: being written, or left by a killed program.

    Args:
        folder: Which.
        of: Only of files whose names match this pattern.
    """
    return list(folder.glob(f"{of}.[0-9]*-[0-9]*.new"))


def write_file(path: Path, data: bytes, *, is_secret: bool = False) -> Path:
    """Write a file that a user chose, and return its path.

    Args:
        path: Which; only a regular file is replaced.
        data: The whole content.
        is_secret: Whether only this user may read it.

    Raises:
        KnownError: `export.disk_full`, `export.folder_not_writable`, or `export.not_written`:
            the file may be open elsewhere.
    """
    try:
        is_there = path.exists()
    except OSError:  # writing will report it
        is_there = False
    if not path.name or (is_there and not path.is_file()):
        # A folder, or a device that renaming would replace by a file.
        raise KnownError("export.not_written", file=path.name or str(path))
    try:
        mode = _OWN_FILE if is_secret else _ANY_FILE
        put_in_place(path, data, mode=mode, is_secret=is_secret)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise KnownError("export.disk_full") from error
        if not _is_writable(path.parent):
            raise KnownError("export.folder_not_writable") from error
        raise KnownError("export.not_written", file=path.name) from error
    return path


def write_new_folder(parent: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write files into a new folder, and return it: `name`, or `name (2)`.

    Raises:
        KnownError: As `write_together`.
    """
    folder, count = parent / name, 1
    while folder.exists():
        count += 1
        folder = parent / f"{name} ({count})"
    write_together(folder, files)
    return folder


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` into `folder`; either all of them are there afterwards, or it is unchanged.

    They are written and flushed in a hidden folder first and then renamed into place. Files of the
    same names are replaced, others are left alone. A missing folder is created; only this user can
    read the files and such a folder, because letters hold T.C. numbers.

    Args:
        folder: Where to.
        files: Bytes by name.

    Raises:
        KnownError: `export.folder_is_file`, `export.folder_name`, `export.folder_dangling`,
            `export.disk_full`, `export.folder_not_writable`, or `export.file_in_use`: a file
            that would be replaced is open elsewhere.
    """
    made: list[Path] = []
    try:
        made = _missing(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for one in made:
            one.chmod(_OWN_FOLDER)
        _write_all(folder, files)
    except OSError as error:
        for one in made:
            # Something else may have been put into it meanwhile.
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
            _write(fresh / name, data, mode=_OWN_FILE, is_secret=True)
        _swap(folder, list(files), fresh=fresh, old=old)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _write(
    path: Path,
    data: bytes,
    *,
    mode: int,
    durable: bool = True,
    is_secret: bool,
) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, mode)
    with os.fdopen(descriptor, "wb") as stream:
        if is_secret and sys.platform == "win32":
            from alo183_desktop.shared.windows_rights import keep_for_this_user

            # Before anything is written: modes have no effect there, and others may read a shared
            # folder. A stick without rights keeps none; its user knows.
            with suppress(OSError):
                keep_for_this_user(path)
        stream.write(data)
        if durable:
            stream.flush()
            # A full disk may be reported only now.
            os.fsync(stream.fileno())


def _swap(folder: Path, names: list[str], *, fresh: Path, old: Path) -> None:
    """Rename the new files into place, or restore the old ones."""
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
    """Return the folders that do not exist yet, the innermost first."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


def _known(error: OSError, folder: Path) -> KnownError:
    if error.errno in NO_ROOM:
        return KnownError("export.disk_full")
    if error.errno in _NO_NAME or (
        os.name == "nt" and error.errno in _NO_NAME_ON_WINDOWS and Path(folder.anchor).exists()
    ):
        return KnownError("export.folder_name")
    may_look = _may_look(folder)
    if may_look and any(one.is_symlink() and not one.exists() for one in (folder, *folder.parents)):
        return KnownError("export.folder_dangling")
    if may_look and (isinstance(error, FileExistsError | NotADirectoryError) or folder.is_file()):
        return KnownError("export.folder_is_file")
    is_held = isinstance(error, PermissionError) and _is_writable(folder)
    if isinstance(error, IsADirectoryError) or is_held:
        return KnownError("export.file_in_use")
    return KnownError("export.folder_not_writable")


def _may_look(folder: Path) -> bool:
    """Return whether the system lets us see whether a folder exists."""
    try:
        folder.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return True


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
