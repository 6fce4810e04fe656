"""What the list says of itself: while it is empty, when nothing matches, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.officers.lines import View
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from alo183_desktop.gui.officers.reading import Answer, Question

_VIEWS = {
    View.SERVING: "Görevde olanlar",
    View.VACANT: "Boş görevler",
    View.COMING: "Göreve başlayacaklar",
    View.LEFT: "Ayrılanlar",
    View.COVERAGE: "Müracaat konularının sorumluları",
}


def state_words(answer: Answer) -> tuple[str, tuple[State, str] | None]:
    """Return how the roster stands: a sentence, and the mark behind it."""
    question = answer.question
    when = "" if question.as_of == question.today else f" ({format_day(question.as_of)})"
    words = f"{number_text(answer.counts[View.SERVING])} sorumlu görevde{when}"
    if not answer.has_officers:
        words = "Kadroda henüz kimse yok"
    vacant = answer.counts[View.VACANT]
    if vacant:
        return words, (State.LATE, f"{number_text(vacant)} görev boş")
    # Where there is no subject, nothing is known of duties.
    return words, (State.GOOD, "boş görev yok") if answer.coverage else None


def empty_words(answer: Answer, *, may_import: bool) -> tuple[str, str, str]:
    """Return title, text and offer of a list that holds nothing."""
    question = answer.question
    if not answer.has_officers:
        text = (
            "Acil Müdahale Ekip Sorumluları burada durur. Elinizdeki Excel ya da CSV listesini "
            "aktarabilir, bu sayfaya bırakabilir ya da kişileri tek tek ekleyebilirsiniz."
        )
        return "Kadro henüz boş", text, "Kadroyu dosyadan aktar" if may_import else ""
    back = "" if question.as_of == question.today else "Bugüne dön"
    match question.view:
        case View.VACANT:
            return "Boş görev yok", "Her müracaat konusunun en az bir sorumlusu var.", back
        case View.COMING:
            return "Göreve başlayacak kimse yok", "İlk görevi ileri bir günde başlayanlar.", back
        case View.LEFT:
            return "Ayrılan yok", "Görevi sona erenler, geçmişleriyle birlikte burada kalır.", back
        case _:
            day = format_day(question.as_of)
            return "Görevde kimse yok", f"{day} tarihinde kimse görevli değil.", back


def no_match_words(question: Question) -> tuple[str, str, str]:
    """Return title, text and way back of a list in which nothing matches."""
    if question.search.strip():
        text = (
            "Büyük küçük harf ve Türkçe harfler fark etmez. Yazdığınızı kısaltın, öbür sekmelere "
            "bakın ya da bütün kişileri gösterin."
        )
        return "Aramanıza uyan kimse yok", text, "Bütün kişileri göster"
    return (
        "Seçtiğinize uyan kimse yok",
        "Seçili konuda ya da kurumda kimse yok.",
        "Bütün kişileri göster",
    )


def list_note(answer: Answer) -> str:
    """Return what the list shows, as the line under the title of its print."""
    question = answer.question
    words = [f"{_VIEWS[question.view]}, {format_day(question.as_of)} tarihindeki durum"]
    subject = next(
        (row.name for row in answer.subjects if row.subject_id == question.subject_id), ""
    )
    unit = next((row.name for row in answer.units if row.unit_id == question.unit_id), "")
    words.extend(part for part in (subject, unit) if part)
    if question.search.strip():
        words.append(f"“{question.search.strip()}” araması")
    return "; ".join(words)
