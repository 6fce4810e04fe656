"""A choice that takes the beginning of a word for the whole, so that three keys are enough."""

from __future__ import annotations

from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import fold


class QuickChoice(ChoiceField):
    """What is typed becomes the only option that begins so, or holds it, once the field is left."""

    def meant(self) -> str | None:
        """Return the key of the only option that what is typed can mean."""
        words = self._meant()
        return None if words is None else self._keys[words]

    def _meant(self) -> str | None:
        text = self.text().strip()
        if text in self._keys:
            return text
        typed = fold(text)
        if not typed:
            return None
        begun = [words for words in self._keys if fold(words).startswith(typed)]
        held = [words for words in self._keys if typed in fold(words)]
        return next((found[0] for found in (begun, held) if len(found) == 1), None)

    @override
    def tidy(self) -> None:
        words = None if self._free else self._meant()
        if words is not None and words != self.text():
            self.set_text(words)
        super().tidy()
