"""A change.toml as a file of tests: the change is tried out once, each test looks up its own findings."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from ddlproof.change.contract import read_contract
from ddlproof.errors import DdlproofError
from ddlproof.pytest_plugin.claimed import Case, cases
from ddlproof.pytest_plugin.failure import ChangeFails, Shown
from ddlproof.pytest_plugin.servers import options, servers

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

    from ddlproof.finding import Finding
    from ddlproof.options import Options
    from ddlproof.outcome import Outcome


class SchemaWarning(pytest.PytestWarning):
    """A finding that is too mild to fail its test."""


class ChangeFile(pytest.File):
    """The tests of one change. Holds its outcome once it was tried out, or why it could not be."""

    first_error: str = ""

    def collect(self) -> Iterator[ChangeItem]:
        """One test per claim, writer and schema, reader and verification query; diff, migration, rollback."""
        try:
            contract = read_contract(self.path)
        except DdlproofError as error:
            raise self.CollectError(str(error)) from None
        for case in cases(contract):
            item = ChangeItem.from_parent(self, name=case.name, case=case)
            if self.config.pluginmanager.hasplugin("xdist"):
                # With `--dist loadgroup` one worker gets them all: the change is then tried out only once.
                item.add_marker(pytest.mark.xdist_group(self.nodeid))
            yield item

    @cached_property
    def options(self) -> Options:
        return options(self.config, self.path.parent)

    @cached_property
    def outcome(self) -> Outcome:
        """What the gate finds.

        Raises:
            DdlproofError: unusable input, or no PostgreSQL.
        """
        from ddlproof.gate.one import check_one
        from ddlproof.gate.plan import plan

        one = plan(self.path.parent)
        return check_one(one, servers(self.config).get(self.options.postgres), self.options)


class ChangeItem(pytest.Item):
    """One test of a change: fails with the findings that are its own, as the terminal's report shows them."""

    def __init__(self, *, case: Case, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]  # as from_parent gives them
        self.case = case

    @property
    def change(self) -> ChangeFile:
        assert isinstance(self.parent, ChangeFile)
        return self.parent

    def setup(self) -> None:
        """Try the change out, if no other test has; the first test says why that cannot be, the others name it."""
        change = self.change
        if change.first_error:
            pytest.fail(f"the change could not be tried out: see the error of {change.first_error}", pytrace=False)
        try:
            self._outcome = change.outcome
            self._options = change.options
        except DdlproofError as error:
            change.first_error = self.nodeid
            pytest.fail(str(error), pytrace=False)

    def runtest(self) -> None:
        """Fail with the findings that are bad enough, warn of the others."""
        own = [finding for finding in self._outcome.findings if self.case.owns(finding)]
        bad = [finding for finding in own if finding.fails(self._options.fail_on)]
        for finding in own:
            if finding not in bad and finding.accepted is None:
                self._warn(finding)
        if bad:
            raise ChangeFails(replace(self._outcome, findings=tuple(bad)))

    def _warn(self, finding: Finding) -> None:
        file, line = (finding.span.source.name, finding.span.line) if finding.span else (str(self.path), 1)
        warnings.warn_explicit(f"{finding.rule}: {finding.message}", SchemaWarning, file, line)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: object) -> str | TerminalRepr:
        """The findings, without a traceback."""
        if isinstance(excinfo.value, ChangeFails):
            return Shown(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where the contract asks for it."""
        span = self.case.span
        return self.path, span.line - 1 if span else None, self.name
