"""Valid SQL is never refused; what the model does not hold is said, with its place.

`valid/modelled.sql` holds statements of which nothing is left out, `valid/elsewhere.sql` those of kinds that are not
modelled, `valid/partly.sql` those with parts that are not, in «…».
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ddlproof.model.action import Unread
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.scan import scan


def listed(name: str) -> list[str]:
    path = Path(__file__).parent / "valid" / f"{name}.sql"
    return [piece.span.text for piece in scan(Source(path.name, path.read_text("utf-8"))) if piece.kind == "statement"]


def unread(sql: str) -> list[tuple[str, str]]:
    """The texts and reasons of what was not read, of one statement."""
    (statement,) = read(Source("x.sql", f"\n{sql};"))
    assert statement.sql == sql
    return [(action.at.text, action.why) for action in statement.actions if isinstance(action, Unread)]


@pytest.mark.parametrize("sql", listed("modelled"))
def test_what_is_modelled_is_read_whole(sql: str) -> None:
    assert unread(sql) == []


@pytest.mark.parametrize("sql", listed("elsewhere"))
def test_what_is_not_modelled_is_said(sql: str) -> None:
    ((text, why),) = unread(sql)

    assert text == sql
    assert why.endswith("not modelled") or "known only" in why


@pytest.mark.parametrize("sql", listed("partly"))
def test_parts_that_are_not_modelled_are_said_with_their_places(sql: str) -> None:
    marked = re.findall("«(.*?)»", sql)

    assert [text for text, _ in unread(re.sub("[«»]", "", sql))] == marked != []


@pytest.mark.parametrize("sql", [*listed("modelled"), *listed("elsewhere"), *listed("partly")])
def test_postgres_finds_nothing_wrong_with_its_syntax(session: Session, sql: str) -> None:
    said, plain = "", re.sub("[«»]", "", sql)
    session.run("begin")
    try:
        session.copy_in(plain, []) if "stdin" in sql else session.run(plain)
    except StatementFailed as failed:
        said = f"{failed.error.sqlstate} {failed.error.message}"
    session.run("rollback")
    assert not said.startswith("42601"), said
