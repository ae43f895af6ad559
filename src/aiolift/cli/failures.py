"""How a command ends that cannot do its work: one message on stderr, an exit code, no traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import typer
from rich.text import Text
from typer.core import TyperGroup

from aiolift.cli.output import stderr
from aiolift.errors import AioliftError

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

#: A check failed, or two things differ that should be equal.
DIFFERENT = 1
#: Bad input, or an error.
ERROR = 2
#: Ctrl-C, as a shell counts it: 128 + SIGINT.
INTERRUPTED = 130


class CommandError(Exception):
    """A command cannot do what was asked.

    :param message: what was wrong, and the fix.
    :param code: the exit code.
    """

    def __init__(self, message: str, *, code: int = ERROR) -> None:
        super().__init__(message)
        self.code = code


class ShowingErrors(TyperGroup):
    """A group of commands whose errors are messages."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort):
            raise
        except CommandError as error:
            _end(str(error), error.code)
        except AioliftError as error:
            _end(str(error), ERROR)
        except _driver_error() as error:
            from aiolift import server_errors

            _end(f"a statement failed: {server_errors.message(error)}", ERROR)
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None


def _driver_error() -> type[DBAPIError]:
    """Return the class of drivers' errors. It is asked for when something was raised: its import takes a second."""
    from sqlalchemy.exc import DBAPIError

    return DBAPIError


def _end(message: str, code: int) -> NoReturn:
    stderr.print(Text.assemble(("error: ", "bold red"), message))
    raise typer.Exit(code)
