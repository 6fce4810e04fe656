"""What the documents promise is what is there."""

import argparse
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from alo183_desktop.access.rules import GIVEN, RIGHTS, Right, Role
from alo183_desktop.changes.toml_letter import example_text
from alo183_desktop.cli.context import PASSWORD_VARIABLE, USER_VARIABLE
from alo183_desktop.cli.main import build_parser
from alo183_desktop.db import migrate
from alo183_desktop.directorate.record import DIRECTORATE
from alo183_desktop.gui.shell.guide import FILES, Chapter, parse
from alo183_desktop.shared.errors import KnownError
from tests.project.sources import ROOT, told
from tests.prove.__main__ import GROUPS

GUIDE: Final = tuple(ROOT / "docs" / name for name in FILES)
"""The jobs of everybody, the book of administrators, the commands."""
MESSAGES: Final = ROOT / "docs" / "iletiler.md"
TEXTS: Final = ROOT / "resources" / "texts"
CHAPTERS: Final = {
    "access": "Oturum ve kullanıcılar",
    "backups": "Yedekler",
    "overview": "Bugün",
    "desk": "Bilgisayarın kuralları",
    "cases": "Vakalar",
    "guidance": "Rehberlik",
    "rota": "Nöbet",
    "vehicles": "Araçlar",
    "officers": "Kadro",
    "imports": "Aktarım",
    "identity": "Numaralar ve adresler",
    "changes": "Görev değişikliği",
    "letters": "Yazı ve gönderim",
    "phones": "Telefonlar",
    "documents": "Belgeler ve dosyalar",
    "directorate": "Müdürlük bilgileri",
    "records": "Kayıtlar",
    "retention": "Saklama ve imha",
    "forms": "Formlar",
    "export": "Dışa aktarma",
    "printing": "Yazdırma",
    "db": "Veri dosyası",
    "server": "Sunucu",
    "cli": "Komut satırı",
    "toml": "Elle yazılan dosyalar",
}
"""The texts by capability, in the order of the list of messages."""
LONGEST_SENTENCE: Final = 25
"""Words."""
LONGEST_GUIDE: Final = 9000
FIRST_LEVEL: Final = 2
"""Of a chapter; its sections are below."""
_OTHER_SETTINGS: Final = {
    "says_faxed": "Faks notu",
    "lock_minutes": "Kilitlenme süresi",
    "hides_from_capture": "Ekran görüntüsü (",
}
_LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_CODE: Final = re.compile(
    r"`((?:docs|resources|migrations|packaging|tests|alo183_desktop)/[^`\s*]+)`"
)

_BLOCK: Final = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MENTIONED: Final = re.compile(r"(?<![\w/.-])alo183 ((?!gibi |OWNER |SET |all )[^\n`]+)")


def guide_text() -> str:
    """Return the whole guide."""
    return "\n".join(path.read_text(encoding="utf-8") for path in GUIDE)


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def commands(parser: argparse.ArgumentParser, before: str = "alo183") -> Iterator[str]:
    """Yield each command as it is typed: `alo183 import officers`."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, below in action.choices.items():
                deeper = list(commands(below, f"{before} {name}"))
                yield from deeper or [f"{before} {name}"]


def parsers_below(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of the commands of a command, by their words."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for below in action.choices.values():
                below.fill()
            return dict(action.choices)
    return {}


def every_parser(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield a parser and those of all commands below it."""
    yield parser
    for below in parsers_below(parser).values():
        yield from every_parser(below)


def whole_commands(text: str) -> Iterator[list[str]]:
    """Yield the words after `alo183` of each line in a block that can be typed as it stands."""
    for block in _BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("alo183 "):
                words = shlex.split(line, comments=True)
                # What the shell does with the answer is no part of the command.
                yield words[1 : words.index(">") if ">" in words else None]


def mentioned(text: str) -> Iterator[list[str]]:
    """Yield the words after `alo183` where a sentence names a command."""
    for found in _MENTIONED.findall(text):
        yield [word.strip('`.,;:()”]…"') for word in found.split()]


def unknown_word(words: list[str]) -> str:
    """Return the first word of a mentioned command that does not exist; empty for none.

    The sentence goes on with any word that is neither a command nor an option.
    """
    parser: argparse.ArgumentParser = build_parser()
    known = False
    for word in words:
        below = parsers_below(parser)
        if word in below:
            parser, known = below[word], True
        elif word.startswith("-"):
            if word.partition("=")[0] not in parser._option_string_actions:  # noqa: SLF001
                return word
            known = True
        elif not known and word != "KOMUT" and not (word.isupper() or word.startswith("[")):
            return word
        elif not word.isupper() and not word.startswith("["):
            break
    return ""


def message_rows(capability: str) -> list[str]:
    """Return the lines of the list of messages for the texts of one capability."""
    texts = tomllib.loads((TEXTS / f"{capability}.toml").read_text(encoding="utf-8"))
    rows = []
    for code, text in texts.items():
        cells = (f"`{code}`", text["what"], text.get("do") or "–")
        rows.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return rows


def role_rows() -> list[str]:
    """Return the lines of the table of who may do what."""

    def mark(role: Role, right: Right) -> str:
        return (
            "✓" if role in RIGHTS[right] else "ayara bağlı" if role in GIVEN.get(right, ()) else "–"
        )

    return [
        f"| {right.words} | {' | '.join(mark(role, right) for role in Role)} |" for right in Right
    ]


def keys_of(table: dict[str, Any], before: str = "") -> Iterator[str]:
    """Yield the keys of a change file as the guide writes them: `change[n].newcomer.tckn`."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys_of(value, f"{before}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value:
                yield from keys_of(one, f"{before}{key}[n].")
        else:
            yield f"{before}{key}"


def test_that_every_command_has_a_heading_in_the_user_guide() -> None:
    lines = guide_text().splitlines()
    headings = [line for line in lines if line.startswith("#")]
    told_of = {
        command: any(command in line for line in headings) for command in commands(build_parser())
    }
    assert told_of
    assert [command for command, is_told in told_of.items() if not is_told] == []


def test_that_every_option_and_variable_stands_in_the_user_guide() -> None:
    guide = guide_text()

    def options(parser: argparse.ArgumentParser) -> Iterator[str]:
        for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
            yield from (one for one in action.option_strings if one.startswith("--"))
            if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
                for below in action.choices.values():
                    yield from options(below)

    wanted = {*options(build_parser()), USER_VARIABLE, PASSWORD_VARIABLE}
    assert sorted(one for one in wanted if one not in guide) == []


def test_that_every_command_line_of_a_block_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    wrong, seen = [], 0
    for document in documents():
        for words in whole_commands(document.read_text(encoding="utf-8")):
            seen += 1
            try:
                build_parser().parse_args(words)
            except (SystemExit, KnownError) as error:
                wrong.append((told(document), words, str(error), capsys.readouterr().err))
    assert wrong == []
    assert seen > len(list(commands(build_parser()))), "each command has its example"


def test_that_every_command_that_a_text_names_is_there() -> None:
    texts = {told(document): document.read_text(encoding="utf-8") for document in documents()}
    texts |= {told(path): path.read_text(encoding="utf-8") for path in TEXTS.glob("*.toml")}
    for parser in every_parser(build_parser()):
        helps = (action.help or "" for action in parser._actions)  # noqa: SLF001
        texts[f"{parser.prog} --help"] = "\n".join(
            (parser.description or "", parser.epilog or "", *helps)
        )
    found = {name: list(mentioned(text)) for name, text in texts.items()}
    unknown = [
        (name, words, word)
        for name, all_words in found.items()
        for words in all_words
        if (word := unknown_word(words))
    ]
    assert unknown == []
    assert {name for name, all_words in found.items() if all_words} >= {
        "docs/komutlar.md",
        "README.md",
        "resources/texts/cli.toml",
        "alo183 --help",
    }
    for said in ("alo183 leter", "alo183 letter --exampel", "alo183 db upgrade --back"):
        assert [unknown_word(words) for words in mentioned(said)] != [""], said


def test_that_every_key_of_a_change_file_stands_in_the_user_guide() -> None:
    guide = guide_text()
    # What the example offers as a comment is an example, too.
    offered = re.sub(
        r"^# (?=(?:references|annexes|distribution|verification_\w+) = "
        r"|\[\[change|leaver|effective|vacan)",
        "",
        example_text(),
        flags=re.MULTILINE,
    )
    wanted = set(keys_of(tomllib.loads(offered)))
    assert {
        "letter.distribution.action",
        "letter.verification_address",
        "change[n].vacancy_reason",
        "change[n].vacant_subjects",
    } < wanted
    assert sorted(key for key in wanted if f"`{key}`" not in guide) == []


def test_that_every_setting_stands_in_the_user_guide() -> None:
    guide = guide_text()
    wanted = [_OTHER_SETTINGS.get(key) or field.name for key, field in DIRECTORATE.fields.items()]
    assert [words for words in wanted if words not in guide] == []


def test_that_the_user_guide_says_who_may_do_what() -> None:
    lines = guide_text().splitlines()
    assert "| İş | Yönetici | Memur | Müdür | Denetçi |" in lines
    assert [row for row in role_rows() if row not in lines] == []


def test_that_the_list_of_messages_is_what_the_program_says() -> None:
    assert sorted(CHAPTERS) == sorted(path.stem for path in TEXTS.glob("*.toml"))
    wanted = [row for capability in CHAPTERS for row in message_rows(capability)]
    listed = [
        line for line in MESSAGES.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    # Missing or outdated here: write these lines into docs/iletiler.md.
    assert [row for row in wanted if row not in listed] == []
    assert [row for row in listed if row not in wanted] == []


def test_that_every_link_between_documents_leads_somewhere() -> None:
    dead = [
        f"{told(document)}: {target}"
        for document in documents()
        for target in _LINK.findall(document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert dead == []


def test_that_every_file_that_a_document_names_is_there() -> None:
    dead = [
        f"{told(document)}: {name}"
        for document in documents()
        for name in _CODE.findall(document.read_text(encoding="utf-8"))
        if not (ROOT / name.partition("::")[0]).exists() and "<" not in name
    ]
    assert dead == []


def test_that_every_test_and_proof_that_the_proofs_name_is_there() -> None:
    text = (ROOT / "docs" / "prove.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", text)
    assert named
    for file, name in named:
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), name
    assert set(re.findall(r"`prove (\w+)`", text)) <= set(GROUPS)


def test_that_the_newest_block_of_the_changelog_names_the_revision_of_the_database() -> None:
    newest = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]
    assert f"Veritabanı {migrate.HEAD}," in newest


def test_that_every_decision_has_its_three_parts() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers == [f"{number:04}" for number in range(len(numbers))]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text, f"{path.name} has no {part}"


def test_that_every_dependency_has_its_line_in_the_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["build"], *groups["dev"]]
    text = (ROOT / "docs" / "adr" / "0003-dependencies.md").read_text(encoding="utf-8").casefold()
    names = [
        re.split(r"[\[<>=; ]", entry)[0].casefold() for entry in wanted if isinstance(entry, str)
    ]
    assert [name for name in names if name not in text] == []


def words_by_chapter() -> dict[str, int]:
    """Return how many words each chapter of the guide has, with its sections."""
    counts: dict[str, int] = {}
    chapter = ""
    for one in parse(GUIDE[0].read_text(encoding="utf-8")):
        chapter = one.title if one.level == FIRST_LEVEL else chapter
        counts[chapter] = counts.get(chapter, 0) + len(one.whole.split())
    return counts


def sentences(chapter: Chapter) -> Iterator[str]:
    """Yield the sentences of a chapter: of its paragraphs and of the items of its lists."""
    lines = [line for line in chapter.text.splitlines() if not line.startswith("|")]
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", "\n".join(lines)):
        plain = re.sub(r"\*\*|^\s*(?:[-*]|\d+\.) ", "", paragraph.strip())
        yield from re.split(r"(?<=[.!?:;])\s+", " ".join(plain.split()))


def test_that_no_chapter_of_the_guide_is_too_long_to_be_read() -> None:
    counts = words_by_chapter()
    longest = {"İlk gün": 900, "İlk hafta": 2000}
    assert counts.keys() >= longest.keys()
    assert {
        title: count for title, count in counts.items() if count > longest.get(title, 500)
    } == {}


def test_that_each_step_of_the_first_day_has_a_picture() -> None:
    text = GUIDE[0].read_text(encoding="utf-8")
    first_day = text[text.index("## İlk gün") : text.index("## İlk hafta")]
    steps = re.split(r"^### ", first_day, flags=re.MULTILINE)[1:]
    assert [step[0] for step in steps] == ["1", "2", "3", "4"]
    assert [step.partition("\n")[0] for step in steps if "](pictures/" not in step] == []


def test_that_no_sentence_of_the_guide_is_too_long_to_be_read() -> None:
    chapters = parse(GUIDE[0].read_text(encoding="utf-8"))
    said = [sentence for chapter in chapters for sentence in sentences(chapter)]
    assert len(said) > len(chapters)
    assert [one for one in said if len(one.split()) > LONGEST_SENTENCE] == []


def test_that_the_guide_and_the_book_of_administrators_are_short_enough_to_be_read() -> None:
    whole = sum(len(path.read_text(encoding="utf-8").split()) for path in GUIDE[:2])
    assert whole <= LONGEST_GUIDE
