"""Files that show that they run in no transaction."""

from __future__ import annotations

import pytest

RULE = "half-applied-on-failure"
BEFORE = "create table jobs (id int, a int); create index jobs_a on jobs (a);"
STAYS = "if a statement below fails, this stays done, and the file cannot be run again: they share no transaction"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table jobs add b int; create index concurrently on jobs (b)", [STAYS]),
        ("begin; alter table jobs add b int; commit; alter table jobs add c int", [STAYS]),
        (
            "create index concurrently i on jobs (id); create index concurrently j on jobs (id)",
            [STAYS],
        ),
        (
            "drop index concurrently jobs_a; create index concurrently i on jobs (id); vacuum jobs; drop table jobs",
            [f"{STAYS} (and 1 more statement below)"],
        ),
        ("create index concurrently i on jobs (id); reindex index concurrently jobs_a", [STAYS]),
        # All that could be run again, or one transaction, or nothing that says so.
        ("set lock_timeout = 0; create index concurrently on jobs (a)", []),
        ("drop index concurrently if exists i; create index concurrently i on jobs (id); vacuum jobs", []),
        ("alter table jobs add column if not exists b int; create index concurrently on jobs (b)", []),
        ("begin; alter table jobs add b int; alter table jobs add c int; commit", []),
        ("alter table jobs add b int; alter table jobs add c int", []),
    ],
)
def test_reruns(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


AGAIN = "if the file is broken off further down and run again, this fails"
GONE = "column a of table public.jobs does not exist here"
BUILD = "drop index concurrently if exists i; create index concurrently i on jobs (a)"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (f"{BUILD}; alter table jobs drop column if exists a; vacuum jobs; alter table jobs alter id set default 1",
         [f"{AGAIN}: {GONE}"]),
        (f"{BUILD}; alter table jobs alter id set default 1; alter table jobs drop column if exists a", []),
        (f"{BUILD}; begin; alter table jobs drop column if exists a; alter table jobs alter id set default 1; commit",
         []),
        ("alter table jobs alter a set default 1; begin; alter table jobs drop column if exists a; commit; "
         "alter table jobs alter id set default 1", [f"{AGAIN}: {GONE}"]),
        # What cannot be run twice by itself is told as that.
        ("alter table jobs alter a set default 1; begin; alter table jobs drop column a; commit; "
         "alter table jobs alter id set default 1", [STAYS]),
    ],
)  # fmt: skip
def test_what_an_earlier_statement_needs_may_be_gone(said, migration: str, sentences: list[str]) -> None:
    assert said(RULE, migration, BEFORE) == sentences


@pytest.mark.parametrize(
    ("update", "repeatable"),
    [
        ("update jobs set a = 1", True),
        ("update jobs set a = a + 1", False),
        ("update jobs set a = 2 * a", False),
        ("update jobs set note = note || '!'", False),
        ("update jobs set note = lower(note)", True),
        ("update jobs set a = coalesce(a, 0)", True),
        ("update jobs set a = id + 1", True),
        # Its WHERE may leave out what is done.
        ("update jobs set a = a * 100 where a < 100", True),
        ("update jobs set a = a * 100 where id < 100", False),
    ],
)
def test_an_update_that_reckons_with_the_old_value(said, update: str, repeatable: bool) -> None:
    before = BEFORE.replace("a int", "a int, note text", 1)
    found = said(RULE, f"{update}; alter table jobs add c int", before, sent="autocommit")
    assert found == ([] if repeatable else [STAYS])


def test_the_runners_transaction_undoes_all(said) -> None:
    assert said(RULE, "alter table jobs add b int; alter table jobs add c int", BEFORE, sent="transaction") == []
