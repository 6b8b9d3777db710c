"""Partitions that come and go, and indexes on what is partitioned."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.postgres.session import StatementFailed

RULE, INDEX = "partition-locks-parent", "index-on-partitioned-parent"
PARENT = """create table events (at date not null, k int) partition by range (at);
create table e24 partition of events for values from ('2024-01-01') to ('2025-01-01');"""
DEFAULT = f"{PARENT} create table rest partition of events default;"
CHECKED = f"{DEFAULT} alter table rest add check (at < '2024-01-01');"
LOOSE = "create table e25 (at date not null, k int);"
ATTACH = "alter table events attach partition e25 for values from ('2025-01-01') to ('2026-01-01')"
CREATE = "create table e25 partition of events for values from ('2025-01-01') to ('2026-01-01')"
MATCH = "alter table e25 add check (at >= '2025-01-01' and at < '2026-01-01')"
ALL = "nobody can read or write public.events, any partition of it, until this commits"
DEFAULT_SCANNED = ", and public.rest is scanned for rows that belong into the new one"
SCAN = "all of public.e25 is scanned while nobody can read or write it"
DROPS = "dropping its partition e24 locks all of public.events: nobody can read or write it"


@pytest.mark.parametrize(
    ("before", "migration", "sentences"),
    [
        (PARENT, CREATE, [ALL]),
        (DEFAULT, CREATE, [ALL + DEFAULT_SCANNED]),
        (CHECKED, CREATE, [ALL]),
        ("", f"{PARENT} {CREATE}", []),
        (PARENT + LOOSE, ATTACH, [SCAN]),
        (PARENT, f"{LOOSE} {ATTACH}", []),
        (PARENT + LOOSE + f"{MATCH};", ATTACH, []),
        (PARENT + LOOSE + "alter table e25 add check (at between '2025-02-01' and '2025-03-01');", ATTACH, []),
        (PARENT + LOOSE + "alter table e25 add check (at >= '2024-06-01' and at < '2026-01-01');", ATTACH, [SCAN]),
        (PARENT + LOOSE + f"{MATCH} not valid;", ATTACH, [SCAN]),
        (
            DEFAULT + LOOSE + f"{MATCH};",
            ATTACH,
            ["public.rest is scanned while nobody can read or write it"],
        ),
        (CHECKED + LOOSE + f"{MATCH};", ATTACH, []),
        (PARENT, "alter table events detach partition e24", [ALL]),
        (PARENT, "alter table events detach partition e24 concurrently", []),
        (PARENT, "alter table events detach partition e24 finalize", []),
        (
            DEFAULT,
            "alter table events detach partition e24 concurrently",
            ["PostgreSQL refuses CONCURRENTLY: public.events has a default partition"],
        ),
        (PARENT, "drop table e24", [DROPS]),
        (PARENT, "drop table events", []),
        (PARENT, "drop table e24; drop table events", []),
    ],
)  # fmt: skip
def test_partitions(said, before, migration, sentences) -> None:
    assert said(RULE, migration, before) == sentences


def test_a_key_of_the_parent_alone_is_used_by_nobody_until_all_have_one(said, embedded) -> None:
    before = f"{PARENT} alter table e24 add constraint old unique (at);"
    invalid = ["the index of public.events stays invalid, and is used by nobody: none is attached to it for public.e24"]
    key = "alter table only events add {} (at); "
    for named, name in (("constraint k unique", "k"), ("unique", "events_at_key"), ("primary key", "events_pkey")):
        assert said(INDEX, key.format(named), before) == invalid
        assert said("unique-may-fail", key.format(named), before) == []
        assert said("unique-may-fail", "create unique index on only events (at)", before) == []
        database = embedded.create("only")
        with database.connect() as session:
            for one in f"{before} {key.format(named)}".split(";"):
                session.run(one)
            valid = "select indisvalid from pg_index where indexrelid = $1::regclass"
            assert session.fetch(valid, [f"public.{name}"]) == [(False,)]
        embedded.drop(database)
    attached = key.format("constraint k unique") + "alter index k attach partition old"
    assert said(INDEX, attached, before) == []


def test_the_index_that_stays_invalid_is_shown(tmp_path: Path, server) -> None:
    (tmp_path / "before.sql").write_text(PARENT)
    (tmp_path / "migration.sql").write_text("create index k on only events (k);")
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    (found,) = check_one(plan(tmp_path), server, Options(select=(INDEX,))).findings
    assert found.witness is not None
    assert (found.witness.title, found.witness.rows) == ("left in the catalog", (("public.k", "INVALID"),))


@pytest.mark.parametrize("version", [13, 18])
def test_of_a_new_partition_no_advice_is_about_old_ones(findings, version: int) -> None:
    """DETACH … CONCURRENTLY is for those that go, and from PostgreSQL 14 on."""
    (alone,), (beside,) = (findings(RULE, CREATE, before, version=version) for before in (PARENT, DEFAULT))
    assert alone.instead == "CREATE TABLE (LIKE parent INCLUDING ALL), a CHECK of the bounds, then ATTACH PARTITION."
    assert beside.instead.startswith(f"{alone.instead} A CHECK that excludes the bounds, ")


def test_a_nullable_key_may_hold_what_the_bounds_exclude(said) -> None:
    before = PARENT.replace(" not null", "") + "create table e25 (at date, k int);"
    check = f"{MATCH};"
    assert said(RULE, ATTACH, before + check) == [SCAN]
    assert said(RULE, ATTACH, before + check + "alter table e25 add check (at is not null);") == []


def test_lists_and_numbers(said) -> None:
    before = """create table jobs (state text not null) partition by list (state);
    create table open_jobs (state text not null check (state in ('new', 'running')));"""
    attach = "alter table jobs attach partition open_jobs for values in {}"
    assert said(RULE, attach.format("('new', 'running', 'late')"), before) == []
    assert len(said(RULE, attach.format("('new')"), before)) == 1


def test_the_advice_is_one_that_the_version_knows(findings) -> None:
    detach = "alter table events detach partition e24"
    assert "CONCURRENTLY" in findings(RULE, detach, PARENT)[0].instead
    assert "CONCURRENTLY" not in findings(RULE, detach, PARENT, version=13)[0].instead
    # PostgreSQL refuses to detach concurrently beside a default partition.
    assert "CONCURRENTLY" not in findings(RULE, detach, DEFAULT)[0].instead
    assert "CONCURRENTLY" not in findings(RULE, "drop table rest", DEFAULT)[0].instead


def test_no_partition_is_detached_concurrently_beside_a_default_one(database) -> None:
    with database.connect() as session:
        session.run(PARENT.split(";")[0])
        for statement in (DEFAULT.split(";")[1], DEFAULT.split(";")[2]):
            session.run(statement)
        for partition in ("e24", "rest"):
            with pytest.raises(StatementFailed, match="when a default partition exists"):
                session.run(f"alter table events detach partition {partition} concurrently")


WAITS = "writes to public.events wait, whatever the partition, until an index of each is built"
REFUSED = "PostgreSQL refuses CONCURRENTLY: public.events is partitioned"
INVALID = "the index of public.events stays invalid, and is used by nobody: none is attached to it for {}"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("create index concurrently on events (k)", [REFUSED]),
        ("create index on events (k)", [WAITS]),
        ("create table t (k int) partition by list (k); create index on t (k)", []),
        ("create index concurrently on e24 (k)", []),
        ("create index i on only events (k)", [INVALID.format("public.e24")]),
        ("create index i on only events (k); create index j on e24 (k); alter index i attach partition j", []),
        ("create index i on only events (k); alter index i attach partition old", []),
        (
            f"create index i on only events (k); {LOOSE} {ATTACH}; alter index i attach partition old",
            [INVALID.format("public.e25")],
        ),
        (
            "drop index concurrently whole",
            ["PostgreSQL refuses CONCURRENTLY: public.events, which has the index, is partitioned"],
        ),
    ],
)
def test_indexes(said, migration, sentences) -> None:
    before = f"{PARENT} create index old on e24 (k); create index whole on events (at);"
    assert said(INDEX, migration, before) == sentences


def test_an_exclusion_constraint_has_no_cheap_form(said, findings) -> None:
    rule, before = "exclusion-constraint-on-existing", "create table rooms (id int, during int4range);"
    add = "alter table rooms add constraint no_overlap exclude using gist (during with &&)"
    assert said(rule, add, before) == [
        "no_overlap is checked against all of public.rooms, and its index built, while nobody can read or write it"
    ]
    assert said(rule, f"{before} {add}") == []
    assert "neither NOT VALID nor USING INDEX" in findings(rule, add, before)[0].instead
    assert said(rule, "alter table only events add exclude using btree (at with =)", PARENT) == []
    assert len(said(rule, "alter table events add exclude using btree (at with =)", PARENT)) == 1


def test_not_valid_is_no_advice_for_a_foreign_key_of_a_partitioned_table_before_18(findings) -> None:
    before = f"{PARENT} create table kinds (id int primary key);"
    add = "alter table events add foreign key (k) references kinds (id)"
    rule = "constraint-validates-immediately"
    assert findings(rule, add, before)[0].instead.startswith("ADD CONSTRAINT … NOT VALID")
    assert "on each partition" in findings(rule, add, before, version=17)[0].instead


STEPS = """alter table only events add constraint events_key unique (at);
create unique index concurrently e24_key on e24 (at);
alter table e24 add constraint e24_key unique using index e24_key;
alter index events_key attach partition e24_key;"""


def test_the_way_to_a_key_of_a_partitioned_table(findings, server) -> None:
    (found,) = findings("unique-or-pk-builds-index", "alter table events add unique (at)", PARENT)
    assert found.instead.startswith("ALTER TABLE ONLY the parent, then the same USING INDEX on each partition")
    assert findings("unique-or-pk-builds-index", STEPS, PARENT) == []
    database = server.create("parted")
    try:
        with database.connect() as session:
            for sql in (*PARENT.split("\n"), *STEPS.split("\n")):
                session.run(sql)
            assert session.run("select count(*)::text from pg_index where not indisvalid").rows == (("0",),)
    finally:
        server.drop(database)


def test_not_valid_is_refused_there(container, embedded) -> None:
    """Whom the advice above believes: 15 and 18."""
    outcomes = {}
    for server in (container, embedded):
        database = server.create("partitioned")
        with database.connect() as session:
            for sql in (*PARENT.split("\n"), "create table kinds (id int primary key)"):
                session.run(sql)
            try:
                session.run("alter table events add foreign key (k) references kinds (id) not valid")
                outcomes[server.postgres.version.partition(".")[0]] = "accepted"
            except StatementFailed as failed:
                outcomes[server.postgres.version.partition(".")[0]] = failed.error.sqlstate
        server.drop(database)
    assert outcomes == {"15": "42809", "18": "accepted"}
