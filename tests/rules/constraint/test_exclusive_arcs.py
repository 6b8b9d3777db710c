"""Exclusive arcs, wrong and missing: judged by their truth table, which is the one of INSERT."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddlproof.postgres.database import Database
from ddlproof.postgres.session import Session, StatementFailed

WRONG, MISSING = "exclusive-arc-wrong", "exclusive-arc-missing"
NAMES = ("post_id", "photo_id", "song_id", "film_id")
PARENTS = "".join(f"create table {name[:-3]}s (id int primary key);" for name in NAMES)


def notes(check: str, names: tuple[str, ...] = NAMES[:2], rest: str = "") -> str:
    keys = ", ".join(f"{name} int references {name[:-3]}s" for name in names)
    return f"create table notes (id bigint primary key, {keys}{rest}, constraint one check ({check}));"


def test_or_is_no_exclusive_or(said, findings) -> None:
    wrong = notes("post_id is not null or photo_id is not null")
    assert said(WRONG, wrong, PARENTS) == [
        "one accepts a row that has several of (post_id, photo_id), because it only asks for at least one"
    ]
    assert findings(WRONG, wrong, PARENTS)[0].instead == "CHECK (num_nonnulls(post_id, photo_id) = 1)."


def test_or_in_other_words(said) -> None:
    for words in ("num_nonnulls(post_id, photo_id) >= 1", "coalesce(post_id, photo_id) is not null",
                  "not (post_id is null and photo_id is null)"):  # fmt: skip
        assert said(WRONG, notes(words), PARENTS), words


def test_right_arcs(said) -> None:
    for words in ("(post_id is null) <> (photo_id is null)", "num_nulls(post_id, photo_id) = 1",
                  "post_id is null and photo_id is not null or post_id is not null and photo_id is null",
                  "num_nonnulls(post_id, photo_id) <= 1"):  # fmt: skip
        assert not said(WRONG, notes(words), PARENTS), words


def test_a_second_check_makes_it_right(said) -> None:
    rest = ", check (post_id is null or photo_id is null)"
    assert not said(WRONG, notes("post_id is not null or photo_id is not null", rest=rest), PARENTS)


def test_a_chain_of_three_that_counts_nulls(said, findings) -> None:
    chain = "(post_id is null) <> ((photo_id is null) <> (song_id is null))"
    two = "one accepts a row that has two of (post_id, photo_id, song_id), or none, because a chain of <> accepts every"
    assert said(WRONG, notes(chain, NAMES[:3]), PARENTS) == [f"{two} even number"]
    (found,) = findings(WRONG, notes(chain, NAMES[:3]), PARENTS)
    assert found.witness.rows == (("…", "…", None),)
    assert not said(WRONG, notes("num_nulls(post_id, photo_id, song_id) <= 1", NAMES[:3]), PARENTS)


def test_a_check_that_is_not_enforced_is_none(said) -> None:
    wrong = notes("post_id is not null or photo_id is not null")
    assert said(WRONG, wrong, PARENTS)
    assert not said(WRONG, wrong.replace("));", ") not enforced);"), PARENTS)


def test_a_chain_of_three(said) -> None:
    chain = "(post_id is null) <> ((photo_id is null) <> (song_id is not null))"
    assert said(WRONG, notes(chain, NAMES[:3]), PARENTS) == [
        "one accepts a row that has three of (post_id, photo_id, song_id), because a chain of <> accepts every odd "
        "number"
    ]
    known_nothing = f"alter table notes add constraint one check ({chain});"
    assert said(WRONG, known_nothing, before=None)


def test_at_least_one_of_what_are_no_references(said) -> None:
    either = (
        "create table people (id bigint primary key, email text, phone text, "
        "check (email is not null or phone is not null));"
    )
    assert not said(WRONG, either)
    one_parent = (
        "create table sends (id bigint primary key, from_id int references posts, to_id int references posts, "
        "check (from_id is not null or to_id is not null));"
    )
    assert not said(WRONG, one_parent, PARENTS)


def test_flags(said) -> None:
    flags = "create table jobs (id bigint primary key, a boolean{0}, b boolean{0}, constraint one check (a <> b));"
    assert said(WRONG, flags.format("")) == [
        "one accepts every row in which one of (a, b) is null, because the condition is then NULL"
    ]
    assert not said(WRONG, flags.format(" not null"))
    three = (
        "create table jobs (id bigint primary key, a boolean not null, b boolean not null, c boolean not null, "
        "constraint one check ((a <> b) <> c));"
    )
    assert said(WRONG, three) == [
        "one accepts a row in which three of (a, b, c) are true: a chain of <> accepts every odd number"
    ]


def test_an_arc_that_nobody_ties(said) -> None:
    assert said(MISSING, notes("id > 0"), PARENTS) == [
        "a row of public.notes may have several of (post_id, photo_id), or none"
    ]


def test_what_only_looks_like_an_arc(said) -> None:
    assert not said(MISSING, notes("num_nonnulls(post_id, photo_id) < 2"), PARENTS)
    linked = PARENTS.replace("photos (id int primary key)", "photos (id int primary key, post_id int references posts)")
    assert not said(MISSING, notes("id > 0"), linked), "a photo of a post"
    assert not said(MISSING, notes("id > 0", rest=", unique (post_id, photo_id)"), PARENTS), "a table that joins them"
    roles = "create table tasks (id bigint primary key, author int references posts, reviewer int references photos);"
    assert not said(MISSING, roles, PARENTS), "named after what they do"


def test_references_that_were_there_before(said) -> None:
    before = PARENTS + notes("id > 0")
    assert not said(MISSING, "alter table notes add column d int;", before)
    assert not said(WRONG, "alter table notes add column d int;", before)


atoms = st.builds("{} is {}null".format, st.sampled_from(NAMES[:3]), st.sampled_from(["", "not "]))
counts = st.builds(
    lambda names, n, op, k: f"num_nonnulls({', '.join(names[:n])}) {op} {k}",
    st.permutations(NAMES[:3]),
    st.integers(2, 3),
    st.sampled_from(["=", ">=", "<", "% 2 ="]),
    st.integers(0, 2),
)
nulls = st.recursive(
    atoms | counts,
    lambda inner: st.builds("(({}) {} ({}))".format, inner, st.sampled_from(["and", "or", "<>", "="]), inner),
    max_leaves=5,
)


def table_of(session: Session) -> dict[frozenset[str], bool]:
    """Which sets of columns that are not null INSERT accepts."""
    verdicts = {}
    for held in product((True, False), repeat=3):
        values = ", ".join("1" if one else "null" for one in held)
        session.run("savepoint here")
        try:
            session.run(f"insert into notes (id, {', '.join(NAMES[:3])}) values (1, {values})")
            accepted = True
        except StatementFailed:
            accepted = False
        session.run("rollback to here")
        verdicts[frozenset(name for name, one in zip(NAMES, held, strict=False) if one)] = accepted
    return verdicts


@given(condition=nulls)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_what_is_said_is_what_insert_does(findings, database: Database, condition: str) -> None:
    table = notes(condition, NAMES[:3])
    found = findings(WRONG, table, PARENTS)
    with database.connect() as session:
        session.run("begin")
        for statement in (*PARENTS.split(";")[:4], table, *(f"insert into {n[:-3]}s values (1)" for n in NAMES)):
            session.run(statement)
        accepted = table_of(session)
    matter = {n for n in NAMES[:3] if any(accepted[held] != accepted[held ^ {n}] for held in accepted)}
    each = len(matter) > 1 and all(accepted[frozenset({name})] for name in matter)
    several = any(ok and len(held & matter) > 1 for held, ok in accepted.items())
    even = len(matter) > 2 and all(ok == (len(held & matter) % 2 == 0) for held, ok in accepted.items())
    assert bool(found) == (even or (each and not accepted[frozenset()] and several))
    for one in found:
        row = dict(zip(one.witness.columns, one.witness.rows[0], strict=True))
        assert accepted[frozenset(name for name, value in row.items() if value is not None)]


def test_a_check_that_cannot_be_evaluated_is_said_to_be_undecided(findings) -> None:
    tables = "create table posts (id int primary key); create table photos (id int primary key);"
    made = f"{tables} create function one(a int, b int) returns boolean language sql as 'select true';"
    columns = "id int primary key, p int references posts, q int references photos"
    (told,) = findings("exclusive-arc-wrong", f"{made} create table notes ({columns}, constraint c check (one(p, q)));")
    said = "whether c accepts a row that has several of (p, q) is not decided: it cannot be evaluated here"
    assert (told.message, told.severity.value) == (said, "note")
    other = "id int primary key, p int references posts, q int references photos not null"
    assert not findings("exclusive-arc-wrong", f"{made} create table notes ({other}, check (one(p, q)));")
