"""All rules on a shop with half a year of migrations, each judged as it was when it was new; and PostgreSQL on them.

What is said of each is in `findings.txt`, read through and found right: a change there is a change for every user.
`DDLPROOF_WRITE_CORPUS=1 pytest tests/rules/test_corpus.py` writes it again.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.finding import Finding
from ddlproof.model.schema import EMPTY
from ddlproof.options import Options
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

SHOP = Path(__file__).parent / "corpus" / "shop"
FILES = sorted((SHOP / "db" / "migrations").iterdir())
PINNED = SHOP / "findings.txt"


def up(file: Path) -> str:
    return file.read_text().partition("-- migrate:down")[0]


def line(finding: Finding) -> str:
    place = f"{finding.span.line}: " if finding.span is not None else ""
    return f"  {place}{finding.severity} {finding.rule}: {finding.message}"


def test_what_is_said_of_every_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SHOP)
    told = []
    for file in FILES:
        outcome = gate.lint((str(file.relative_to(SHOP)),), Options(postgres_version=15))
        assert outcome.analysed == outcome.statements
        told += [file.name, *map(line, outcome.findings)]
    if os.environ.get("DDLPROOF_WRITE_CORPUS"):
        PINNED.write_text("\n".join(told) + "\n")
    assert told == PINNED.read_text().splitlines()


def test_postgres_takes_them_all_and_has_the_same_schema(embedded: Server) -> None:
    database = embedded.create("shop")
    replay = Replay(version=18)
    try:
        with database.connect() as session:
            for file in FILES:
                statements = read(Source(file.name, up(file)))
                replay.run(statements)
                for statement in statements:
                    session.run(statement.sql)
            held = read_schema(session, READING)
    finally:
        embedded.drop(database)
    assert not replay.problems
    assert render(diff(replay.result, held)) == ""
    assert diff(EMPTY, held) != ()
