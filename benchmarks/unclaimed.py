"""The constraints of a schema that nobody claims: how many of their mutants the rows tell apart, and how long it takes.

Run: `python benchmarks/unclaimed.py SCHEMA.sql [CONSTRAINTS]`: of so many, evenly spread over all of them.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from ddlproof.gate.static import script
from ddlproof.model.constraint import kind_of
from ddlproof.model.index import Index
from ddlproof.model.schema import EMPTY
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.choose import start
from ddlproof.postgres.send import send
from ddlproof.postgres.session import StatementFailed
from ddlproof.proof.stated import Bounds, Default, Free, NotNull, Stated, Width, unclaimed
from ddlproof.proof.unclaimed import prove_unclaimed
from ddlproof.source import Source
from ddlproof.sql.definitions import READING


def kind(stated: Stated) -> str:
    """What a constraint is, in a word or two."""
    match stated.part:
        case NotNull():
            return "not null"
        case Index():
            return "unique index"
        case Default() | Width() | Bounds() | Free():
            return type(stated.part).__name__.lower()
        case constraint:
            return kind_of(constraint)


def main() -> None:
    """Load, prove, count, print."""
    if len(sys.argv) < 2:
        sys.exit("which schema?")
    path, most = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 150
    loaded = script((Source(path.name, path.read_text("utf-8")),))
    counts: Counter[tuple[str, str]] = Counter()
    survivors: Counter[tuple[str, str]] = Counter()
    with start("auto") as server, server.create("unclaimed").connect() as session:
        refused = 0
        for statement in loaded.statements:
            try:
                send(session, statement)
            except StatementFailed:
                refused += 1
        session.renew()
        schema = read_schema(session, READING)
        every = unclaimed(EMPTY, schema, (), every=True)
        chosen = every[:: max(1, len(every) // most)][:most]
        began = time.perf_counter()
        for stated, proof in zip(chosen, prove_unclaimed(session, schema, chosen), strict=True):
            mutants = proof.mutants
            figures = {
                "constraints": 1,
                "rows": proof.rows,
                "mutants": mutants.made,
                "killed": mutants.killed,
                "equivalent": mutants.equivalent,
                "alive": len(mutants.survivors),
                "mismatches": len(proof.mismatches),
                "proves nothing": int(not proof.rows),
            }
            for name, count in figures.items():
                counts[kind(stated), name] += count
                counts["all", name] += count
            for text in mutants.survivors:
                survivors[proof.constraint, text] += 1
        seconds = time.perf_counter() - began
    print(f"{len(chosen)} of {len(every)} constraints, {refused} statements refused, {seconds:.1f} s")
    names = list(dict.fromkeys(name for _, name in counts))
    for one in dict.fromkeys(one for one, _ in counts):
        print(f"{one:>12}: " + ", ".join(f"{counts[one, name]} {name}" for name in names if counts[one, name]))
    for constraint, text in survivors:
        print(f"  alive: {constraint}: {text}")


if __name__ == "__main__":
    main()
