"""A stand-in for the conductor: these tests are about arguments, streams and exit statuses, not about verdicts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

import ddlproof
from ddlproof.evidence import Change
from ddlproof.finding import Finding, Severity
from ddlproof.outcome import Outcome

DIFF = "+ table public.t\n    + column a integer\n"


class Gate(ModuleType):
    """Answers with what the test gives it, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__("ddlproof.gate")
        self.outcome = Outcome("x", ())
        self.raises: BaseException | None = None
        self.asked: list[Any] = []

    def _answer(self, *asked: Any) -> Outcome:
        self.asked = list(asked)
        if self.raises is not None:
            raise self.raises
        return self.outcome

    def check(self, paths: Any, options: Any, progress: Callable[[str], None]) -> tuple[Outcome, ...]:
        progress("starting PostgreSQL 18")
        return (self._answer(paths, options),)

    def lint(self, files: Any, options: Any, progress: Callable[[str], None]) -> Outcome:
        return self._answer(files, options)

    def diff(self, before: Any, after: Any, options: Any) -> Outcome:
        return self._answer(before, after, options)

    def accept(self, path: Any, options: Any) -> Outcome:
        return self._answer(path, options)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The stand-in, in place of `ddlproof.gate`."""
    made = Gate()
    monkeypatch.setitem(sys.modules, "ddlproof.gate", made)
    monkeypatch.setattr(ddlproof, "gate", made, raising=False)
    for name in ("NO_COLOR", "FORCE_COLOR", "DDLPROOF_POSTGRES"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def warned() -> Outcome:
    """An outcome with one warning."""
    return Outcome("x", (Finding("some-rule", Severity.WARNING, "Writes wait."),), statements=1, analysed=1)


@pytest.fixture
def differing() -> Outcome:
    """The outcome of `diff` on two different schemas."""
    return Outcome("x", (), changes=(Change("add", "table", "public.t", "table public.t"),), printed_diff=DIFF)
