"""Constraints in the diff that no claim speaks of, through the real command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from watched import ddlproof

TRIGGER = """create function blank() returns trigger language plpgsql as $$ begin new.a := null; return new; end $$;
create trigger blank before insert on jobs for each row execute function blank();
"""
TABLE = "create table jobs (id int primary key, a int, b int not null);\n"


def test_those_in_the_diff_are_proved_and_with_all_every_one(change: Callable[..., Path]) -> None:
    folder = change(migration="alter table jobs add constraint a_key unique (a);\n", before=TABLE)
    claims = {}
    for option in ("--fail-on=error", "--all"):
        ended = ddlproof("check", folder, "--format", "json", option)
        proofs = json.loads(ended.out)["proofs"]
        claims[option] = [(proof["constraint"], proof["claim"]) for proof in proofs]
        assert all(proof["mutants"]["killed"] == proof["mutants"]["made"] > 0 for proof in proofs)
        assert all(proof["mismatches"] == [] for proof in proofs)
    assert claims["--fail-on=error"] == [("public.jobs.a_key", "unique (a)")]
    assert claims["--all"] == [
        ("public.jobs.a_key", "unique (a)"),
        ("public.jobs.jobs_pkey", "primary key (id)"),
        ("public.jobs.b not null", "not null"),
        ("public.jobs", "nothing but its constraints"),
    ]


def test_a_trigger_in_the_way_is_a_finding_with_the_row(change: Callable[..., Path]) -> None:
    folder = change(migration="alter table jobs add constraint a_key unique (a);\n", before=TABLE + TRIGGER)
    ended = ddlproof("check", folder, "--select", "constraint-behaves-otherwise", "--fail-on", "warning")
    assert ended.status == 1
    said = " ".join(ended.out.split())
    assert "says `unique (a)`, but a row that should be rejected 23505 a_key is accepted" in said
    assert "insert into public.jobs (id, a, b)" in said


RENAMES = """alter table jobs rename to tasks;
alter table tasks rename column a to rank;
alter table tasks rename constraint jobs_a_check to rank_is_positive;
alter index jobs_b_idx rename to tasks_b;
"""


def test_what_only_follows_a_rename_is_no_new_constraint(change: Callable[..., Path]) -> None:
    before = """create table jobs (id int primary key, a int not null check (a > 0), b int);
create unique index jobs_b_idx on jobs (b) where a > 1;
create table logs (id int primary key, job int not null references jobs);
"""
    for more, new in (("", []), ("alter table tasks add check (b > rank);\n", ["public.tasks.tasks_check"])):
        folder = change(before=before, migration=RENAMES + more)
        ended = ddlproof("check", folder, "--format", "json")
        assert [proof["constraint"] for proof in json.loads(ended.out)["proofs"]] == new


def test_of_many_that_hold_ten_get_a_line(change: Callable[..., Path]) -> None:
    columns = ", ".join(f"c{number} int not null" for number in range(14))
    folder = change(before="select 1;\n", migration=f"create table wide (id int primary key, {columns});\n")
    said = ddlproof("check", folder).out
    assert said.count(": not null · 3 rows, 1 mutant killed") == 9
    assert "… 5 more hold: --format json lists them" in said
