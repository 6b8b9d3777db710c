"""Migrations mended: what becomes of the text, that the rules are then silent, and that PostgreSQL runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.cli import main
from ddlproof.fix.registry import MENDERS
from ddlproof.gate.mending import Mending
from ddlproof.model.action import Setting
from ddlproof.options import Options
from ddlproof.postgres.catalog import read_schema
from ddlproof.rules.registry import every_rule, name_of
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read

BEFORE = """create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint, a int, photo_id bigint, note text);
create index orders_a on orders (a);
create table photos (id bigint primary key);
create table tags (name text not null, note text not null, code int, check (code is not null));"""
SAME = ""


def mended(folder: Path, migration: str, *, config: str = "", version: int = 15, name: str = "m.sql") -> Mending:
    (folder / "schema.sql").write_text(BEFORE)
    (folder / "ddlproof.toml").write_text(config)
    (folder / name).write_text(migration)
    return gate.mend([str(folder / name)], Options(before=str(folder / "schema.sql"), postgres_version=version))


TIMED = "set lock_timeout = '2s';\n{}\nreset lock_timeout;\n"
CASES = {
    "an index": ("create index on orders (customer_id);\n", "create index concurrently on orders (customer_id);\n"),
    "its case": ("CREATE UNIQUE INDEX i ON orders (a);\n", "CREATE UNIQUE INDEX CONCURRENTLY i ON orders (a);\n"),
    "a comment in between": (
        "create /* an index */ unique index i on orders (a);\n",
        "create /* an index */ unique index concurrently i on orders (a);\n",
    ),
    "a drop": ("drop index orders_a;\n", "drop index concurrently orders_a;\n"),
    "a reindex": ("reindex index orders_a;\n", "reindex index concurrently orders_a;\n"),
    "a build under a timeout": (
        "set lock_timeout = '2s';\ncreate index i on orders (a);\nalter table orders drop column note;\n",
        "set lock_timeout = '2s';\nset lock_timeout = 0;\ndrop index concurrently if exists i;\n"
        "create index concurrently i on orders (a);\n"
        "set lock_timeout = '2s';\nalter table orders drop column note;\n",
    ),
    "a check": (
        "alter table orders add constraint a_positive check (a > 0);\n",
        "set lock_timeout = '2s';\nalter table orders add constraint a_positive check (a > 0) not valid;\n"
        "reset lock_timeout;\nalter table orders validate constraint a_positive;\n",
    ),
    "a foreign key without a name": (
        "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE",
        "SET lock_timeout = '2s';\n"
        "ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) "
        "ON DELETE CASCADE NOT VALID;\n"
        "RESET lock_timeout;\nALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;",
    ),
    "in a transaction of its own": (
        "begin;\nalter table orders add constraint c check (a > 0);\ncommit;\n",
        "begin;\nset local lock_timeout = '2s';\n"
        "alter table orders drop constraint if exists c, add constraint c check (a > 0) not valid;\ncommit;\n"
        "alter table orders validate constraint c;\n",
    ),
    "several strong locks": (
        "alter table orders add column b int;\nalter table orders drop column note;\n"
        "update orders set b = 1 where id = 1;\n"
        "alter table orders alter column b set default 2;\n",
        "set lock_timeout = '2s';\nalter table orders add column b int;\nalter table orders drop column note;\n"
        "reset lock_timeout;\nupdate orders set b = 1 where id = 1;\n"
        "set lock_timeout = '2s';\nalter table orders alter column b set default 2;\nreset lock_timeout;\n",
    ),
    "an arc": (
        "create table notes (id bigint primary key, order_id bigint references orders,\n"
        "  photo_id bigint references photos,\n"
        "  check (order_id is not null or photo_id is not null));\n",
        "set lock_timeout = '2s';\n"
        "create table notes (id bigint primary key, order_id bigint references orders,\n"
        "  photo_id bigint references photos,\n"
        "  check (num_nonnulls(order_id, photo_id) = 1));\nreset lock_timeout;\n",
    ),
    "a check that comes with its column": (
        "alter table orders add column b int default 1 constraint b_positive check (b > 0);\n",
        "set lock_timeout = '2s';\nalter table orders add column b int default 1;\n"
        "alter table orders add constraint b_positive check (b > 0) not valid;\n"
        "reset lock_timeout;\nalter table orders validate constraint b_positive;\n",
    ),
    "a check in front of more of its column": (
        "ALTER TABLE orders ADD COLUMN b int CHECK (b > 0) DEFAULT 1",
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN b int DEFAULT 1;\n"
        "ALTER TABLE orders ADD CONSTRAINT orders_b_check CHECK (b > 0) NOT VALID;\n"
        "RESET lock_timeout;\nALTER TABLE orders VALIDATE CONSTRAINT orders_b_check;",
    ),
    "a reference that comes with its column": (
        "begin;\nalter table orders add column c bigint default null references customers (id) on delete set null;\n"
        "commit;\n",
        "begin;\nset local lock_timeout = '2s';\nalter table orders add column if not exists c bigint default null;\n"
        "alter table orders drop constraint if exists orders_c_fkey, "
        "add constraint orders_c_fkey foreign key (c) references customers (id) on delete set null "
        "not valid;\ncommit;\nalter table orders validate constraint orders_c_fkey;\n",
    ),
    "a key": (
        "alter table orders add constraint orders_note unique (note, a);\n",
        "drop index concurrently if exists orders_note;\n"
        "create unique index concurrently orders_note on orders (note, a);\n"
        "set lock_timeout = '2s';\nalter table orders add constraint orders_note unique using index orders_note;\n"
        "reset lock_timeout;\n",
    ),
    "a key without a name": (
        "ALTER TABLE public.orders ADD UNIQUE NULLS NOT DISTINCT (note)",
        "DROP INDEX CONCURRENTLY IF EXISTS public.orders_note_key;\n"
        "CREATE UNIQUE INDEX CONCURRENTLY orders_note_key ON public.orders (note) NULLS NOT DISTINCT;\n"
        "SET lock_timeout = '2s';\n"
        "ALTER TABLE public.orders ADD CONSTRAINT orders_note_key UNIQUE USING INDEX orders_note_key;\n"
        "RESET lock_timeout;",
    ),
    "a key that comes with its column": (
        "alter table orders add column code text unique;\n",
        "set lock_timeout = '2s';\nalter table orders add column if not exists code text;\nreset lock_timeout;\n"
        "drop index concurrently if exists orders_code_key;\n"
        "create unique index concurrently orders_code_key on orders (code);\n"
        "set lock_timeout = '2s';\n"
        "alter table orders add constraint orders_code_key unique using index orders_code_key;\nreset lock_timeout;\n",
    ),
    "a primary key": (
        "alter table tags add primary key (name, note);\n",
        "drop index concurrently if exists tags_pkey;\n"
        "create unique index concurrently tags_pkey on tags (name, note);\n"
        "set lock_timeout = '2s';\nalter table tags add constraint tags_pkey primary key using index tags_pkey;\n"
        "reset lock_timeout;\n",
    ),
    "a primary key whose columns are NOT NULL by a CHECK": (
        "alter table tags add constraint k primary key (name, code);\n",
        "drop index concurrently if exists k;\ncreate unique index concurrently k on tags (name, code);\n"
        "set lock_timeout = '2s';\nalter table tags add constraint k primary key using index k;\n"
        "reset lock_timeout;\n",
    ),
    "a primary key whose columns are not": (
        "alter table orders drop constraint orders_pkey;\nALTER TABLE orders ADD PRIMARY KEY (id, a);\n",
        "set lock_timeout = '2s';\nalter table orders drop constraint if exists orders_pkey;\n"
        "ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_a_not_null, "
        "ADD CONSTRAINT orders_a_not_null CHECK (a IS NOT NULL) NOT VALID;\n"
        "reset lock_timeout;\nALTER TABLE orders VALIDATE CONSTRAINT orders_a_not_null;\n"
        "SET lock_timeout = '2s';\nALTER TABLE orders ALTER COLUMN a SET NOT NULL;\n"
        "ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_a_not_null;\nRESET lock_timeout;\n"
        "DROP INDEX CONCURRENTLY IF EXISTS orders_pkey;\n"
        "CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (id, a);\n"
        "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;\n"
        "RESET lock_timeout;\n",
    ),
    "not null": (
        "alter table orders alter column a set not null;\n",
        "set lock_timeout = '2s';\n"
        "alter table orders add constraint orders_a_not_null check (a is not null) not valid;\n"
        "reset lock_timeout;\nalter table orders validate constraint orders_a_not_null;\n"
        "set lock_timeout = '2s';\nalter table orders alter column a set not null;\n"
        "alter table orders drop constraint orders_a_not_null;\nreset lock_timeout;\n",
    ),
    "nothing": ("select 1;\n", SAME),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_text_becomes_what_it_should(tmp_path: Path, case: str) -> None:
    migration, wanted = CASES[case]
    done = mended(tmp_path, migration)
    assert [fixed.after for fixed in done.fixed] == ([wanted] if wanted else [])


@pytest.mark.parametrize("case", CASES)
def test_it_lints_clean_and_applies(tmp_path: Path, server, case: str) -> None:
    migration, _ = CASES[case]
    done = mended(tmp_path, migration)
    assert [finding.rule for finding in done.outcome.findings if finding.rule in MENDERS] == []
    assert done.brought == ()
    database = server.create("mended")
    try:
        with database.connect() as session:
            for text in (BEFORE, *(fixed.after for fixed in done.fixed)):
                for statement in read(Source("m.sql", text)):
                    session.run(statement.sql)
            assert session.run("select count(*)::text from pg_index where not indisvalid").rows == (("0",),)
            assert session.run("select count(*)::text from pg_constraint where not convalidated").rows == (("0",),)
    finally:
        server.drop(database)


def test_row_level_security_for_an_exposed_table(tmp_path: Path) -> None:
    done = mended(tmp_path, "create table notes (id bigint primary key);", config='exposed-schemas = ["public"]')
    assert done.fixed[0].after == (
        "create table notes (id bigint primary key);\nalter table notes enable row level security;"
    )
    rules = {finding.rule: finding.severity.value for finding in done.outcome.findings}
    assert "table-without-rls" not in rules
    assert rules["rls-incomplete"] == "note"  # who may see its rows, only people know; nobody does until then
    assert done.brought == ()


MARKED = {
    "goose": (
        "-- +goose Up\ncreate index i on orders (a);\n-- +goose Down\ndrop index i;\n",
        "-- +goose NO TRANSACTION\n-- +goose Up\ncreate index concurrently i on orders (a);\n"
        "-- +goose Down\ndrop index i;\n",
    ),
    "dbmate": (
        "-- migrate:up\ncreate index i on orders (a);\n-- migrate:down\ndrop index i;\n",
        "-- migrate:up transaction:false\ncreate index concurrently i on orders (a);\n-- migrate:down\ndrop index i;\n",
    ),
    "sqlx": ("create index i on orders (a);\n", "-- no-transaction\ncreate index concurrently i on orders (a);\n"),
    "atlas": ("create index i on orders (a);\n", "-- atlas:txmode none\ncreate index concurrently i on orders (a);\n"),
    "golang-migrate": ("create index i on orders (a);\n", "create index concurrently i on orders (a);\n"),
    "psql": ("create index i on orders (a);\n", "create index concurrently i on orders (a);\n"),
}


@pytest.mark.parametrize("runner", MARKED)
def test_the_runner_is_told_that_no_transaction_is_wanted(tmp_path: Path, runner: str) -> None:
    migration, wanted = MARKED[runner]
    done = mended(tmp_path, migration, config=f'runner = "{runner}"')
    assert [fixed.after for fixed in done.fixed] == [wanted]
    assert {finding.rule for finding in done.outcome.findings} & {
        "index-not-concurrent",
        "not-allowed-in-transaction",
    } == set()


LEFT = {
    "begin;\ncreate index i on orders (a);\ncommit;": "between BEGIN and COMMIT",
    "create index if not exists i on orders (a);": "INVALID index",
    "alter table orders add column b int check (b > 0) check (b < 9);": "comes with its column",
    "alter table orders add column b int check (b > 0), add column c int;": "comes with its column",
    "alter table orders add unique (a) deferrable;": "build its index CONCURRENTLY first",
    "alter table orders alter a set not null, alter note set not null;": "SET NOT NULL by a statement of its own",
    "begin; alter table orders alter a set not null; commit;": "a migration of its own",
    "begin; alter table orders add unique (a); commit;": "outside of a transaction",
    "reindex system postgres;": None,
}


@pytest.mark.parametrize("migration", LEFT)
def test_what_is_left_to_people_is_said(tmp_path: Path, migration: str) -> None:
    done = mended(tmp_path, migration)
    why = LEFT[migration]
    assert any(why in one.why for one in done.left) if why else True
    assert all("concurrently" not in fixed.after for fixed in done.fixed)


def test_a_text_that_is_sent_as_one_is_left(tmp_path: Path) -> None:
    """dbmate sends a file without a transaction as one text: PostgreSQL makes one transaction of its statements."""
    two = "-- migrate:up\nreindex index orders_a;\ncreate index i on orders (a);\n"
    done = mended(tmp_path, two, config='runner = "dbmate"')
    assert "concurrently" not in done.fixed[0].after
    assert "as one text, whose statements share one" in done.left[0].why


def test_a_key_is_built_without_the_timeout_that_is_in_force(tmp_path: Path) -> None:
    done = mended(tmp_path, "set lock_timeout = '2s';\nalter table orders add constraint k unique (note);\n")
    assert done.fixed[0].after == (
        "set lock_timeout = '2s';\nset lock_timeout = 0;\ndrop index concurrently if exists k;\n"
        "create unique index concurrently k on orders (note);\n"
        "set lock_timeout = '2s';\nalter table orders add constraint k unique using index k;\n"
    )
    assert not {one.rule for one in done.outcome.findings} & {"timeout-kills-concurrent-build", *MENDERS}


APART = [case for case, (_, text) in CASES.items() if "concurrently" in text.lower() or "commit" in text]


@pytest.mark.parametrize("case", APART)
def test_what_runs_in_several_transactions_can_be_run_again(tmp_path: Path, embedded, case: str) -> None:
    """Broken off before a statement that changes something, and run again, it leaves what it leaves otherwise."""
    (fixed,) = mended(tmp_path, CASES[case][0]).fixed
    read_ = read(Source("m.sql", fixed.after))
    statements = [statement.sql for statement in read_]
    left = set()
    for done in (number for number, one in enumerate(read_) if not isinstance(one.actions[0], Setting)):
        database = embedded.create("again")
        try:
            with database.connect() as session:
                for statement in read(Source("b.sql", BEFORE)):
                    session.run(statement.sql)
            with database.connect() as session:
                for sql in statements[:done]:
                    session.run(sql)
            with database.connect() as session:
                for sql in statements:
                    session.run(sql)
                left.add(read_schema(session, READING))
        finally:
            embedded.drop(database)
    assert len(left) == 1


ALONE = "could not be run again if what is below it failed by itself: move it into a migration of its own"


@pytest.mark.parametrize(
    ("migration", "line", "rule"),
    [
        ("insert into customers values (7);\ncreate index i on orders (a);\n", 1, "index-not-concurrent"),
        ("\ncreate type t as enum ('a');\ncreate index i on orders (a);\n", 2, "index-not-concurrent"),
        ("insert into customers values (7);\nalter table orders add unique (a);", 1, "unique-or-pk-builds-index"),
        (
            "begin;\nalter table orders add constraint c check (a > 0);\ninsert into customers values (7);\ncommit;\n",
            3,
            "constraint-validates-immediately",
        ),
    ],
)
def test_a_file_that_could_not_be_run_again_stays_in_one_piece(
    tmp_path: Path, migration: str, line: int, rule: str
) -> None:
    done = mended(tmp_path, migration)
    (why,) = [one.why for one in done.left if one.rule == rule]
    assert why == f"the statement on line {line} {ALONE}"
    assert all(word not in fixed.after for fixed in done.fixed for word in ("concurrently", "validate"))
    assert done.brought == ()


def test_of_a_schema_that_is_not_known_nothing_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "m.sql").write_text("create index i on orders (a);\ncreate index j on orders (b);\n")
    done = gate.mend([str(tmp_path / "m.sql")], Options())
    assert all(word not in fixed.after for fixed in done.fixed for word in ("concurrently", "drop"))
    assert {one.why for one in done.left} == {f"the statement on line 1 {ALONE}"}


def test_what_an_earlier_build_has_left_is_dropped_as_it_is_built(tmp_path: Path) -> None:
    text = "create index i on orders (a);\ncreate index j on orders (note);\n"
    (fixed,) = mended(tmp_path, text, config='runner = "psql"').fixed
    assert fixed.after == (
        "drop index concurrently if exists i;\ncreate index concurrently i on orders (a);\n"
        "create index concurrently j on orders (note);\n"
    )


def test_a_file_that_was_no_transaction_before_is_made_to_run_twice(tmp_path: Path) -> None:
    text = "alter table orders add x int;\nalter table orders\n  drop column note, add y int;\ndrop index orders_a;\n"
    (fixed,) = mended(tmp_path, text, config='runner = "psql"').fixed
    assert fixed.after == (
        "set lock_timeout = '2s';\nalter table orders add if not exists x int;\nalter table orders\n"
        "  drop column if exists note, add if not exists y int;\nreset lock_timeout;\n"
        "drop index concurrently orders_a;\n"
    )


def test_a_runner_without_a_mark_keeps_its_transaction(tmp_path: Path) -> None:
    done = mended(tmp_path, "create index i on orders (a);\n", config='runner = "drizzle"')
    assert all("concurrently" not in fixed.after for fixed in done.fixed)
    assert any("puts a transaction around every file" in one.why for one in done.left)
    other = mended(tmp_path, "create index i on orders (a);\ncreate table t (id int);\n", config='runner = "goose"')
    assert any("move it into a migration of its own" in one.why for one in other.left)
    split = mended(tmp_path, "alter table orders add constraint c check (a > 0);\n", config='runner = "goose"')
    assert any("give that a migration of its own" in one.why for one in split.left)


def test_not_null_from_18_on(tmp_path: Path, embedded) -> None:
    done = mended(tmp_path, "alter table orders alter column a set not null;\n", version=18)
    (fixed,) = done.fixed
    assert fixed.after == (
        "set lock_timeout = '2s';\nalter table orders add constraint orders_a_not_null not null a not valid;\n"
        "reset lock_timeout;\nalter table orders validate constraint orders_a_not_null;\n"
    )
    assert [one.rule for one in done.outcome.findings if one.rule in MENDERS] == []
    catalog = "select attnotnull::text, convalidated::text, conname::text from pg_attribute a join pg_constraint c on "
    catalog += "conrelid = attrelid and attnum = any (conkey) where attname = 'a' and contype = 'n'"
    database = embedded.create("mended18")
    try:
        with database.connect() as session:
            for statement in read(Source("m.sql", f"{BEFORE}\n{fixed.after}")):
                session.run(statement.sql)
            assert session.run(catalog).rows == (("true", "true", "orders_a_not_null"),)
    finally:
        embedded.drop(database)


def test_a_key_whose_columns_are_not_known_is_left(tmp_path: Path) -> None:
    (tmp_path / "m.sql").write_text("alter table orders add primary key (a);")
    done = gate.mend([str(tmp_path / "m.sql")], Options())
    assert any("NOT NULL first, and which are is not known" in one.why for one in done.left)
    assert all("concurrently" not in fixed.after for fixed in done.fixed)


def test_a_partitioned_table_is_left(tmp_path: Path) -> None:
    sql = "create table p (k int) partition by list (k); create table p1 partition of p for values in (1);"
    (tmp_path / "schema.sql").write_text(sql)
    (tmp_path / "m.sql").write_text("create index i on p (k);")
    done = gate.mend([str(tmp_path / "m.sql")], Options(before=str(tmp_path / "schema.sql")))
    assert all("concurrently" not in fixed.after for fixed in done.fixed)


def test_a_key_of_a_partitioned_table_is_left(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text("create table p (k int not null) partition by list (k);")
    (tmp_path / "m.sql").write_text("alter table p add unique (k);")
    done = gate.mend([str(tmp_path / "m.sql")], Options(before=str(tmp_path / "schema.sql")))
    assert any("partitioned table takes no index" in one.why for one in done.left)
    assert all("concurrently" not in fixed.after for fixed in done.fixed)


def test_the_command_writes_or_shows(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.sql").write_text("create index i on orders (a);\n")
    assert main(["lint", "--diff", "m.sql"]) == 1
    shown = capsys.readouterr().out
    assert "-create index i on orders (a);\n+create index concurrently i on orders (a);\n" in shown
    assert Path("m.sql").read_text() == "create index i on orders (a);\n"
    assert main(["lint", "--fix", "m.sql"]) == 0
    assert Path("m.sql").read_text() == "create index concurrently i on orders (a);\n"
    assert main(["lint", "--diff", "m.sql"]) == 0


def test_what_is_left_is_named_by_its_line_in_the_file_that_is_there(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "alter table orders add constraint c check (a > 0);\n\n  create index if not exists i on orders (a);\n"
    Path("m.sql").write_text(text)
    why = "index-not-concurrent is left: CREATE INDEX CONCURRENTLY IF NOT EXISTS would take an INVALID index for done"
    assert main(["lint", "--diff", "m.sql"]) == 1
    assert capsys.readouterr().err.startswith(f"m.sql:3:3: {why}")
    assert main(["lint", "--fix", "m.sql"]) == 1
    (line,) = [number for number, one in enumerate(Path("m.sql").read_text().splitlines(), 1) if "if not exists" in one]
    assert line > 3
    assert f"m.sql:{line}:3: {why}" in capsys.readouterr().err


def test_every_mender_is_for_a_rule() -> None:
    assert set(MENDERS) <= {name_of(rule) for rule in every_rule()}


def test_every_file_of_a_folder_meets_what_those_before_it_leave(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "001_orders.up.sql").write_text("create table orders (id bigint primary key, a int);\n")
    (folder / "002_index.up.sql").write_text("create index i on orders (a);\n")
    (folder / "003_check.up.sql").write_text("alter table orders add constraint c check (a > 0);\n")
    done = gate.mend([str(folder)], Options())
    texts = {Path(fixed.name).name: fixed.after for fixed in done.fixed}
    assert texts["002_index.up.sql"] == "create index concurrently i on orders (a);\n"
    assert "001_orders.up.sql" not in texts
    assert any("003_check.up.sql" in one.now and "a migration of its own" in one.why for one in done.left)
    assert (folder / "002_index.up.sql").read_text() == "create index i on orders (a);\n"


def test_what_postgresql_did_is_explained(capsys) -> None:
    assert main(["explain", "constrained-domain-column"]) == 0
    assert (
        "-- seen: ACCESS EXCLUSIVE on public.jobs, rewrites public.jobs, scans public.jobs" in capsys.readouterr().out
    )


def test_a_file_with_placeholders_is_left(tmp_path: Path) -> None:
    """Its places are those of the text that its tool makes of it."""
    found = mended(tmp_path, "create index on ${t} (a);\n", config='[placeholders]\n"${t}" = "orders"')
    assert found.fixed == ()
    assert found.left[0].rule == "index-not-concurrent"
    assert found.left[0].why == "the file has placeholders, and is not written with what stands for them"
