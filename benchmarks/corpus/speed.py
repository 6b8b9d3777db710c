"""How fast statements are read, beside sqlglot's own parser on the same text."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlglot
from benchmarks.corpus.statements import Sql

from ddlproof.source import Source
from ddlproof.sql.read import read


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds for the same DDL: ours as one text, sqlglot's by statement, since it stops at the first error."""

    statements: int
    characters: int
    ours: float
    sqlglot: float


def measure(found: Sequence[Sql]) -> Speed:
    """DDL statements that we can read as one text."""
    text = ";\n".join(sql.text for sql in found)
    start = time.process_time()
    read(Source("speed", text))
    ours = time.process_time() - start
    logging.disable(logging.WARNING)
    start = time.process_time()
    for sql in found:
        try:
            sqlglot.parse(sql.text, read="postgres")
        except sqlglot.errors.SqlglotError:
            continue
    theirs = time.process_time() - start
    logging.disable(logging.NOTSET)
    return Speed(len(found), len(text), ours, theirs)
