"""Keys to which NULL is like NULL: what only rows with NULL in the same column tell from another key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ddlproof.model.schema import EMPTY, Schema
from ddlproof.postgres.session import Session
from ddlproof.proof.stated import unclaimed
from ddlproof.proof.unclaimed import prove_unclaimed

Load = Callable[[str], Schema]
PARENTS = "create table p (id int primary key);"


@pytest.fixture
def left(session: Session, load: Load) -> Callable[[str], dict[str, tuple[str, ...]]]:
    """The mutants that no row tells apart, by the constraint; nothing of those of which there are none."""

    def run(sql: str) -> dict[str, tuple[str, ...]]:
        schema = load(sql)
        proofs = list(prove_unclaimed(session, schema, unclaimed(EMPTY, schema, (), every=True)))
        assert [proof.constraint for proof in proofs if proof.mismatches or not proof.rows] == []
        return {proof.constraint: proof.mutants.survivors for proof in proofs if proof.mutants.survivors}

    return run


@pytest.mark.parametrize(
    "sql",
    [
        # (b) alone: rows that differ in a only, with NULL in b
        "create table t (a int not null, b int, unique nulls not distinct (a, b), unique (b));",
        # (b) alone: rows that differ in a only, of which there is one value, and NULL
        "create type one as enum ('x'); create table t (a one, b int, unique nulls not distinct (a, b));",
        # (a, k, b): rows that differ in b only, which another column must be NULL for
        f"""{PARENTS} create table t (id int primary key, a int references p, b int references p, k text not null,
          check (a is null or b is null), unique nulls not distinct (a, k));""",
        # that two parents have a child of the same name
        """create table t (id int primary key, parent int references t, name text,
          unique nulls not distinct (parent, name));""",
        # c <> 'x' where c holds no NULL is c is distinct from 'x'
        """create table t (id int primary key, a int, c text not null);
          create unique index on t (a, c) nulls not distinct where c <> 'x';""",
    ],
)
def test_told_from_all_others(left: Callable[[str], dict[str, tuple[str, ...]]], sql: str) -> None:
    assert left(sql) == {}


ARC = f"""{PARENTS} create table t (a int references p, b int references p, k text not null,
  check (num_nonnulls(a, b) = 1), unique%s (a, b, k));"""


def test_a_key_over_columns_of_which_one_is_always_null(left: Callable[[str], dict[str, tuple[str, ...]]]) -> None:
    assert left(ARC % " nulls not distinct") == {}


def test_a_key_that_rejects_nothing_is_not_told_from_none(left: Callable[[str], dict[str, tuple[str, ...]]]) -> None:
    assert "t_a_b_k_key dropped" in left(ARC % "")["public.t.t_a_b_k_key"]
