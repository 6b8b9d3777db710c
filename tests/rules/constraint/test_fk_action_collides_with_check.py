"""SET NULL and SET DEFAULT against CHECKs and NOT NULL: what is said is what DELETE does."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddlproof.postgres.database import Database
from ddlproof.postgres.session import Session, StatementFailed

RULE = "fk-action-collides-with-check"
PARENTS = (
    "create table a (id int primary key); create table b (id int primary key); create table c (id int primary key);"
)


def notes(columns: str, check: str = "true") -> str:
    return f"create table notes (id bigint primary key, {columns}, constraint one check ({check}));"


def test_an_arc_that_is_set_null(said) -> None:
    arc = notes(
        "a int references a on delete set null, b int references b on delete cascade", "(a is null) <> (b is null)"
    )
    assert said(RULE, arc, PARENTS) == [
        "deleting a row of public.a fails while a row of public.notes such as this refers to it: ON DELETE SET NULL "
        "leaves a row that one refuses"
    ]


def test_the_witness_is_a_row_before_and_after(findings) -> None:
    arc = notes("a int references a on delete set null, b int", "a is not null or b > 3")
    (found,) = findings(RULE, arc, PARENTS)
    before, after = (dict(zip(found.witness.columns, row, strict=True)) for row in found.witness.rows)
    assert before["a"] is not None
    assert after["a"] is None
    assert before["b"] == after["b"]
    assert after["b"] is None or int(after["b"]) <= 3


def test_columns_that_decide_with_values(said) -> None:
    kinds = "kind text not null, a int references a on delete set null"
    assert said(RULE, notes(kinds, "kind <> 'a' or a is not null"), PARENTS)
    assert not said(RULE, notes(kinds, "kind = 'a' or a is null"), PARENTS)


def test_another_check_can_rule_the_row_out(said) -> None:
    columns = "a int references a on delete set null, b int references b, check (b is not null)"
    assert not said(RULE, notes(columns, "a is not null or b is not null"), PARENTS)


def test_what_is_not_enforced_collides_with_nothing(said) -> None:
    before = "create table posts (id int primary key);"
    made = (
        "create table notes (id int primary key, a int references posts on delete set null{}, check (a is not null){});"
    )
    assert len(said(RULE, made.format("", ""), before)) == 1
    assert not said(RULE, made.format(" not enforced", ""), before)
    assert not said(RULE, made.format("", " not enforced"), before)


def test_not_null_columns(said) -> None:
    assert said(RULE, notes("a int not null references a on delete set null"), PARENTS) == [
        "deleting a row of public.a fails while a row of public.notes refers to it: ON DELETE SET NULL makes a null, "
        "which is NOT NULL"
    ]
    assert said(RULE, notes("a int not null references a on delete set default"), PARENTS)
    assert not said(RULE, notes("a int not null default 1 references a on delete set default"), PARENTS)


def test_a_composite_key_with_a_column_that_stays(said, findings) -> None:
    before = "create table posts (team int, id int, primary key (team, id));"
    key = "team int not null, post int, foreign key (team, post) references posts on delete set null"
    assert said(RULE, notes(key), before) == [
        "deleting a row of public.posts fails while a row of public.notes refers to it: ON DELETE SET NULL makes team "
        "null, which is NOT NULL"
    ]
    assert findings(RULE, notes(key), before)[0].instead.startswith("From PostgreSQL 15 on: ON DELETE SET NULL (post)")
    assert not said(RULE, notes(f"{key} (post)"), before)


def test_a_check_that_comes_later_and_is_not_valid(said) -> None:
    before = PARENTS + notes("a int references a on delete set null")
    assert said(RULE, "alter table notes add constraint held check (a is not null) not valid;", before) == [
        "deleting a row of public.a fails while a row of public.notes such as this refers to it: ON DELETE SET NULL "
        "leaves a row that held refuses"
    ]


def test_not_null_that_comes_later(said) -> None:
    before = PARENTS + notes("a int references a on delete set null")
    assert said(RULE, "alter table notes alter column a set not null;", before)


def test_what_was_wrong_before_is_not_the_migrations_fault(said) -> None:
    before = PARENTS + notes("a int references a on delete set null", "a is not null")
    assert not said(RULE, "alter table notes add column d int;", before)


def test_what_is_taken_back_in_the_same_script(said) -> None:
    arc = notes("a int references a on delete set null", "a is not null")
    assert not said(RULE, f"{arc} alter table notes drop constraint one;", PARENTS)


def test_on_update_and_generated_columns(said) -> None:
    assert said(RULE, notes("a int references a on update set null", "a is not null"), PARENTS) == [
        "changing the key of a row of public.a fails while a row of public.notes such as this refers to it: ON UPDATE "
        "SET NULL leaves a row that one refuses"
    ]
    generated = "a int references a on delete set null, has_a boolean generated always as (a is not null) stored"
    assert said(RULE, notes(generated, "has_a"), PARENTS)


atoms = st.sampled_from(
    ["a is null", "b is null", "c is null", "a is not null", "b is not null", "c is not null", "kind = 'x'",
     "kind <> 'x'", "kind in ('x', 'y')", "num_nonnulls(a, b, c) = 1", "num_nonnulls(a, b) < 2", "num_nulls(b, c) > 0"]
)  # fmt: skip
conditions = st.recursive(
    atoms,
    lambda inner: (
        st.builds(lambda op, x, y: f"(({x}) {op} ({y}))", st.sampled_from(["and", "or", "<>", "="]), inner, inner)
        | st.builds(lambda x: f"(not ({x}))", inner)
    ),
    max_leaves=4,
)
columns = st.tuples(
    st.sampled_from(["set null", "set default", "cascade"]),
    st.sampled_from(["", "not null"]),
    st.sampled_from(["", "default 2"]),
)


def refused(session: Session, statement: str) -> bool:
    """Whether PostgreSQL refuses the statement, which must be for a constraint; else it lasts."""
    session.run("savepoint here")
    try:
        session.run(statement)
    except StatementFailed as failed:
        session.run("rollback to here")
        if not failed.error.sqlstate.startswith("23"):
            raise
        return True
    return False


def failing(session: Session) -> set[str]:
    """The parents of which a row that is referred to cannot be deleted, whatever rows there may be."""
    found = set()
    for a, b, c, kind in product(("1", "null"), ("1", "null"), ("1", "null"), ("'x'", "'y'", "'z'", "null")):
        session.run("savepoint before")
        if not refused(session, f"insert into notes (id, a, b, c, kind) values (1, {a}, {b}, {c}, {kind})"):
            referred = [name for name, value in (("a", a), ("b", b), ("c", c)) if value == "1"]
            for name in set(referred) - found:
                session.run("savepoint there")
                if refused(session, f"delete from {name} where id = 1"):
                    found.add(name)
                session.run("rollback to there")
        session.run("rollback to before")
    return found


@given(made=st.tuples(columns, columns, columns), condition=conditions)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_said_is_what_delete_does(findings, database: Database, made, condition: str) -> None:
    keys = ", ".join(
        f"{name} int {null} {default} constraint {name}_fk references {name} on delete {action}"
        for name, (action, null, default) in zip("abc", made, strict=True)
    )
    table = notes(f"{keys}, kind text", condition)
    said_of = {found.object.removeprefix("public.notes.")[:1] for found in findings(RULE, table, PARENTS)}
    with database.connect() as session:
        session.run("begin")
        for statement in (*PARENTS.split(";")[:3], table, *(f"insert into {name} values (1), (2)" for name in "abc")):
            session.run(statement)
        assert said_of == failing(session)


def test_what_cannot_be_evaluated_is_said_to_be_undecided(findings) -> None:
    columns = "a int references a on delete set null, b int references b on delete set null"
    (found,) = findings(RULE, notes(columns, "allowed(a)"), PARENTS)
    assert (str(found.severity), found.message) == (
        "note",
        "whether deleting a row of public.a fails while a row of public.notes refers to it is not decided: one, which "
        "ON DELETE SET NULL changes the row for, cannot be evaluated here",
    )
    assert "ddlproof check" in found.instead
    assert not findings(RULE, notes(columns.replace("set null", "cascade"), "allowed(a)"), PARENTS)
    assert not findings(RULE, notes(f"{columns}, c int", "allowed(c)"), PARENTS)
