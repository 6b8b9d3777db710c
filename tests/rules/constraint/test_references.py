"""Foreign keys: their indexes, which PostgreSQL is asked about, and their types."""

from __future__ import annotations

import pytest

from ddlproof.model.house import House
from ddlproof.postgres.database import Database
from ddlproof.postgres.session import StatementFailed
from ddlproof.rules.judge import judge_moments
from ddlproof.rules.registry import name_of
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema

INDEX, TYPE = "fk-without-index", "fk-type-mismatch"
POSTS = "create table posts (id int primary key, team int, unique (team, id));"
NOTES = "create table notes (id bigint primary key, post int references posts, team int);"
PAIR = "create table notes (id bigint, team int, post int, foreign key (team, post) references posts (team, id));"


def test_no_index(said) -> None:
    assert said(INDEX, NOTES, POSTS) == [
        "no index of public.notes begins with (post): a DELETE in public.posts reads all of it"
    ]


@pytest.mark.parametrize(
    ("parent", "tiny"),
    [
        ("create table posts (id text primary key check (id in ('draft', 'final')));", True),
        ("create table posts (id text primary key, check (id in ('draft', 'final') and id <> ''));", True),
        ("create type state as enum ('draft', 'final'); create table posts (id state primary key);", True),
        ("create table posts (id boolean primary key);", True),
        ("create table posts (id text primary key, kind text check (kind in ('draft', 'final')));", False),
        ("create table posts (id text primary key check (id not in ('draft', 'final')));", False),
    ],
)
def test_a_parent_that_can_hold_a_handful_of_rows_needs_no_index(said, parent: str, tiny: bool) -> None:
    kind = "state" if "enum" in parent else "boolean" if "boolean" in parent else "text"
    assert bool(said(INDEX, f"create table notes (id int primary key, post {kind} references posts);", parent)) != tiny


def test_how_to_make_the_index_depends_on_the_table(findings, database: Database) -> None:
    old = "create table notes (id int primary key, post int);"
    add = "alter table notes add foreign key (post) references posts;"
    whole = "create table notes (id int, post int) partition by range (id);"
    (new,) = findings(INDEX, NOTES, POSTS)
    (there,) = findings(INDEX, add, POSTS + old)
    (parted,) = findings(INDEX, add, POSTS + whole)
    assert new.instead == "CREATE INDEX on the columns behind CREATE TABLE: nobody waits while the table is new."
    assert there.instead == "CREATE INDEX CONCURRENTLY on the columns, in a statement of its own."
    assert parted.instead.startswith("CREATE INDEX ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition")
    with database.connect() as session:
        session.run(whole)
        with pytest.raises(StatementFailed, match="on partitioned table"):
            session.run("create index concurrently on notes (post)")


STATES = "create table states (id int primary key, name text not null);"
STATES_REFERRED = "create table notes (id bigint primary key, state int references states);"


@pytest.mark.parametrize(
    ("rows", "tiny"),
    [
        ("insert into states values (1, 'draft'), (2, 'final');", True),
        ("insert into states (id, name) values (1, 'draft'); insert into public.states values (2, '(b), (c)');", True),
        ("insert into states (name, id) values ('draft', 1), ('final', 2) on conflict (id) do nothing;", True),
        ("copy states (id, name) from stdin;\n1\tdraft\n2\tfinal\n\\.\n", True),
        ("", False),
        # Numbers that PostgreSQL gives go on being given.
        ("alter table states alter id add generated always as identity; insert into states(name) values ('');", False),
        ("insert into states values (1, 'draft'), (2, 'final'); insert into states select id, note from old;", False),
        ("insert into states values " + ", ".join(f"({n}, 'x')" for n in range(101)) + ";", False),
        ("insert into other values (1, 'draft'), (2, 'final');", False),
    ],
)  # fmt: skip
def test_a_parent_that_the_migration_makes_and_fills_by_hand_needs_no_index(said, rows: str, tiny: bool) -> None:
    assert bool(said(INDEX, f"{STATES}\n{rows}\n{STATES_REFERRED}")) != tiny


def test_a_table_that_was_there_may_have_more_rows_than_come_in_now(said) -> None:
    assert said(INDEX, f"insert into states values (1, 'draft'), (2, 'final'); {STATES_REFERRED}", STATES)


@pytest.mark.parametrize(("rows", "tiny"), [(100, True), (101, False)])
def test_a_parent_of_which_the_configuration_says_that_it_is_small_needs_no_index(rows: int, tiny: bool) -> None:
    house = House(sizes=(("states", rows),))
    replay = Replay(read_schema(Source("before.sql", STATES)), house=house)
    found = judge_moments(replay.walk(read(Source("m.sql", STATES_REFERRED))), lambda one: name_of(one) == INDEX)
    assert bool(found) != tiny


SERVE = [
    (NOTES, "create index i on notes (post);"),
    (NOTES, "create index i on notes (post, team);"),
    (NOTES, "create index i on notes using hash (post);"),
    (NOTES, "create index i on notes (post) where post is not null;"),
    (PAIR, "create index i on notes (post, team);"),
]
DO_NOT = [
    (NOTES, "create index i on notes (team, post);"),
    (NOTES, "create index i on notes (post) where team > 0;"),
    (NOTES, "create index i on notes ((post + 1));"),
    (NOTES, "create index i on notes using brin (post);"),
    (PAIR, "create index i on notes (team, id, post);"),
]


@pytest.mark.parametrize(("table", "index"), SERVE + DO_NOT)
def test_an_index_later_in_the_script_counts_if_it_serves(said, table: str, index: str) -> None:
    assert bool(said(INDEX, table + index, POSTS)) == ((table, index) in DO_NOT)


@pytest.mark.parametrize(("table", "index"), SERVE)
def test_postgres_uses_it(database: Database, table: str, index: str) -> None:
    with database.connect() as session:
        session.run("set enable_seqscan = off")
        for statement in (POSTS, table, index):
            session.run(statement)
        where = "post = 1" if table == NOTES else "team = 1 and post = 1"
        plan = "\n".join(row[0] or "" for row in session.run(f"explain select 1 from only notes where {where}").rows)
        assert "Cond" in plan
        assert " on i" in plan or " using i " in plan


def test_a_reference_that_is_not_enforced_reads_nothing(said) -> None:
    made = "create table notes (id bigint primary key, post_id int references posts{});"
    assert said("fk-without-index", made.format(""), "create table posts (id int primary key);")
    assert not said("fk-without-index", made.format(" not enforced"), "create table posts (id int primary key);")


def test_the_reference_is_the_key_itself(said) -> None:
    assert not said(INDEX, "create table notes (post int primary key references posts);", POSTS)


def test_where_the_indexes_are_not_known_only_new_columns_are_judged(said) -> None:
    add = "alter table notes add constraint fk foreign key (post) references posts;"
    assert not said(INDEX, add, before=None)
    assert said(INDEX, "alter table notes add column post int references posts;", before=None)
    together = "alter table notes add column post int references posts; create index on notes (post);"
    assert not said(INDEX, together, before=None)


def test_references_of_one_statement_are_one_finding(said) -> None:
    two = "create table notes (id bigint primary key, a int references posts, b int references posts);"
    assert said(INDEX, two, POSTS) == [
        "no index of public.notes begins with (a) or (b): a DELETE in public.posts reads all of it"
    ]


def test_another_type(said) -> None:
    wide = "create table posts (id bigint primary key);"
    assert said(TYPE, "create table notes (post int references posts);", wide) == [
        "public.notes.post is integer and refers to public.posts.id, which is bigint: keys above 2147483647 cannot be "
        "referred to"
    ]
    assert said(TYPE, "create table notes (post bigint references posts);", POSTS) == [
        "public.notes.post is bigint and refers to public.posts.id, which is integer: every comparison casts"
    ]
    assert not said(TYPE, "create table notes (post bigint references posts);", wide)


def test_texts_are_alike_and_domains_are_not_known(said) -> None:
    names = "create table names (id varchar(20) primary key);"
    assert not said(TYPE, "create table notes (name text references names);", names)


def test_a_key_that_is_widened_without_those_that_refer_to_it(said) -> None:
    widen = "alter table posts alter column id type bigint;"
    assert said(TYPE, widen, POSTS + NOTES) == [
        "public.notes.post is integer and refers to public.posts.id, which is bigint: keys above 2147483647 cannot be "
        "referred to"
    ]
    assert not said(TYPE, f"{widen} alter table notes alter column post type bigint;", POSTS + NOTES)


def test_a_sequence_stays_as_short_as_it_was(said, database: Database) -> None:
    before, widen = "create table jobs (id serial);", "alter table jobs alter column id type bigint;"
    assert said(TYPE, widen, before) == [
        "the sequence behind public.jobs.id stays integer: it ends where the old type did"
    ]
    assert not said(TYPE, f"{widen} alter sequence jobs_id_seq as bigint;", before)
    assert said(TYPE, f"{widen} create sequence s as int; alter sequence s as bigint;", before)
    identity = (
        "alter table jobs alter id drop default; drop sequence jobs_id_seq;"
        "alter table jobs alter id add generated always as identity;"
    )
    assert not said(TYPE, f"{widen} {identity}", before)
    own = "create sequence numbers; create table jobs (id int not null default nextval('numbers'));"
    assert not said(TYPE, widen, own), "CREATE SEQUENCE without AS makes one of bigint"
    assert not said(TYPE, widen, "create table jobs (id int generated always as identity);")
    with database.connect() as session:
        session.run(before)
        session.run("create table more (id int generated always as identity)")
        session.run(widen)
        session.run(widen.replace("jobs", "more"))
        types = "select seqrelid::regclass::text, seqtypid::regtype::text from pg_sequence order by 1"
        assert list(session.run(types).rows) == [("jobs_id_seq", "integer"), ("more_id_seq", "bigint")]


def test_all_that_one_change_of_type_leaves_behind_is_said_once(said) -> None:
    before = "create table posts (id int primary key);" + "".join(
        f"create table t{n} (post int references posts);" for n in range(5)
    )
    assert said(TYPE, "alter table posts alter id type bigint;", before) == [
        "public.t0.post and public.t1.post and public.t2.post and 2 more are integer and refer to public.posts.id, "
        "which is bigint: keys above 2147483647 cannot be referred to"
    ]
