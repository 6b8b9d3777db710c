"""A rename and a drop with an addition leave the same schema; the server that ran the migration tells them apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.postgres.server import Server

BEFORE = """create type mood as enum ('sad', 'ok');
create table jobs (id int primary key, a int, constraint one check (id > 0));
create index jobs_a on jobs (id);
create table logs (x int, y text);
"""


@pytest.mark.parametrize(
    ("migration", "said"),
    [
        ("alter table jobs rename a to b;", "column a of table public.jobs is renamed to b"),
        ("alter table jobs drop a; alter table jobs add b int;", "column a of table public.jobs is dropped, and what"),
        ("alter table jobs rename constraint one to two;", "check one of table public.jobs is renamed to two"),
        (
            "alter table jobs drop constraint one, add constraint two check (id > 0);",
            "check one of table public.jobs is dropped; two",
        ),
        ("alter table logs rename to notes;", "table public.logs is renamed to public.notes"),
        ("drop table logs; create table notes (x int, y text);", "table public.logs is dropped, and what it held"),
        ("alter index jobs_a rename to jobs_b;", "index public.jobs_a is renamed to public.jobs_b"),
        ("alter type mood rename value 'ok' to 'fine';", "enum value public.mood 'ok' is renamed to 'fine'"),
    ],
)
def test_a_rename_is_proved_and_a_loss_is_said(
    change: Callable[..., Path], embedded: Server, migration: str, said: str
) -> None:
    outcome = check_one(plan(change(migration=migration, before=BEFORE)), embedded, Options())

    assert [note for note in outcome.notes if note.startswith(said)], outcome.notes
