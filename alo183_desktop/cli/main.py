"""The commands of `alo183`, and what becomes of an error."""

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
    import tomllib  # the window opens without

    from alo183_desktop.cli.parser import Parser, Version, add_command

    told = tomllib.loads((resources() / "commands.toml").read_text(encoding="utf-8"))
    shared = told.pop("shared")
    parser = Parser(prog="alo183", description=told["description"], epilog=told["epilog"])
    add_command(parser, told, shared)
    parser.add_argument("--version", action=Version, help="sürümü yazar")
    return parser


def run(argv: Sequence[str]) -> int:
    """Run one command line and return the exit code: 0, 1 (bug), 2 (input) or 3 (lists differ)."""
    _prepare_streams()
    forbid_core_dumps()
    try:
        return _run_told(argv)
    except KeyboardInterrupt:
        _say(sys.stderr, "Yarıda kesildi.\n")
        return EXIT_INPUT
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        _drop(sys.stdout)
        return 0
    except SystemExit:  # help, or a wrong command line, of which the parser has written
        _show()
        raise
    except Exception as error:  # the one broad catch of the command line: a bug, told as such
        logger.debug("a command failed", exc_info=True)
        _keep(error, argv)
        _say(sys.stderr, f"{_bug_words(error)} Ayrıntı: {_place_of_bug()}\n")
        return EXIT_BUG


def _run_told(argv: Sequence[str]) -> int:
    """Run a command line; what is the world's or the user's fault is told here."""
    arguments: Namespace | None = None
    try:
        if (rules := laid_down()).server:
            # Told before a window is open: what is wrong in the rules keeps the program shut.
            from alo183_desktop.access.server_file import address_in

            address_in(rules)
        asked = window.window_without_command(argv)
        if asked is not None:
            folder, in_tray = asked
            return window.open_window(folder, in_tray=in_tray)
        arguments = _parse(argv)
        return _run_command(arguments)
    except KnownError as error:
        _tell(error)
        if getattr(arguments, "json", False):
            _tell_as_json(error, arguments)
        return EXIT_INPUT


def _keep(error: Exception, argv: Sequence[str]) -> None:
    """Write a bug that kept the window from opening into the log: nobody has a terminal there."""
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
        # What is buffered is written here, where it can still be said that there is no room for it.
        sys.stdout.flush()
    except OSError as error:
        if error.errno in NO_ROOM and error.filename is None:
            _drop(sys.stdout)
            raise KnownError("cli.output_full") from error
        raise
    return code


def _tell(error: KnownError) -> None:
    text, file = str(message_of(error)), str(error.parameters.get("file", ""))
    # Of several files the one that is meant has to be told.
    lines = [text if file in text else f"{file}: {text}"]
    for problem in error.problems:
        name = f"{problem.key}: " if problem.key else ""
        lines.append(f"  {name}{message_of(problem)}")
    _say(sys.stderr, "".join(f"{line}\n" for line in lines))


def _tell_as_json(error: KnownError, arguments: Namespace | None) -> None:
    """Write a refusal to the standard output, as the one document of the command's answer."""
    from alo183_desktop.bootstrap.capabilities import load
    from alo183_desktop.cli.context import as_json, error_as_json

    own = getattr(arguments, "error_as_json", None)
    _say(sys.stdout, as_json([error_as_json(error)] if own is None else load(own)(error)))


def _say(stream: TextIO, text: str) -> None:
    """Write what went wrong; where nobody reads it or the disk is full, the exit code tells."""
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        _drop(stream)
    _show()


def _show() -> None:
    """Show what was told to a standard error that nobody reads."""
    if isinstance(sys.stderr, window.ErrorBox):
        sys.stderr.show()


def _place_of_bug() -> str:
    """Return type and place of the present exception, without its text: that may name a person."""
    kind, _, trace = sys.exc_info()
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if kind is None or trace is None:
        return "?"
    code = trace.tb_frame.f_code
    return f"{kind.__name__} ({Path(code.co_filename).name}:{trace.tb_lineno})"


def _drop(stream: TextIO) -> None:
    """Send what is still buffered nowhere; without this Python complains at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _prepare_streams() -> None:
    """Speak UTF-8 whatever the console's code page is, and to nobody where a stream is closed.

    A data file that got the number of a closed stream would be written by whoever writes there.
    The program without a terminal has no streams on Windows; what went wrong is shown there.
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
