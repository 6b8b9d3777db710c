"""NOT VALID and VALIDATE in one transaction, whatever the constraint is called."""

from __future__ import annotations

import pytest

RULE = "validate-in-same-transaction"
BEFORE = "create table parents (id int primary key); create table jobs (id int primary key, a int);"
ADD, VALIDATE = "alter table jobs add", "alter table jobs validate constraint"


@pytest.mark.parametrize(
    ("migration", "name"),
    [
        (f"{ADD} constraint c check (a > 0) not valid; {VALIDATE} c", "c"),
        (f"{ADD} check (a > 0) not valid; {VALIDATE} jobs_a_check", "jobs_a_check"),
        (f"{ADD} foreign key (a) references parents not valid; {VALIDATE} jobs_a_fkey", "jobs_a_fkey"),
        (f"{ADD} constraint n not null a not valid; {VALIDATE} n", "n"),
        (
            f"{ADD} constraint c check (a > 0) not valid; alter table jobs rename constraint c to d; {VALIDATE} d",
            "d",
        ),
        (f"{ADD} constraint c check (a > 0) not valid, add check (a < 9) not valid; {VALIDATE} other", None),
    ],
)
@pytest.mark.parametrize("sent", ["transaction", "simple-query", "autocommit"])
def test_the_runners_transaction_counts(said, migration: str, name: str | None, sent: str) -> None:
    before = f"{BEFORE} alter table jobs add constraint other check (a <> 5) not valid;"
    told = f"{name} is validated in the transaction that added it, so public.jobs stays locked through the scan"
    assert said(RULE, migration, before, sent=sent) == ([told] if name and sent != "autocommit" else [])


def test_a_table_by_its_new_name(said) -> None:
    moved = f"{ADD} constraint c check (a > 0) not valid; alter table jobs rename to tasks;"
    assert len(said(RULE, f"{moved} alter table tasks validate constraint c", BEFORE, sent="transaction")) == 1


def test_a_name_that_postgresql_gives_is_known_without_the_table(said) -> None:
    added = f"{ADD} check (a > 0) not valid;"
    assert len(said(RULE, f"{added} {VALIDATE} jobs_a_check", None, sent="transaction")) == 1
    assert said(RULE, f"{added} {VALIDATE} jobs_a_fkey", None, sent="transaction") == []


def test_commit_lets_go(said) -> None:
    apart = f"begin; {ADD} constraint c check (a > 0) not valid; commit; begin; {VALIDATE} c; commit"
    assert said(RULE, apart, BEFORE) == []


def test_a_block_of_code_is_one_transaction_unless_it_commits(said) -> None:
    code = "do $$ begin {} constraint c check (a > 0) not valid; {} {} c; end $$"
    assert len(said(RULE, code.format(ADD, "", VALIDATE), BEFORE, sent="autocommit")) == 1
    assert said(RULE, code.format(ADD, "commit;", VALIDATE), BEFORE, sent="autocommit") == []
