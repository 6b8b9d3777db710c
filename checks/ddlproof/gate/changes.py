"""The whole gate on change folders, which share a server; what can be done without one is done while it is at work.

Importing this loads neither the parser nor the driver: a thread loads them while the server's programs start, and the
rules while the changes are tried out.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ddlproof.aside import Aside
from ddlproof.gate.find import Found, changes
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
    found = changes(paths, options.base)
    if not found.changes:
        return (Outcome(name=options.base or "", findings=(), notes=found.notes),)
    reading = Aside(partial(_read, found))
    if not is_embedded(options.postgres):
        reading.result()
    progress("starting PostgreSQL")
    with start(options.postgres, progress) as server:
        plans = reading.result()
        from ddlproof.gate.tryout import try_out

        loading = Aside(_load_judges)
        judged: list[Aside[Outcome]] = []
        for one in plans:
            started = time.perf_counter()
            tried = try_out(one, server, options, progress)
            loading.result()
            from ddlproof.gate.one import judge

            judged.append(Aside(partial(judge, one, tried, server.postgres, options, started)))
            if one is not plans[-1]:
                judged[-1].result()  # nothing else is at work while a rehearsal measures; while the server ends, it may
    return tuple(one.result() for one in judged)


def _read(found: Found) -> tuple[Plan, ...]:
    from ddlproof.gate.plan import plan

    plans = tuple(plan(one) for one in found.changes)
    plans = (replace(plans[0], notes=(*plans[0].notes, *found.notes)), *plans[1:])
    import ddlproof.gate.tryout  # noqa: F401  # loaded here, used by the other thread

    return plans


def _load_judges() -> None:
    import ddlproof.gate.one  # noqa: F401
