"""CHECKs, keys and references that NULL gets around."""

from __future__ import annotations

from ddlproof.finding import Severity
from ddlproof.postgres.database import Database

CHECK, KEY = "check-passes-on-null", "nullable-key-semantics"


def jobs(columns: str) -> str:
    return f"create table jobs (id bigint primary key, {columns});"


def test_a_list_of_kinds(said) -> None:
    assert said(CHECK, jobs("kind text, constraint kinds check (kind in ('a', 'b'))")) == ["kinds accepts NULL"]
    assert not said(CHECK, jobs("kind text not null, check (kind in ('a', 'b'))"))
    assert not said(CHECK, jobs("kind text, check (kind in ('a', 'b') and kind is not null)"))


def test_a_check_that_is_not_enforced_says_nothing(said) -> None:
    assert not said(CHECK, jobs("kind text, constraint kinds check (kind in ('a', 'b')) not enforced"))


def test_an_exclusion_constraint_over_what_may_be_null(said) -> None:
    exclude = "constraint apart exclude using gist (room with =, during with &&)"
    told = "apart keeps no row out where {} is null: NULL conflicts with nothing"
    assert said(KEY, jobs(f"room int, during int4range not null, {exclude}")) == [told.format("room")]
    assert said(KEY, jobs(f"room int not null, during int4range, {exclude}")) == [told.format("during")]
    assert not said(KEY, jobs(f"room int not null, during int4range not null, {exclude}"))
    assert not said(KEY, jobs(f"room int, during int4range not null, {exclude} where (room is not null)"))
    (unnamed,) = said(KEY, jobs("during int4range, exclude using gist (during with &&)"))
    assert unnamed == "jobs_during_excl keeps no row out where during is null: NULL conflicts with nothing"


def test_null_in_one_column_lets_another_pass(said, findings, database: Database) -> None:
    table = jobs("qty int not null, kind text, constraint qty_check check (qty > 0 or kind = 'a')")
    assert said(CHECK, table) == ["qty_check lets a row pass only because kind is null"]
    (found,) = findings(CHECK, table)
    row = dict(zip(found.witness.columns, found.witness.rows[0], strict=True))
    assert row["kind"] is None
    with database.connect() as session:  # the witness goes in, as PostgreSQL sees it
        session.run(table)
        session.run(f"insert into jobs values (1, {row['qty']}, null)")
        assert session.run("select id from jobs where (qty > 0 or kind = 'a') is not true").rows


def test_where_null_may_be_meant_it_is_a_note(findings) -> None:
    (alone,) = findings(CHECK, jobs("price int, check (price > 0)"))
    assert alone.severity is Severity.NOTE
    (default,) = findings(CHECK, jobs("price int default 1, check (price > 0)"))
    assert default.severity is Severity.WARNING


def test_conditions_that_speak_of_null(said) -> None:
    for condition in ("price is null or price > 0", "coalesce(price, 0) >= 0", "price is distinct from 0",
                      "num_nonnulls(price, cost) = 1", "(price > 0) is true"):  # fmt: skip
        assert not said(CHECK, jobs(f"price int, cost int, check ({condition})")), condition


def test_not_null_may_come_later(said) -> None:
    table = jobs("kind text, check (kind in ('a', 'b'))")
    assert not said(CHECK, f"{table} alter table jobs alter column kind set not null;")


def test_a_unique_key_over_a_nullable_column(said) -> None:
    assert said(KEY, jobs("team int, slug text not null, unique (team, slug)")) == [
        "unique (team, slug) does not keep rows with the same slug apart where team is null"
    ]
    assert said(KEY, jobs("team int, slug text not null") + "create unique index on jobs (team, slug);")
    assert not said(KEY, jobs("team int not null, slug text not null, unique (team, slug)"))
    assert not said(KEY, jobs("team int, slug text not null, unique nulls not distinct (team, slug)"))


def test_a_second_index_for_null(said) -> None:
    table = jobs("team int, slug text not null") + "create unique index on jobs (team, slug) where team is not null;"
    assert not said(KEY, f"{table} create unique index on jobs (slug) where team is null;")
    both = jobs("team int, slug text not null, unique (team, slug)")
    assert not said(KEY, f"{both} create unique index on jobs (slug) where team is null;")


def test_a_lone_column_is_a_note(findings) -> None:
    (found,) = findings(KEY, jobs("email text unique"))
    assert (found.severity, found.message) == (
        Severity.NOTE, "unique (email) accepts any number of rows in which email is null",
    )  # fmt: skip
    assert not findings(KEY, jobs("user_id int unique references users"), "create table users (id int primary key);")


def test_an_optional_name_within_what_the_row_belongs_to_is_a_note(findings) -> None:
    before = "create table teams (id int primary key);"
    (found,) = findings(KEY, jobs("team int not null references teams, slug text, unique (team, slug)"), before)
    assert found.severity is Severity.NOTE


def test_a_reference_that_is_not_checked(said) -> None:
    before = "create table posts (team int, id int, unique (id), primary key (team, id));"
    key = "constraint fk foreign key (team, post) references posts (team, id)"
    assert said(KEY, jobs(f"team int, post int not null, {key}"), before) == [
        "fk does not check post against public.posts where team is null"
    ]
    assert said(KEY, jobs(f"team int, post int, {key}"), before)
    assert not said(KEY, jobs(f"team int, post int, {key} match full"), before)
    assert not said(KEY, jobs(f"team int not null, post int, {key}"), before), "no post at all"
    tied = "check (num_nulls(team, post) in (0, 2))"
    assert not said(KEY, jobs(f"team int, post int, {key}, {tied}"), before)


def test_the_advice_is_what_the_version_and_the_key_allow(findings) -> None:
    unique = jobs("team int, slug text not null, unique (team, slug)")
    keyed = "create table posts (id int, team int, primary key (id, team)); create unique index on posts (id);"
    refers = jobs("post int not null, team int, foreign key (post, team) references posts (id, team)")
    assert [f.instead for f in findings(KEY, unique, version=18)] == ["NOT NULL, or UNIQUE NULLS NOT DISTINCT."]
    assert [f.instead for f in findings(KEY, unique, version=13)] == [
        "NOT NULL, or a second unique index over the other columns, WHERE this one IS NULL."
    ]
    assert [f.instead for f in findings(KEY, refers, keyed)] == ["NOT NULL for its columns, or MATCH FULL."]


def test_a_function_that_is_null_for_null(said) -> None:
    for condition in ("jsonb_typeof(o) = 'array'", "o ->> 'k' = 'x'", "o @> '[]'", "md5(t) in ('a', 'b')",
                      "upper(t) = t", "t ~* '^a'"):  # fmt: skip
        assert said(CHECK, jobs(f"o jsonb, t text, constraint c check ({condition})")) == ["c accepts NULL"], condition
    assert not said(CHECK, jobs("o jsonb, check (o is null or jsonb_typeof(o) = 'array')"))
    (open_,) = said(CHECK, jobs("o jsonb, constraint c check (concat(o, 'a') <> 'a')"))
    assert open_ == "whether c accepts NULL in o is not decided: it cannot be evaluated here"
    both = "o jsonb, t text, constraint c check (jsonb_typeof(o) = t)"
    assert said(CHECK, jobs(both)) == ["c lets a row pass whenever o is null"]


def test_a_check_that_cannot_be_evaluated_is_said_to_be_undecided(said, findings) -> None:
    made = "create function ok(t text) returns boolean language sql {} as 'select t = ''a''';"
    table = jobs("kind text, constraint kinds check (ok(kind))")
    told = "whether kinds accepts NULL in kind is not decided: it cannot be evaluated here"
    (open_,) = findings(CHECK, made.format("") + table)
    assert (open_.message, open_.severity) == (told, Severity.NOTE)
    assert said(CHECK, made.format("strict") + table) == ["kinds accepts NULL"]
    assert not said(CHECK, made.format("") + jobs("kind text, check (kind is null or ok(kind))"))
    assert not said(CHECK, made.format("") + jobs("kind text not null, check (ok(kind))"))


def test_a_reference_to_a_table_of_which_nothing_is_known(said) -> None:
    """Which columns it refers to is not known then: those of a primary key that nobody has seen."""
    migration = "create table t (a int, b int not null, foreign key (a, b) references q)"
    assert said("nullable-key-semantics", migration, None) == []
    both = "t_a_b_fkey does not check b against public.q where a is null"
    assert said("nullable-key-semantics", migration.replace(" not null", ""), None) == [both]
