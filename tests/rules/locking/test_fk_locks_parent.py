"""The tables that foreign keys lock besides their own."""

from __future__ import annotations

RULE = "fk-locks-parent"
JOBS = "create table jobs (id int, a int references users, b int references users);"
BEFORE = f"create table users (id int primary key); {JOBS}"
ADD = "create table x (u int references users); create table y (u int references users);"


def test_a_transaction_takes_a_lock_once(said) -> None:
    made = "the foreign key locks public.users as well (SHARE ROW EXCLUSIVE): writes to it wait until this commits"
    assert said(RULE, ADD, BEFORE, sent="transaction") == [made]
    assert said(RULE, ADD, BEFORE, sent="autocommit") == [made, made]
    assert len(said(RULE, f"{ADD} drop table jobs", BEFORE, sent="transaction")) == 2


def test_a_column_takes_its_key_with_it(said) -> None:
    assert said(RULE, "alter table jobs drop column a", BEFORE) == [
        "dropping jobs_a_fkey locks public.users as well (ACCESS EXCLUSIVE): reads and writes of it wait until this "
        "commits"
    ]
    assert said(RULE, "alter table jobs add column c int; alter table jobs drop column c", BEFORE) == []


def test_a_column_that_is_there_makes_no_key(said) -> None:
    assert said(RULE, "alter table jobs add column if not exists a int references users", BEFORE) == []
    assert len(said(RULE, "alter table jobs add column if not exists c int references users", BEFORE)) == 1


def test_tables_of_one_statement_are_named_together(said) -> None:
    before = "create table users (id int primary key); create table teams (id int primary key);"
    made = "create table x (u int references users, v int references users, t int references teams);"
    assert said(RULE, made, before) == [
        "the foreign keys lock public.users and public.teams as well (SHARE ROW EXCLUSIVE): writes to them wait until "
        "this commits"
    ]
    assert said(RULE, "drop table x", before + made) == [
        "dropping x_t_fkey and x_u_fkey and x_v_fkey locks public.teams and public.users as well (ACCESS EXCLUSIVE): "
        "reads and writes of them wait until this commits"
    ]


def test_lock_timeout_makes_it_a_note_and_nothing_at_the_end(findings) -> None:
    last = "set lock_timeout = '2s'; create table x (u int references users);"
    more = f"{last} create table z (a int);"
    assert findings(RULE, last, BEFORE, sent="transaction") == []
    assert [one.severity for one in findings(RULE, more, BEFORE, sent="transaction")] == ["note"]
    assert [one.severity for one in findings(RULE, ADD, BEFORE, sent="transaction")] == ["warning"]
