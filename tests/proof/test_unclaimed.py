"""Constraints that no claim speaks of: SQL in, a sentence out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ddlproof.evidence import Proof
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.proof.stated import Default, NotNull, Width, unclaimed
from ddlproof.proof.unclaimed import prove_unclaimed
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

Load = Callable[[str], Schema]
FOREIGN = "create table t (id int primary key, p int references parents (id)"


def proofs(session: Session, schema: Schema) -> dict[str, Proof]:
    """All of a schema's constraints, by `table.name`."""
    found = list(prove_unclaimed(session, schema, unclaimed(EMPTY, schema, (), every=True)))
    named = {proof.constraint.removeprefix("public."): proof for proof in found}
    assert len(named) == len(found), "two proofs have the same name"
    return named


def sentence(proof: Proof) -> str:
    """What a proof found, in words."""
    mutants = proof.mutants
    same = f", {mutants.equivalent} equivalent" if mutants.equivalent else ""
    left = f"; not distinguished: {', '.join(mutants.survivors)}" if mutants.survivors else ""
    wrong = "".join(f"; should be {m.expected}, is {m.got}" for m in proof.mismatches)
    figures = f"{proof.accepted} accepted, {proof.rejected} rejected, {mutants.killed}/{mutants.made} killed"
    return f"{proof.claim}: {figures}{same}{left}{wrong}"


@pytest.mark.parametrize(
    ("sql", "name", "said"),
    [
        (
            "create table t (id int primary key, a text)",
            "t.t_pkey",
            "primary key (id): 1 accepted, 3 rejected, 4/4 killed",
        ),
        (
            "create table t (a int not null, b int, c int, unique (a, b))",
            "t.t_a_b_key",
            "unique (a, b): 4 accepted, 2 rejected, 9/9 killed",
        ),
        (
            "create table t (a int, unique nulls not distinct (a))",
            "t.t_a_key",
            "unique nulls not distinct (a): 1 accepted, 3 rejected, 4/4 killed",
        ),
        (
            "create table t (a int unique deferrable)",
            "t.t_a_key",
            "unique (a) deferrable: 3 accepted, 2 rejected, 5/5 killed",
        ),
        (
            "create table t (a int unique deferrable initially deferred)",
            "t.t_a_key",
            "unique (a) deferrable initially deferred: 4 accepted, 1 rejected, 5/5 killed",
        ),
        (
            "create table t (id int primary key, a int, unique (id, a))",
            "t.t_id_a_key",
            # id alone is a key already: without the other one the table takes the same rows
            "unique (id, a): 3 accepted, 2 rejected, 2/6 killed, 4 equivalent",
        ),
        (
            "create table t (a text primary key, b text, c int not null); alter table t add unique (a)",
            "t.t_pkey",
            # (a, b) would forbid NULL in b; dropped, deferrable, or as (a, c) it is as before: a is another key still
            "primary key (a): 3 accepted, 3 rejected, 3/6 killed, 3 equivalent",
        ),
        (
            "create table t (id int primary key, a int, exclude (id with =, a with =))",
            "t.t_id_a_excl",
            # without the exclusion, or without a, id is a key still
            "exclude using btree (id with =, a with =): 3 accepted, 0 rejected, 2/4 killed, 2 equivalent",
        ),
        (
            "create table t (a tsrange, b tsrange, exclude using gist (a with &&),"
            " exclude using gist (a with &&, b with &&))",
            "t.t_a_b_excl",
            # two that are empty do not overlap, but are the same
            "exclude using gist (a with &&, b with &&): 5 accepted, 5 rejected, 4/7 killed, 3 equivalent",
        ),
        (
            "create table t (a text primary key, b int); create unique index i on t (lower(a), b)",
            "t.i",
            # that a is a key says nothing of its letters
            "unique index ((lower(a)), b): 5 accepted, 3 rejected, 6/6 killed",
        ),
        (
            r"create table t (a text primary key check (a ~ '^[A-Z]{2}\d{4}$'), b int)",
            "t.t_pkey",
            "primary key (a): 1 accepted, 3 rejected, 4/4 killed",
        ),
        (
            "create table t (a text primary key check (a = upper(a)))",
            "t.t_pkey",
            "primary key (a): 1 accepted, 3 rejected, 2/2 killed",
        ),
        (
            "create table t (a text primary key); create unique index i on t (a)",
            "t.i",
            "unique index (a): 1 accepted, 2 rejected, 0/1 killed, 1 equivalent",
        ),
        (
            "create table t (a text primary key); create unique index i on t (lower(a))",
            "t.i",
            "unique index ((lower(a))): 1 accepted, 3 rejected, 2/2 killed",
        ),
        (
            "create table t (a int); create unique index i on t (a) where a is not null",
            "t.i",
            # no row with a NULL is in it
            "unique index (a) where a is not null: 2 accepted, 2 rejected, 3/5 killed, 2 equivalent",
        ),
        (
            "create table t (id int primary key, gone boolean not null, a text);"
            "create unique index live on t (lower(a)) where not gone",
            "t.live",
            "unique index ((lower(a))) where not gone: 4 accepted, 3 rejected, 7/7 killed",
        ),
        (
            "create table t (during tsrange, exclude using gist (during with &&))",
            "t.t_during_excl",
            "exclude using gist (during with &&): 3 accepted, 3 rejected, 3/3 killed",
        ),
        (
            "create table t (id int primary key, a text check (a in ('x', 'y')))",
            "t.t_a_check",
            "check a in ('x', 'y'): 6 accepted, 14 rejected, 9/9 killed",
        ),
        (
            f"create table parents (id int primary key); {FOREIGN})",
            "t.t_p_fkey",
            "foreign key (p) references public.parents (id): 4 accepted, 4 rejected, 11/11 killed",
        ),
        (
            "create table t (id int primary key, a int, b text not null, c int, d int, unique (c, d))",
            "t",
            # a row, NULL in a, c and d, twice the same in a and b, in c, in d
            "nothing but its constraints: 5 accepted, 0 rejected, 7/7 killed",
        ),
        (
            "create table t (id int primary key, a int, b int, check (num_nonnulls(a, b) = 1))",
            "t",
            # never NULL in both, nor a value in both
            "nothing but its constraints: 5 accepted, 0 rejected, 4/4 killed",
        ),
        (
            "create table t (id int primary key, a int check (a is not null))",
            "t",
            "nothing but its constraints: 2 accepted, 0 rejected, 1/2 killed, 1 equivalent",
        ),
    ],
)
def test_a_constraint_holds_and_the_rows_tell_it_from_its_mutants(
    session: Session, load: Load, sql: str, name: str, said: str
) -> None:
    proof = proofs(session, load(sql))[name]
    assert sentence(proof) == said
    assert session.status == "idle"


@pytest.mark.parametrize("action", ["no action", "restrict", "cascade", "set null", "set default"])
@pytest.mark.parametrize("event", ["delete", "update"])
def test_every_action_of_a_foreign_key_is_told_from_the_others(
    session: Session, load: Load, event: str, action: str
) -> None:
    proof = proofs(session, load(f"create table parents (id int primary key); {FOREIGN} on {event} {action})"))[
        "t.t_p_fkey"
    ]
    assert (proof.mismatches, proof.notes, proof.mutants.survivors) == ((), (), ())
    assert proof.mutants.killed == proof.mutants.made > 10


@pytest.mark.parametrize("timing", ["not deferrable", "deferrable", "deferrable initially deferred"])
def test_when_a_reference_is_checked(session: Session, load: Load, timing: str) -> None:
    proof = proofs(session, load(f"create table parents (id int primary key); {FOREIGN} {timing})"))["t.t_p_fkey"]
    assert (proof.mismatches, proof.notes, proof.mutants.survivors) == ((), (), ())
    assert proof.mutants.killed == proof.mutants.made == 11 + (timing != "not deferrable")


def test_restrict_is_told_from_no_action_where_the_row_has_other_keys(embedded16: Server) -> None:
    database = embedded16.create("restrict")  # both say 23503 there
    with database.connect() as session:
        sql = f"create table parents (id int primary key, code text not null unique); {FOREIGN})"
        for statement in sql.split(";"):
            session.run(statement)
        proof = proofs(session, read_schema(Source("t.sql", sql)))["t.t_p_fkey"]
    embedded16.drop(database)
    assert (proof.mismatches, proof.notes, proof.mutants.survivors) == ((), (), ())


SHARED = {
    "a parent that another parent refers to, too": """
        create table parents (id int primary key);
        create table stores (id int primary key, p int not null references parents);
        create table t (id int primary key, store int not null references stores, p int not null references parents)""",
    "two keys of one row to the same table": """
        create table parents (id int primary key);
        create table t (id int primary key, q int not null references parents, p int references parents)""",
    "keys that share a column": """
        create table tenants (id int primary key);
        create table parents (tenant int references tenants, id int, primary key (tenant, id));
        create table others (tenant int, id int, p int not null, primary key (tenant, id),
          foreign key (tenant, p) references parents);
        create table t (id int primary key, tenant int, p int, q int not null,
          constraint t_p_fkey foreign key (tenant, p) references parents, foreign key (tenant, q) references others)""",
    "a key that is the key of another table": """
        create table people (id int primary key);
        create table parents (id int primary key references people);
        create table friends (id int primary key references parents);
        create table t (id int primary key, f int not null references friends, p int not null references parents)""",
    "a parent with an identity and a generated column": """
        create table parents (id int generated always as identity primary key, two int generated always as (2) stored);
        create table stores (id int primary key, p int not null references parents);
        create table t (id int primary key, store int not null references stores, p int not null references parents)""",
    "a key with few values": """
        create type mood as enum ('sad', 'ok', 'glad');
        create table parents (id mood primary key);
        create table stores (id int primary key, p mood not null references parents);
        create table t (id int primary key, store int not null references stores, p mood references parents)""",
    "an exclusive arc": """
        create table parents (id int primary key);
        create table stores (id int primary key, p int not null references parents);
        create table t (id int primary key, store int not null references stores, p int references parents,
          q int references stores, check (num_nonnulls(p, q) = 1))""",
}


@pytest.mark.parametrize("sql", SHARED.values(), ids=SHARED)
def test_the_row_referred_to_is_nobody_elses(session: Session, load: Load, sql: str) -> None:
    proof = proofs(session, load(sql))["t.t_p_fkey"]
    assert (proof.mismatches, proof.notes, proof.mutants.survivors) == ((), (), ())
    assert proof.mutants.killed == proof.mutants.made > 8


@pytest.mark.parametrize("match", ["simple", "full"])
def test_a_composite_foreign_key_and_what_null_makes_of_it(session: Session, load: Load, match: str) -> None:
    schema = load(f"""
        create table p (a int, b int, primary key (a, b));
        create table t (id int primary key, a int, b int, foreign key (a, b) references p match {match})""")
    proof = proofs(session, schema)["t.t_a_b_fkey"]
    assert (proof.mismatches, proof.notes, proof.mutants.survivors) == ((), (), ())
    assert proof.mutants.killed == proof.mutants.made > 12


def of_columns(session: Session, schema: Schema, before: Schema = EMPTY) -> list[str]:
    """What the proofs of NOT NULL, defaults and widths found, each after its column."""
    every = unclaimed(before, schema, (), every=before == EMPTY)
    parts = [one for one in every if isinstance(one.part, NotNull | Default | Width)]
    found = zip(parts, prove_unclaimed(session, schema, parts), strict=True)
    return [f"{one.name} {sentence(proof)}" for one, proof in found]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("a text default 'new'", "a default 'new': 1 accepted, 0 rejected, 2/2 killed"),
        ("a text not null default 'new'", "a default 'new': 1 accepted, 0 rejected, 2/2 killed"),
        ("a text not null default 'new'", "a not null: 2 accepted, 1 rejected, 1/1 killed"),
        ("a timestamptz default now()", "a default now(): 1 accepted, 0 rejected, 1/1 killed"),
        ("a json default '{}'", "a default '{}': 1 accepted, 0 rejected, 1/1 killed"),
        ("a int default 5 check (a < 6)", "a default 5: 1 accepted, 0 rejected, 3/3 killed"),
        ("a boolean default true", "a default true: 1 accepted, 0 rejected, 2/2 killed"),
        ("a varchar(3)", "a type character varying(3): 1 accepted, 1 rejected, 3/3 killed"),
        ("a varchar(9) check (length(a) < 4)", "a type character varying(9): 0 accepted, 2 rejected, 3/3 killed"),
        ("a char(3) unique", "a type character(3): 1 accepted, 1 rejected, 2/2 killed"),
        # the largest number, one that is rounded, and a larger one
        ("a numeric(4,2)", "a type numeric(4,2): 2 accepted, 1 rejected, 6/6 killed"),
        ("a numeric(40,6)", "a type numeric(40,6): 2 accepted, 1 rejected, 6/6 killed"),
        ("a numeric(2,2)", "a type numeric(2,2): 2 accepted, 1 rejected, 4/4 killed"),
    ],
)
def test_what_a_column_takes_and_what_it_is_given(session: Session, load: Load, column: str, said: str) -> None:
    assert said in of_columns(session, load(f"create table t (id int primary key, {column})"))


def test_a_default_that_a_trigger_takes_away_is_a_mismatch(session: Session) -> None:
    sql = "create table t (id int primary key, a text default 'x');"
    session.run(sql)
    session._command(TRIGGER.format(body="new.a := null; return new;"))  # two statements as one message
    (said,) = of_columns(session, read_schema(Source("t.sql", sql)))
    assert said.endswith("should be accepted, with a = x, is accepted")


def test_a_width_and_a_default_in_the_diff(session: Session, load: Load) -> None:
    before = read_schema(Source("t.sql", "create table t (a varchar(5), b varchar(5) default 'x', c int)"))
    after = load("create table t (a varchar(6), b varchar(5) default 'y', c int, d varchar(5) default 'new')")
    assert of_columns(session, after, before) == [
        "a type character varying(6): 1 accepted, 1 rejected, 3/3 killed",
        "b default 'y': 1 accepted, 0 rejected, 2/2 killed",
    ]


TOLD = {
    "a column that a CHECK ties to others": """
        create table t (id int primary key, a int, b int, c int, check (a = 0 or a > b), check (b >= c))""",
    "a bound as the catalog prints it": """
        create table t (a int not null, check (a >= '-180'::integer and a <= 180))""",
    "a number just above the bound of another": """
        create table t (price numeric not null check (price > 0), low numeric not null check (low > 0),
          check (price > low))""",
    "a key that is a foreign key as a whole": """
        create table p (a int, b int, primary key (a, b));
        create table t (a int, b int, d date not null, primary key (a, b, d), foreign key (a, b) references p)""",
    "a key with a CHECK on a part of it": """
        create table t (a numeric(5), b numeric(5) check (b > 0), primary key (a, b))""",
    "a key of which a part is a foreign key": """
        create table p (a int primary key);
        create table t (a int references p, b int, c text not null, unique (a, b, c), primary key (a, b))""",
    "a partial key of rows of two kinds": """
        create table t (id int primary key, md5 text not null, status int not null);
        create unique index i on t (md5) where status in (100, 200)""",
    "two keys over the same column": """
        create table t (a text primary key, b text, c int not null);
        alter table t add unique (a)""",
    "NULL in one arm of two, each with its key": """
        create table t (id int primary key, f int not null, a int, b int, gone date,
          check ((a is null) <> (b is null)));
        create unique index i on t (f, a) where gone is null;
        create unique index j on t (f, b) where gone is null""",
    "a moment in a predicate, of a precision that is full": """
        create table f (id int primary key);
        create table t (id int primary key, a int not null references f, b int, made timestamp(6) not null);
        create unique index i on t (a, b) where b is not null and made >= '2023-09-12'::timestamp without time zone""",
    "what a partial key leaves out, by another column": """
        create table t (id int primary key, md5 text not null, status int default 200 not null);
        create unique index i on t (md5) where status in (100, 200)""",
    "a number that is its default in another spelling": """
        create table t (id int primary key, a int not null, n double precision default 1.0 not null);
        create unique index i on t (a) where a > 0""",
    "a predicate that a flag pins": """
        create table t (id int primary key, a int not null, flag boolean);
        create unique index i on t (a) where flag is true""",
    "a type of one value": """
        create type one as enum ('only');
        create table t (id int primary key, a int not null, o one default 'only');
        create unique index i on t (a)""",
    "a unique index over a key and more": """
        create table t (id int primary key, b int not null, c text);
        create unique index i on t (b, id)""",
    "a partial key over a column that its predicate pins": """
        create table t (id int primary key, s int not null, r text not null, g int);
        create unique index i on t (s, r) where r = 'last' and g is null""",
    "one row of a kind, beside another key": """
        create table t (id int primary key, o int, code text not null check (code ~ '^[a-z_]+$'),
          admin boolean not null default false, gone date);
        create unique index i on t (admin) where admin and gone is null;
        create unique index j on t (o, code) where gone is null""",
    "a number of elements": """
        create table t (id int primary key, o int, tags text[] not null default '{}',
          constraint c check (o is null or cardinality(tags) > 0), constraint d check (not '' = any (tags)))""",
    "a pattern of elements put together": """
        create table t (tags text[] constraint c check (array_to_string(tags, ',') ~ '^[a-z]+(,[a-z]+)*$'))""",
    "what elements put together must not have, beside what none may be": """
        create table t (tags text[] not null, other text[],
          constraint c check (not ('' = any (tags)) and array_to_string(tags, '') !~ '[^a-z0-9_]'),
          constraint d check (array_to_string(other, ' ') like 'en%'))""",
    "what the text of an array begins with, that of one from element 0 on among them": """
        create table t (tags text[] constraint c check (tags::text ~ '^[{]'))""",
    "which numbers the elements of an array have": """
        create table t (few text[] check (array_length(few, 1) < 3), a int[] check (array_lower(a, 1) = 1),
          b text[] check (array_upper(b, 1) < 3), flat int[] check (array_ndims(flat) is distinct from 2))""",
    "DEFAULT NULL": """
        create table t (id int primary key, a timestamp default null::timestamp, b text default null)""",
    "NOT NULL that a CHECK does not demand": """
        create table t (a int not null check (a between 1 and 9), b text not null check (b in ('x', 'y')))""",
}


@pytest.mark.parametrize("sql", TOLD.values(), ids=TOLD)
def test_no_mutant_is_taken_for_the_original(session: Session, load: Load, sql: str) -> None:
    for proof in proofs(session, load(sql)).values():
        assert (proof.mismatches, proof.mutants.survivors) == ((), ()), proof.constraint


def test_a_row_that_refers_to_itself_by_the_default_of_its_key(session: Session, load: Load) -> None:
    proof = proofs(
        session,
        load("""
        create table t (id interval day to second default '1 day' primary key, foreign key (id) references t)"""),
    )
    assert (proof["t.t_id_fkey"].mismatches, proof["t.t_id_fkey"].accepted > 0) == ((), True)


def test_a_default_that_is_the_same_for_every_row_is_not_taken_for_a_new_key(session: Session, load: Load) -> None:
    """Of the type "char" no value is known, so that the default is what a row has."""
    proof = proofs(session, load("create table t (id \"char\" default lower('X') primary key)"))["t.t_pkey"]
    assert proof.mismatches == ()
    assert proof.notes == ("not predicted by the model: 2 of the rows rejected 23505 t_pkey",)


def test_a_key_that_its_sequence_may_give_once_more_is_not_waited_for(session: Session, load: Load) -> None:
    """GENERATED ALWAYS can only be updated to DEFAULT, which is 1 where nothing was inserted yet: the key it has."""
    schema = load(
        "create table parents (id smallint generated always as identity primary key);"
        "create table t (p smallint references parents);"
    )
    assert proofs(session, schema)["t.t_p_fkey"].mismatches == ()


def test_states_that_another_constraint_forbids_are_counted_with_its_name(session: Session, load: Load) -> None:
    plan = "plan text not null, seats int not null check (seats between 1 and 9)"
    schema = load(f"create table t (id int primary key, {plan}, constraint one check (plan <> 'free' or seats = 1))")
    (note,) = proofs(session, schema)["t.one"].notes
    assert "states of the columns have no row: " in note
    assert note.endswith("nothing tried for (seats) satisfies t_seats_check")


def test_an_action_that_a_check_forbids_is_said(session: Session, load: Load) -> None:
    schema = load("""
        create table parents (id int primary key);
        create table t (id int primary key, p int references parents on delete set null, q int,
          constraint arm check (num_nonnulls(p, q) = 1))""")
    (note,) = proofs(session, schema)["t.t_p_fkey"].notes
    assert "says ON DELETE SET NULL, but arm rejects what it makes of a row with p = " in note
    assert note.endswith("the row of public.parents cannot be deleted")


TRIGGER = """create function f() returns trigger language plpgsql as $$ begin {body} end $$;
    create trigger f before insert on t for each row execute function f();"""


@pytest.mark.parametrize(
    ("body", "name", "expected", "got"),
    [
        ("return null;", "t.t_a_key", "accepted", "accepted, nothing happens"),
        ("new.a := null; return new;", "t.t_a_key", "rejected 23505 t_a_key", "accepted"),
        ("new.b := coalesce(new.b, 'x'); return new;", "t.b not null", "rejected 23502 b", "accepted"),
        ("new.b := null; return new;", "t.b not null", "accepted", "rejected 23502 b"),
    ],
)
def test_a_trigger_that_rewrites_or_swallows_rows_is_a_mismatch_with_its_row(
    session: Session, database: Database, body: str, name: str, expected: str, got: str
) -> None:
    sql = "create table t (id int primary key, a int unique, b text not null);"
    session.run(sql)
    session._command(TRIGGER.format(body=body))  # two statements as one message
    proof = proofs(session, read_schema(Source("t.sql", sql)))[name]
    first = proof.mismatches[0]
    assert (first.expected, first.got) == (expected, got)
    with database.connect() as other:  # the row can be pasted: it meets the same fate there
        for statement in (first.row.sql or "").splitlines():
            other.run(statement) if got.startswith("accepted") else None
    assert first.row.marked == ("b" if name == "t.b not null" else "a",)


def test_what_a_table_inherits_is_proved_where_it_comes_from(session: Session, load: Load) -> None:
    found = proofs(
        session,
        load("""
        create table p (id int constraint positive check (id > 0));
        create table t (a int constraint a_check check (a > 0)) inherits (p)"""),
    )
    assert sorted(found) == ["p", "p.positive", "t", "t.a_check"]
    assert all(proof.mutants.killed == proof.mutants.made > 1 for proof in found.values())


def test_what_is_in_the_diff_and_what_is_claimed(load: Load) -> None:
    sql = "create table t (id int primary key, a int unique, b int{}, constraint c check (a > 0){})"
    before, after = (
        read_schema(Source("t.sql", sql.format(*more))) for more in (("", ""), (" not null", ", unique (b)"))
    )
    names = [stated.name for stated in unclaimed(before, after, ())]
    assert names == ["t_b_key", "b"]
    (table,) = after.tables
    every = [stated.claim for stated in unclaimed(before, after, {(table.name, "c")}, every=True)]
    assert every == ["unique (a)", "unique (b)", "primary key (id)", "not null", "nothing but its constraints"]
