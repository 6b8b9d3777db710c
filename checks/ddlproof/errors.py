"""What stops the program: each error says what is wrong, where, and what to do.

A defect of the change under review is never an exception, it is a `Finding`.
"""

from __future__ import annotations

from ddlproof.source import Span


class DdlproofError(Exception):
    """The program cannot go on. `status` is the exit status of the command line.

    Args:
        message: what is wrong, one sentence.
        span: where in a file, if it is in a file.
        hint: what to do about it, one sentence.
        notes: further lines, e.g. what was tried and why it did not serve.
    """

    status = 2

    def __init__(self, message: str, *, span: Span | None = None, hint: str = "", notes: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint
        self.notes = notes

    def __str__(self) -> str:
        place = f"{self.span.place}: " if self.span else ""
        hint = f"\n{self.hint}" if self.hint else ""
        return f"{place}{self.message}" + "".join(f"\n  {note}" for note in self.notes) + hint


class InputError(DdlproofError):
    """A file or an argument that cannot be used: missing, not UTF-8, too large."""


class SqlError(InputError):
    """SQL that cannot be valid, with the offending token and what was expected."""


class ContractError(InputError):
    """A `change.toml` or a configuration that says something impossible."""


class ServerRefused(InputError):
    """A statement of the input that PostgreSQL itself refuses on an empty schema."""


class NoPostgres(DdlproofError):
    """No PostgreSQL server is to be had."""

    status = 3
