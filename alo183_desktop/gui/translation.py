"""Qt's own words in Turkish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

_CATALOGUE: Final = "qtbase_tr"
# WORKAROUND: PySide6 6.11: qtbase_tr translates Discard as just "At" and lacks or garbles other
# texts (https://bugreports.qt.io/projects/QTBUG/issues).
_BETTER: Final = {
    "Discard": "Kaydetmeden çık",
    "Don't Save": "Kaydetme",
    "&Yes": "&Evet",
    "&No": "&Hayır",
    "Cancel": "Vazgeç",
    "OK": "Kapat",
    "Close": "Kapat",
    "&Undo": "&Geri al",
    "&Redo": "&Yinele",
    "Cu&t": "Ke&s",
    "&Copy": "&Kopyala",
    "&Paste": "&Yapıştır",
    "Select All": "Tümünü seç",
    "Delete": "Sil",
    # The file dialog, where the system has none.
    "&Look in:": "&Konum:",
    "Files of &type:": "Dosya &türü:",
    # The print dialog.
    "Page &Set:": "Hangi &sayfalar:",
    "Print range": "Yazdırılacak sayfalar",
    "Print all": "Tümü",
    "Pages from": "Sayfa aralığı:",
    "Reverse": "Son sayfadan başla",
    "Collate": "Takım takım yazdır",
    "&Billing information:": "&Fatura bilgisi:",
    "Job &priority:": "İşin ö&nceliği:",
    "Scheduled &printing:": "&Yazdırma zamanı:",
    "&Start:": "&Başlangıç:",
    "&End:": "B&itiş:",
    "Page &order:": "Sayfa &sırası:",
    "Pages &per sheet:": "&Kâğıt başına sayfa:",
    "Centimeters (cm)": "Santimetre (cm)",
}
_BETTER_OF: Final = {
    # Shortcuts read in English.
    "QFileDialog": {key: key for key in ("Alt+Left", "Alt+Right", "Alt+Up")},
    "QPrintSettingsOutput": {"to": "–"},
    "QPrintDialog": {"Custom": "Özel", "Automatic": "Kendiliğinden"},
    "QPPDOptionsModel": {"Name": "Ad", "Value": "Değer"},
    # As the keys of a Turkish keyboard are printed; the catalogue has "Kontrol" and "Seçenek".
    "QShortcut": {
        "Ctrl": "Ctrl",
        "Shift": "Shift",
        "Alt": "Alt",
        "Meta": "Win",
        "Esc": "Esc",
        "Tab": "Tab",
        "Backspace": "Backspace",
        "Return": "Enter",
        "Enter": "Enter",
        "Ins": "Insert",
        "Del": "Delete",
        "Home": "Home",
        "End": "End",
        "PgUp": "Page Up",
        "PgDown": "Page Down",
        "Delete": "Delete",
    },
}


class QtTranslations(QTranslator):
    """The few texts of Qt that its own catalogue lacks or has wrong."""

    @override
    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        # None, not an empty text: Qt takes an empty text for the translation and shows nothing.
        better = _BETTER_OF.get(context, {})
        return better.get(sourceText) or _BETTER.get(sourceText)  # type: ignore[return-value]

    @override
    def isEmpty(self) -> bool:
        return False


def turkish_catalogue() -> Path | None:
    """Return where Qt's Turkish catalogue is; None when it was not installed."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    path = Path(folder) / f"{_CATALOGUE}.qm"
    return path if path.is_file() else None


def install(app: QCoreApplication) -> None:
    """Set Qt's texts to Turkish, and its dates and numbers to Turkish format."""
    QLocale.setDefault(QLocale(QLocale.Language.Turkish, QLocale.Country.Turkey))
    path = turkish_catalogue()
    if path is not None:
        catalogue = QTranslator(app)
        if catalogue.load(str(path)):
            app.installTranslator(catalogue)
    app.installTranslator(QtTranslations(app))  # asked first, as it is installed last
