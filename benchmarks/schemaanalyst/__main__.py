"""The proofs over SchemaAnalyst's study schemas: how many mutants they kill, the literature's and this program's own.

Run: `python -m benchmarks.schemaanalyst DIR`, where DIR holds models of schemas, which are the Java files in
`src/main/java/parsedcasestudy` of github.com/schemaanalyst/schemaanalyst (GPL-3, so none is kept here), or SQL files.
With `the` or `all` after it, only one of the two sets of operators is tried; with `cover` after that, how few INSERTs
kill as many (`benchmarks/schemaanalyst/reduced.py`), which takes some minutes. The 34 of the studies are
ArtistSimilarity, ArtistTerm, BankAccount, BookTown, BrowserCookies, Cloc, CoffeeOrders, CustomerOrder, DellStore,
Employee, Examination, Flights, FrenchTowns, Inventory, Iso3166, IsoFlav_R2Repaired, iTrust, JWhoisServer,
MozillaExtensions, MozillaPermissions, NistDML181, NistDML182, NistDML183, NistWeather, NistXTS748, NistXTS749, Person,
Products, RiskIt, StackOverflow, StudentResidence, UnixUsage, Usda and WordNet.

Each constraint is proved as `ddlproof check --all` does. Equivalent are mutants that are proved to take the same rows.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from benchmarks.schemaanalyst.models import sql_of
from benchmarks.schemaanalyst.operators import literature
from benchmarks.schemaanalyst.reduced import Cover, reduced

from ddlproof.model.schema import EMPTY, Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.choose import start
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.proof.operators import Operators, wide
from ddlproof.proof.stated import Default, Width, unclaimed
from ddlproof.proof.unclaimed import prove_unclaimed
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.tokens import cut

SETS: dict[str, Operators] = {"the literature's 13 operators": literature, "all operators": wide}
COUNTED = ("constraints", "mutants", "stillborn", "killed", "equivalent", "alive", "cases", "mismatches", "empty")
GOALS = "goals: none alive on any schema; 30 s and 1,000 different INSERTs for the 34"


def main() -> None:
    """Prove, count, print."""
    if len(sys.argv) < 2:
        sys.exit("where are the schemas?")
    files = sorted(path for path in Path(sys.argv[1]).iterdir() if path.suffix in (".java", ".sql"))
    chosen = {name: made for name, made in SETS.items() if name.startswith(sys.argv[2] if len(sys.argv) > 2 else "")}
    with start("embedded:18") as server:
        for name, operators in chosen.items():
            print(f"{name:31}{''.join(f'{one:>12}' for one in COUNTED)}{'seconds':>9}")
            total: Counter[str] = Counter()
            for path in files:
                count = _schema(server, path, operators)
                print(_line(path.stem, count))
                total += count
            print(_line(f"{len(files)} schemas", total))
    print(GOALS)


def _line(name: str, count: Counter[str]) -> str:
    cover = "".join(f"{count[f'cover {one}']:7,} {one}" for one in Cover.__annotations__ if f"cover {one}" in count)
    return f"{name:31}{''.join(f'{count[one]:12,}' for one in COUNTED)}{count['ms'] / 1000:9.2f}{cover}"


def _schema(server: Server, path: Path, operators: Operators) -> Counter[str]:
    """What the proofs of a schema's constraints count up to; the schema is made in a database of its own."""
    text = path.read_text("utf-8")
    database = server.create("study")
    with database.connect() as session:
        for statement in cut(Source(path.name, sql_of(text) if path.suffix == ".java" else text)):
            session.run(statement.span.text)
        session.renew()
        counted = _prove(session, read_schema(session, READING), operators)
    server.drop(database)
    return counted


def _prove(session: Session, schema: Schema, operators: Operators) -> Counter[str]:
    count: Counter[str] = Counter()
    every = unclaimed(EMPTY, schema, (), every=True)
    if operators is literature:  # which leaves types and defaults alone
        every = tuple(stated for stated in every if not isinstance(stated.part, Default | Width))
    began = time.perf_counter()
    for proof in prove_unclaimed(session, schema, every, operators=operators):
        mutants = proof.mutants
        count.update(
            constraints=1,
            mutants=mutants.made + mutants.stillborn,
            stillborn=mutants.stillborn,
            killed=mutants.killed,
            equivalent=mutants.equivalent,
            alive=len(mutants.survivors),
            cases=proof.rows,
            mismatches=len(proof.mismatches),
            empty=int(not proof.rows),
        )
        for text in mutants.survivors:
            print(f"  alive: {proof.constraint}: {text[:160]}")
        for mismatch in proof.mismatches:
            print(f"  should be {mismatch.expected}, is {mismatch.got}: {proof.constraint}")
        if not proof.rows:
            print(f"  nothing proved: {proof.constraint}: {'; '.join(proof.notes)[:160]}")
    count["ms"] = round((time.perf_counter() - began) * 1000)
    if "cover" in sys.argv:
        count.update({f"cover {name}": n for name, n in asdict(reduced(session, schema, every, operators)).items()})
    return count


if __name__ == "__main__":
    main()
