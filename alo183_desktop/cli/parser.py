"""A command-line parser in Turkish, its commands, and how it reads their arguments.

`resources/commands.toml` describes each command; its function is imported on demand.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from argparse import ArgumentTypeError
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from alo183_desktop.bootstrap.capabilities import load
from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.shared.calendar import day_end, is_month_key, month_key, parse_day
from alo183_desktop.shared.clock import ISTANBUL
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from alo183_desktop.cli.context import Context

_TIME_FORMS: Final = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%YT%H:%M")
_MONTH_FORMS: Final = ("%Y-%m", "%m.%Y", "%m/%Y")
_MESSAGES: Final = (
    (r"the following arguments are required: (.*)", r"eksik: {0}"),
    (r"unrecognized arguments: (.*)", r"tanınmayan seçenek ya da sözcük: {0}"),
    (
        r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)",
        r"{0}: {1} tanınmıyor; şunlardan biri olmalı: {2}",
    ),
    (r"argument (.*?): expected one argument", r"{0}: bir değer bekleniyor"),
    (r"argument (.*?): expected at least one argument", r"{0}: en az bir değer bekleniyor"),
    (r"argument (.*?): invalid (?:.*?) value: (.*)", r"{0}: {1} okunamadı"),
    (r"argument (.*?): ignored explicit argument (.*)", r"{0}: değer almaz, {1} yazılmış"),
    (r"argument (.*?): not allowed with argument (.*)", r"{0}: {1} ile birlikte kullanılamaz"),
    (r"ambiguous option: (.*?) could match (.*)", r"{0} birden çok seçeneğe uyuyor: {1}"),
    (r"one of the arguments (.*) is required", r"şunlardan biri gerekli: {0}"),
    (r"argument (.*?): (.*)", r"{0}: {1}"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help with a Turkish first word."""

    @override
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        # With an empty prefix argparse requests the beginning of a command's own usage.
        words = "Kullanım: " if prefix is None else prefix
        super().add_usage(usage, actions, groups, words)


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors are Turkish; exit code 2 for a wrong command line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Formatter)
        super().__init__(**{**options, "add_help": False, "allow_abbrev": False})
        # argparse has no public way to name its two groups.
        self._positionals.title = "Girdiler"
        self._optionals.title = "Seçenekler"
        self.add_argument("-h", "--help", action="help", help="bu yardımı gösterir")
        self._fill: Callable[[], None] = _nothing

    def fill_later(self, fill: Callable[[], None]) -> None:
        """Add options only when the command is called, because they are slow to find."""
        self._fill = fill

    def fill(self) -> None:
        """Add the options that waited for the command to be called."""
        self._fill()
        self._fill = _nothing

    @override
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        self.fill()
        return super().parse_known_args(args, namespace)

    @override
    def error(self, message: str) -> NoReturn:
        for pattern, turkish in _MESSAGES:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = turkish.format(*found.groups())
                break
        self.print_usage(sys.stderr)
        self.exit(EXIT_INPUT, f"{self.prog}: {message}\n")


def add_command(
    parser: Parser,
    described: Mapping[str, Any],
    shared: Mapping[str, Any],
    *,
    before: Collection[str] = (),
) -> None:
    """Add the described options and subcommands to the parser of a command.

    Args:
        parser: Of the command.
        described: The command in `resources/commands.toml`.
        shared: Options of several commands, of which each only states the differences.
        before: Options that may come before the command, and apply to it, too.
    """
    groups = {
        name: group
        for key in ("one_of", "at_most_one_of")
        for names in described.get(key, ())
        for group in (parser.add_mutually_exclusive_group(required=key == "one_of"),)
        for name in names
    }
    options: Mapping[str, Any] = described.get("options", {})
    for name, own in options.items():
        option = _option(**shared.get(name, {}) | own)
        if name in before:
            # Without a default of its own, so that an earlier value is not overwritten.
            option.setdefault("default", argparse.SUPPRESS)
        groups.get(name, parser).add_argument(name, **option)
    does = next((key for key in ("run", "on_data") if key in described), None)
    if does is not None:
        parser.set_defaults(run=partial(_run, described[does], on_data=does == "on_data"))
    elif "list" in described:
        parser.set_defaults(run=partial(_run_list, described["list"]))
        parser.fill_later(partial(_add_options_of_list, parser, described["list"], shared, before))
    parser.set_defaults(**described.get("sets", {}))
    if "commands" in described:
        title, metavar = described["offers"]
        commands = parser.add_subparsers(title=title, metavar=metavar, required=does is None)
        for name, one in described["commands"].items():
            words = {"help": one["help"], "description": one.get("description")}
            add_command(commands.add_parser(name, **words), one, shared, before=options)


def _add_options_of_list(
    parser: Parser, place: str, shared: Mapping[str, Any], before: Collection[str]
) -> None:
    from alo183_desktop.cli.listing import options_of

    described = {
        "options": {**options_of(place), "--json": {}, "--xlsx": {}},
        "at_most_one_of": [["--json", "--xlsx"]],
    }
    add_command(parser, described, shared, before=before)


def _run_list(place: str, arguments: Namespace, context: Context) -> int:
    from alo183_desktop.cli.listing import write_list

    with context.open_desk() as desk:
        write_list(place, arguments, desk)
    return 0


def _nothing() -> None:
    """Add no options."""


def _option(**described: Any) -> dict[str, Any]:
    """Return the arguments of argparse for a described option."""
    if described.pop("is_flag", False):
        described["action"] = "store_true"
    if described.pop("is_many", False):
        described |= {"action": "append", "default": []}
    if "type" in described:
        described["type"] = (
            Path if described["type"] == "path" else partial(_read, described["type"])
        )
    return described


def _read(name: str, text: str) -> Any:
    return load(name)(text)


def _run(name: str, arguments: Namespace, context: Context, *, on_data: bool) -> int:
    """Run a command and return its exit code; most return nothing, which is 0."""
    act: Callable[..., int | None] = load(name)
    if not on_data:
        return act(arguments, context) or 0
    with context.open_desk() as desk:
        return act(arguments, desk) or 0


def folder_path(text: str) -> Path:
    """Return the folder in an argument; an empty text would be the present one.

    Raises:
        ArgumentTypeError: The text is empty.
    """
    if not text:
        raise ArgumentTypeError("klasör yazılmamış")
    return Path(text)


def read_day(text: str) -> dt.date:
    """Return a day as typed.

    Raises:
        ArgumentTypeError: It is not a day.
    """
    try:
        return parse_day(text)
    except KnownError as error:
        words = "gün okunamadı; 2026-11-24 ya da 24.11.2026 biçiminde yazınız"
        raise ArgumentTypeError(words) from error


def read_instant(text: str) -> dt.datetime:
    """Return a typed time as an instant, in the zone of Istanbul; for a day alone its end.

    Raises:
        ArgumentTypeError: It is neither.
    """
    plain = " ".join(text.split())
    with suppress(KnownError):
        return day_end(parse_day(plain)) - dt.timedelta(microseconds=1)
    for form in (*_TIME_FORMS, *(f"{form}:%S" for form in _TIME_FORMS)):
        if (instant := _parsed(plain, form)) is not None:
            return instant.replace(tzinfo=ISTANBUL)
    try:
        instant = dt.datetime.fromisoformat(plain)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise ArgumentTypeError("an okunamadı; 2026-03-14T02:30 ya da 14.03.2026 02:30 yazınız")
    return instant


def read_month(text: str) -> str:
    """Return a month as typed, as `2026-09`.

    Raises:
        ArgumentTypeError: It is not a month.
    """
    for form in _MONTH_FORMS:
        if (day := _parsed(text.strip(), form)) is not None:
            key = month_key(day)
            if is_month_key(key):
                return key
    raise ArgumentTypeError("ay okunamadı; 2026-09 biçiminde yazınız")


def _parsed(text: str, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone
    except ValueError:
        return None


class VersionAction(argparse.Action):
    """Prints the version and exits; it is looked up only then, which takes 15 ms."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, **options)

    @override
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> NoReturn:
        from importlib.metadata import version

        sys.stdout.write(f"{version('alo183-desktop')}\n")
        parser.exit()
