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
