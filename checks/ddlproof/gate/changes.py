"""The whole gate on change folders, which share a server; what can be read without one is read while it starts.

Importing this loads neither the parser nor the driver: a thread loads them while the server's programs are at work.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from ddlproof.gate.find import changes
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.postgres.choose import is_embedded, start
from ddlproof.progress import Progress

if TYPE_CHECKING:
    from ddlproof.gate.plan import Plan


def check_changes(paths: Sequence[Path], options: Options, progress: Progress) -> tuple[Outcome, ...]:
    """Each change on a server that they share. Nobody else's server is asked before all input is read.

    Raises:
        DdlproofError: unusable input, or no PostgreSQL.
    """
    folders = changes(paths, options.base)
    if not folders:
        return ()
    reading = _Reading(folders)
    if not is_embedded(options.postgres):
        reading.plans()
    progress("starting PostgreSQL")
    with start(options.postgres, progress) as server:
        plans = reading.plans()
        from ddlproof.gate.one import check_one

        return tuple(check_one(one, server, options, progress) for one in plans)


class _Reading:
    """The plans of some folders, being made."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._plans: tuple[Plan, ...] = ()
        self._error: Exception | None = None
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def plans(self) -> tuple[Plan, ...]:
        """All of them, when the last is made.

        Raises:
            DdlproofError: unusable input.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._plans

    def _read(self) -> None:
        try:
            from ddlproof.gate.plan import plan

            self._plans = tuple(plan(folder) for folder in self._folders)
            import ddlproof.gate.one  # noqa: F401  # loaded here, used by the other thread
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is raised where the plans are asked for
            self._error = error
