"""A frozen file is what it was, or it is refused."""

import pytest

from alo183_desktop.cases.model import CaseFile
from alo183_desktop.db.frozen_files import frozen
from alo183_desktop.letters.model import LetterFile
from alo183_desktop.phones.model import CustodyFile
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database

pytestmark = pytest.mark.both_backends


@pytest.mark.parametrize("entity", [CaseFile, CustodyFile, LetterFile])
def test_that_bytes_that_changed_after_they_were_frozen_are_refused(
    database: Database, entity: type[CaseFile | CustodyFile | LetterFile]
) -> None:
    with database.open_work() as work:
        file = entity(**frozen(work, "tutanak.pdf", "application/pdf", b"%PDF-1.7 asl\xc4\xb1"))
    assert (file.size, file.checked_data()) == (14, b"%PDF-1.7 asl\xc4\xb1")
    file.data = b"%PDF-1.7 ba\xc5\x9fka"
    with pytest.raises(KnownError, match=r"db\.file_changed"):
        file.checked_data()
