"""Let a frozen program find its modules in the one archive that both programs share.

Run before all else by each of them: as PyInstaller has it, each would hold an archive of its own.

WORKAROUND: PyInstaller 6.22 has no such archive; these two names are its own. A build that took
others would not start, which build.py sees.
"""

import sys

import pyimod01_archive  # type: ignore[import-not-found]
import pyimod02_importers  # type: ignore[import-not-found]

pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(
    f"{sys._MEIPASS}/alo183.pyz",  # type: ignore[attr-defined]  # noqa: SLF001
    check_pymagic=True,
)
# What looked into the empty archive of this program looks anew.
sys.path_importer_cache.clear()
