"""The mission's named test: before -> after of the variant-jobs change is the intended diff, as sqlglot itself sees it.

sqlglot parses both files here on its own; nothing of the program's reader is used to say what should come out.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from ddlproof.diff.compare import diff
from ddlproof.diff.intended import compare, read_intended
from ddlproof.diff.render import render
from ddlproof.evidence import Change
from ddlproof.model.schema import Schema
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema

FOLDER = Path(__file__).parent.parent / "schema" / "variant_jobs"


def text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


@dataclass
class Seen:
    """What sqlglot's trees say of one table: columns with types, NOT NULLs, foreign keys, CHECKs, indexes."""

    columns: dict[str, str] = field(default_factory=dict)
    not_null: set[str] = field(default_factory=set)
    foreign_keys: set[tuple[str, str, str]] = field(default_factory=set)
    checks: dict[str, exp.Expr] = field(default_factory=dict)
    indexes: dict[str, list[str]] = field(default_factory=dict)


def seen(name: str, table: str) -> Seen:
    """The table as sqlglot parses a file."""
    found = Seen()
    for tree in sqlglot.parse(text(name), dialect="postgres"):
        if not isinstance(tree, exp.Create):
            continue
        index = tree.this if isinstance(tree.this, exp.Index) else None
        if index is not None and index.args["table"].name == table:
            found.indexes[index.name] = [column.name for column in index.args["params"].find_all(exp.Column)]
        elif isinstance(tree.this, exp.Schema) and tree.this.this.name == table:
            for element in tree.this.expressions:
                _element(found, element)
    return found


def _element(found: Seen, element: exp.Expr) -> None:
    if isinstance(element, exp.ColumnDef):
        found.columns[element.name] = element.kind.sql("postgres") if element.kind is not None else ""
        for constraint in element.constraints:
            kind = constraint.kind
            if isinstance(kind, exp.NotNullColumnConstraint | exp.PrimaryKeyColumnConstraint):
                found.not_null.add(element.name)
            elif isinstance(kind, exp.Reference):
                target = kind.this
                found.foreign_keys.add((element.name, target.this.name, target.expressions[0].name))
    elif isinstance(element, exp.Constraint):
        for check in element.find_all(exp.CheckColumnConstraint):
            found.checks[element.name] = check.this


@pytest.fixture(scope="module")
def before() -> Seen:
    return seen("before.sql", "jobs")


@pytest.fixture(scope="module")
def after() -> Seen:
    return seen("after.sql", "jobs")


@pytest.fixture(scope="module")
def changes() -> tuple[Change, ...]:
    return diff(schema("before.sql"), schema("after.sql"))


def schema(name: str) -> Schema:
    return read_schema(Source(name, text(name)))


def test_sqlglot_sees_the_intended_change(before: Seen, after: Seen) -> None:
    assert after.columns == before.columns | {"variant_row_id": "UUID"}
    assert before.not_null - after.not_null == {"row_id"}
    assert after.not_null <= before.not_null
    assert after.foreign_keys - before.foreign_keys == {("variant_row_id", "variant_rows", "id")}
    assert before.foreign_keys <= after.foreign_keys
    assert after.checks.keys() - before.checks.keys() == {"jobs_row_or_variant_check"}
    assert (before.indexes, after.indexes) == ({}, {"idx_jobs_variant_row": ["variant_row_id"]})


def test_nothing_else_changes() -> None:
    for table in ("models", "model_rows", "variant_rows"):
        assert seen("before.sql", table) == seen("after.sql", table) != Seen()


def test_the_check_means_exactly_one_of_the_two(after: Seen) -> None:
    """sqlglot's tree of the CHECK, evaluated over the four ways in which the columns can be NULL."""
    check = after.checks["jobs_row_or_variant_check"]

    def holds(present: set[str]) -> bool:
        def value(node: exp.Expr) -> bool:
            match node:
                case exp.Paren():
                    return value(node.this)
                case exp.Or():
                    return value(node.left) or value(node.right)
                case exp.And():
                    return value(node.left) and value(node.right)
                case exp.Not():
                    return not value(node.this)
                case exp.Is() if isinstance(node.expression, exp.Null):
                    return (node.this.name not in present) is not bool(node.args.get("negate"))
            raise AssertionError(node.sql())

        return value(check)

    rows = [set(), {"row_id"}, {"variant_row_id"}, {"row_id", "variant_row_id"}]
    assert [holds(row) for row in rows] == [False, True, True, False]


def test_the_diff_is_what_sqlglot_sees(before: Seen, after: Seen, changes: tuple[Change, ...]) -> None:
    expected = {("alter", "column", f"public.jobs.{name}") for name in before.not_null - after.not_null}
    expected |= {("add", "column", f"public.jobs.{name}") for name in after.columns.keys() - before.columns.keys()}
    expected |= {
        ("add", "foreign key", f"public.jobs.jobs_{column}_fkey")
        for column, _, _ in after.foreign_keys - before.foreign_keys
    }
    expected |= {("add", "check", f"public.jobs.{name}") for name in after.checks.keys() - before.checks.keys()}
    expected |= {("add", "index", f"public.{name}") for name in after.indexes.keys() - before.indexes.keys()}

    assert {(change.action, change.kind, change.object) for change in changes} == expected
    assert len(changes) == len(expected) == 5


def test_the_diff_is_what_the_contract_intends(changes: tuple[Change, ...]) -> None:
    intended = tomllib.loads(text("change.toml"))["intended"]

    found = compare(changes, read_intended(intended, READING))

    assert (found.missing, found.unexpected) == ((), ())
    assert render(changes) == intended.strip()


@pytest.mark.parametrize("line", range(5))
def test_a_contract_that_intends_less_or_more_is_told(changes: tuple[Change, ...], line: int) -> None:
    without = changes[:line] + changes[line + 1 :]
    intended = read_intended(tomllib.loads(text("change.toml"))["intended"], READING)

    assert len(compare(without, intended).missing) == 1
    assert len(compare(changes, read_intended(render(without), READING)).unexpected) == 1


def test_the_migration_makes_after_of_before() -> None:
    replay = Replay(schema("before.sql"))

    made = replay.run(read(Source("migration.sql", text("migration.sql"))))

    assert replay.problems == replay.opaque == []
    assert render(diff(made, schema("after.sql"))) == ""
