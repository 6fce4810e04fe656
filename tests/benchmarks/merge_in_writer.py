"""A mail merge inside Writer, driven by its own Python: one PDF for each record of a list.

Run by mail_merge.py with a Python that has the module `uno`, in a folder that holds template.docx
and people.csv. For each line on its input it merges once and answers with the milliseconds.
"""

# The system's own Python runs this file: nothing of the program is imported.
import csv
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

SOURCE = "letters"
TABLE = "people"
TEXT_FILE, ONE_FILE_EACH = 0, 2
PATIENCE_S = 60


def main(folder: Path) -> None:
    """Prepare the merge, then run it as often as a line comes in."""
    pipe = f"merge-{folder.name}"
    office = subprocess.Popen(
        [
            shutil.which("soffice") or "soffice",
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"--accept=pipe,name={pipe};urp",
        ]
    )
    try:
        context = connect(pipe)
        merge = prepared(context, folder)
        print("ready", flush=True)
        for _line in sys.stdin:
            start = time.perf_counter()
            merge.execute(())
            print((time.perf_counter() - start) * 1000, flush=True)
        context.ServiceManager.createInstance("com.sun.star.frame.Desktop").terminate()
    finally:
        if office.poll() is None:
            office.terminate()
        office.wait(timeout=PATIENCE_S)


def connect(pipe: str) -> Any:
    """Return the context of the Writer that was started."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def prepared(context: Any, folder: Path) -> Any:
    """Register the list as a data source, make the template, and return the merge."""

    def created(service: str) -> Any:
        return context.ServiceManager.createInstanceWithContext(service, context)

    sources = created("com.sun.star.sdb.DatabaseContext")
    source = sources.createInstance()
    source.URL = f"sdbc:flat:{folder.as_uri()}"
    source.Info = properties(
        Extension="csv", HeaderLine=True, FieldDelimiter=",", StringDelimiter='"', CharSet="utf-8"
    )
    source.DatabaseDocument.storeAsURL((folder / "letters.odb").as_uri(), ())
    sources.registerObject(SOURCE, source)

    template = folder / "template.odt"
    desktop = created("com.sun.star.frame.Desktop")
    document = desktop.loadComponentFromURL(
        (folder / "template.docx").as_uri(), "_blank", 0, properties(Hidden=True)
    )
    with (folder / f"{TABLE}.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    for column in columns:
        put_field(document, column)
    document.storeAsURL(template.as_uri(), ())
    document.close(True)  # noqa: FBT003 - UNO takes no names

    merge = created("com.sun.star.text.MailMerge")
    merge.DataSourceName = SOURCE
    merge.CommandType = TEXT_FILE
    merge.Command = TABLE
    merge.DocumentURL = template.as_uri()
    merge.OutputType = ONE_FILE_EACH
    out = folder / "out"
    out.mkdir()
    merge.OutputURL = out.as_uri()
    merge.FileNamePrefix = "letter"
    merge.SaveAsSingleFile = False
    merge.SaveFilter = "writer_pdf_Export"
    return merge


def put_field(document: Any, column: str) -> None:
    """Put the field of a column where the template has its mark, the name of the column."""
    search = document.createSearchDescriptor()
    search.SearchString = column
    search.SearchCaseSensitive = True
    found = document.findFirst(search)
    if found is None:
        raise LookupError(column)
    master = document.createInstance("com.sun.star.text.fieldmaster.Database")
    master.DataBaseName = SOURCE
    master.DataTableName = TABLE
    master.DataCommandType = 0
    master.DataColumnName = column
    field = document.createInstance("com.sun.star.text.textfield.Database")
    field.attachTextFieldMaster(master)
    found.Text.insertTextContent(found, field, True)  # noqa: FBT003 - UNO takes no names


def properties(**values: object) -> tuple[PropertyValue, ...]:
    """Return values the way UNO takes them."""
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
