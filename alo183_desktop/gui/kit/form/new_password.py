"""A new password, typed twice, with a meter that follows the typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.form.passwords import PasswordField, StrengthMeter
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.access.strength import Strength
    from alo183_desktop.gui.kit.background import Background

_TYPING_PAUSE_MS: Final = 150
_ADVICE: Final = "Birbiriyle ilgisiz üç dört sözcüğü yan yana yazmak yeter; zorunlu işaret yoktur."


class NewPassword(QWidget):
    """Two fields and a meter; nothing is demanded of the signs, only that it is hard to guess.

    Attributes:
        first: The password.
        second: The same once more.

    Signals:
        changed: Somebody typed, or the measurement has come.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        *,
        personal: Callable[[], tuple[str, ...]],
        label: str = "&Parola",
        parent: QWidget,
    ) -> None:
        """Make two empty fields.

        Args:
            background: Measures.
            personal: What an attacker knows: login, name, province.
            label: Of the first field.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._background = background
        self._personal = personal
        self._measured: tuple[str, tuple[str, ...]] | None = None
        self._strength: Strength | None = None
        self._waiting: Callable[[bool], object] | None = None
        self.first = PasswordField(
            label, key="password", required=True, check=self._check_first, parent=self
        )
        self._meter = StrengthMeter(parent=self.first)
        self._advice = muted_label(_ADVICE, wrap=True, parent=self.first)
        self.first.add_below(self._meter)
        self.first.add_below(self._advice)
        self.second = PasswordField(
            f"{label.replace('&', '')}, &bir daha",
            key="password_again",
            required=True,
            check=self._check_second,
            parent=self,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(18))
        layout.addWidget(self.first)
        layout.addWidget(self.second)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self.first.changed.connect(self._on_first_changed)
        self.second.changed.connect(self.changed)
        self._pause.timeout.connect(self.measure)

    def password(self) -> str:
        """Return what stands in the first field."""
        return self.first.text()

    def strength_words(self) -> str:
        """Return what the meter says."""
        return self._meter.accessibleName()

    def demand(self, then: Callable[[bool], object]) -> None:
        """Complain where there is reason to, and call `then` with whether both fields are right.

        It is called at once, or as soon as the password has been measured.
        """
        if self.first.text() and not self._is_measured():
            self._waiting = then
            self.measure()
            return
        right = [self.first.judge(), self.second.judge()]
        if not all(right):
            (self.second if right[0] else self.first).take_focus()
        then(all(right))

    def clear(self) -> None:
        """Empty both fields."""
        self.first.clear()
        self.second.clear()
        self.first.set_value(None)
        self.second.set_value(None)
        self._measured = self._strength = None

    @Slot()
    def measure(self) -> None:
        """Measure what is typed now."""
        password, personal = self.first.text(), self._personal()
        if not password:
            self._strength, self._measured = None, None
            self._meter.set_strength(-1, "")
            self._advice.setText(_ADVICE)
            return

        def op() -> Strength:
            from alo183_desktop.access.strength import measure  # zxcvbn is slow to load

            return measure(password, personal=personal)

        self._background.run_pure(
            op,
            parent=self,
            success=lambda found: self._take(found, (password, personal)),
            failure=self._fail,
            key="strength",
        )

    def _take(self, found: Strength, measured: tuple[str, tuple[str, ...]]) -> None:
        self._strength, self._measured = found, measured
        self._meter.set_strength(found.score, f"Parola gücü: {found.words}")
        self._advice.setText(found.advice or "Bu parola yeterince güçlü.")
        if self.first.shown_message() or not self.first.control().hasFocus():
            self.first.judge()
        self.changed.emit()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.demand(waiting)

    def _fail(self, error: Exception) -> None:
        # The service measures once more before it takes a password.
        log_bug(error)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting(self.first.judge() and self.second.judge())

    def _is_measured(self) -> bool:
        return self._measured == (self.first.text(), self._personal())

    def _check_first(self, text: str) -> str:
        found = self._strength
        measured = None if self._measured is None else self._measured[0]
        if found is not None and not found.is_enough and measured == text:
            # The advice stands under the meter already.
            raise KnownError("access.weak_password", words=found.words, advice="")
        return text

    def _check_second(self, text: str) -> str:
        if text != self.first.text():
            raise KnownError("forms.passwords_differ")
        return text

    @Slot()
    def _on_first_changed(self) -> None:
        self._pause.start()
        if self.second.text() and self.second.shown_message():
            self.second.judge()
        self.changed.emit()
