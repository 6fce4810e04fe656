"""The commands of `alo183`, and the handling of errors."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alo183_desktop.cli import window
from alo183_desktop.cli.exit_codes import EXIT_BUG, EXIT_INPUT
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import laid_down
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.sealed_process import forbid_core_dumps
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from typing import TextIO

    from alo183_desktop.cli.parser import Parser

logger = logging.getLogger(__name__)


def build_parser() -> Parser:
    """Return the parser of all commands; each sets `run`."""
    import tomllib  # not needed for the window

    from alo183_desktop.cli.parser import Parser, VersionAction, add_command

    described = tomllib.loads((resources() / "commands.toml").read_text(encoding="utf-8"))
    shared = described.pop("shared")
    parser = Parser(prog="alo183", description=described["description"], epilog=described["epilog"])
    add_command(parser, described, shared)
    parser.add_argument("--version", action=VersionAction, help="sürümü yazar")
    return parser


def run(argv: Sequence[str]) -> int:
    """Run one command line and return the exit code: 0, 1 (bug), 2 (input) or 3 (lists differ)."""
    _prepare_streams()
    forbid_core_dumps()
    try:
        return _run_reporting(argv)
    except KeyboardInterrupt:
        _say(sys.stderr, "Yarıda kesildi.\n")
        return EXIT_INPUT
    except BrokenPipeError:  # the reader, such as `head`, has closed the pipe
        _drop(sys.stdout)
        return 0
    except SystemExit:  # help, or a wrong command line; the parser has printed it
        _show()
        raise
    except Exception as error:  # the one broad catch of the command line: a bug, reported as such
        logger.debug("a command failed", exc_info=True)
        _keep(error, argv)
        _say(sys.stderr, f"{_bug_words(error)} Ayrıntı: {_place_of_bug()}\n")
        return EXIT_BUG


def _run_reporting(argv: Sequence[str]) -> int:
    """Run a command line; errors of the user or of the environment are printed here."""
    arguments: Namespace | None = None
    try:
        if (rules := laid_down()).server:
            # Printed before a window opens: an error in the rules keeps the program from starting.
            from alo183_desktop.access.server_file import address_in

            address_in(rules)
        asked = window.window_without_command(argv)
        if asked is not None:
            folder, in_tray = asked
            return window.open_window(folder, in_tray=in_tray)
        arguments = _parse(argv)
        return _run_command(arguments)
    except KnownError as error:
        _print_error(error)
        if getattr(arguments, "json", False):
            _print_error_as_json(error, arguments)
        return EXIT_INPUT


def _keep(error: Exception, argv: Sequence[str]) -> None:
    """Log a bug that kept the window from opening: there is no terminal to print it to."""
    from alo183_desktop.shared.bugs import log_bug
    from alo183_desktop.shared.log_file import LOG_FILE, log_to

    with contextlib.suppress(KnownError, OSError):
        asked = window.window_without_command(argv)
        if asked is not None:
            log_to(asked[0] / LOG_FILE)
            log_bug(error)


def _bug_words(error: Exception) -> str:
    if getattr(sys, "frozen", False) and isinstance(error, ImportError | FileNotFoundError):
        return (
            "Programın dosyalarından biri eksik ya da bozuk; veri yerinde duruyor. "
            "Programı yeniden kurunuz."
        )
    return "Programda beklenmeyen bir durum oluştu; hiçbir işlem yarım bırakılmadı."


def _parse(argv: Sequence[str]) -> Namespace:
    from alo183_desktop.shared.sealed_process import seal_process

    seal_process()
    return build_parser().parse_args(argv)


def _run_command(arguments: Namespace) -> int:
    from alo183_desktop.cli.context import Context
    from alo183_desktop.shared.written_files import NO_ROOM

    try:
        code = int(arguments.run(arguments, Context.of(arguments)))
        # Buffered output is written here, where a full disk can still be reported.
        sys.stdout.flush()
    except OSError as error:
        if error.errno in NO_ROOM and error.filename is None:
            _drop(sys.stdout)
            raise KnownError("cli.output_full") from error
        raise
    return code


def _print_error(error: KnownError) -> None:
    text, file = str(message_of(error)), str(error.parameters.get("file", ""))
    # With several files the error has to name the file.
    lines = [text if file in text else f"{file}: {text}"]
    for problem in error.problems:
        name = f"{problem.key}: " if problem.key else ""
        lines.append(f"  {name}{message_of(problem)}")
    _say(sys.stderr, "".join(f"{line}\n" for line in lines))


def _print_error_as_json(error: KnownError, arguments: Namespace | None) -> None:
    """Write an error to the standard output, as the one document of the command's answer."""
    from alo183_desktop.bootstrap.capabilities import load
    from alo183_desktop.cli.context import error_as_json, json_lines

    own = getattr(arguments, "error_as_json", None)
    answer = [error_as_json(error)] if own is None else load(own)(error)
    _say(sys.stdout, "".join(json_lines(answer)))


def _say(stream: TextIO, text: str) -> None:
    """Write an error; if nobody reads it or the disk is full, the exit code remains."""
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        _drop(stream)
    _show()


def _show() -> None:
    """Show the text written to a standard error that nobody reads."""
    if isinstance(sys.stderr, window.ErrorBox):
        sys.stderr.show()


def _place_of_bug() -> str:
    """Return type and position of the present exception, without its text: it may name a person."""
    kind, _, trace = sys.exc_info()
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if kind is None or trace is None:
        return "?"
    code = trace.tb_frame.f_code
    return f"{kind.__name__} ({Path(code.co_filename).name}:{trace.tb_lineno})"


def _drop(stream: TextIO) -> None:
    """Discard buffered output; otherwise Python reports it when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _prepare_streams() -> None:
    """Write UTF-8 whatever the console's code page is, and discard output to a closed stream.

    A data file that got the descriptor of a closed stream would be overwritten by later output.
    Without a terminal the program has no streams on Windows; errors are shown there.
    """
    if sys.stderr is None and window.HAS_BOXES:
        sys.stderr = window.ErrorBox()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - stays
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
