"""Verdicts predicted in sets, beside those that PostgreSQL gives by real INSERTs: whether they agree, and how fast.

Rows go by COPY into a table without constraints, where one SELECT asks of each the constraints' own expressions, keys
and references. The rows are random departures from valid rows of `schema/variant_jobs`, with a key and two CHECKs
more.
Run: `python benchmarks/predicted.py [ROWS]`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from random import Random

from judging import AFTER, by_copy, by_savepoint

from ddlproof.model.names import quote
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column, Table
from ddlproof.postgres.choose import start
from ddlproof.postgres.session import Session
from ddlproof.proof.judge import judge, plant, undone
from ddlproof.rows.arms import arms
from ddlproof.rows.base import closure
from ddlproof.rows.representatives import missing, representatives
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema
from ddlproof.sql.tokens import cut

BATCH = 20_000
PIECE = 2_000
DEPARTS = 0.25
GOAL, BY_INSERT = 60, 9
# A unique key and more CHECKs besides those of the example: several constraints have to be told from each other.
MORE = """alter table jobs add constraint jobs_once unique (team_id, provider_request_id);
alter table jobs add constraint jobs_status_check check (status in ('queued', 'running', 'done'));
alter table jobs add constraint jobs_error_check check (status <> 'done' or error is null);"""


def candidates(schema: Schema, table: Table) -> Iterator[Row]:
    """Rows that depart from valid ones in about a quarter of their columns, the same every time."""
    plain = [made[-1] for made in arms(schema, table.name)]
    choices = {column.name: _choices(schema, table, column) for column in table.columns}
    random = Random(1)
    while True:
        base = dict(random.choice(plain).values)
        values = (
            (name, random.choice(several) if random.random() < DEPARTS or name not in base else base[name])
            for name, several in choices.items()
        )
        yield Row(table.name, tuple(values))


def _choices(schema: Schema, table: Table, column: Column) -> list[str | None]:
    """What a column may hold: NULL, keys that are there and that are not, what the CHECKs name."""
    keys = [key for key in table.foreign_keys if column.name in key.columns]
    if keys:
        there = [made[-1].get(column.name) for made in arms(schema, table.name)]
        return [*dict.fromkeys([*there, *(missing(schema, table, key, column.name) for key in keys), None])]
    if table.primary_key and column.name in table.primary_key.columns:
        return [*(closure(schema, table.name, n)[-1].get(column.name) for n in (1, 2, 3)), None]
    conditions = [check.expression for check in table.checks]
    return [*representatives(column, schema, conditions, 2, table)[:6], None]


def select(session: Session, table: Table) -> str:
    """The first violation of each row in `pg_temp.candidates`, in PostgreSQL's order; `accepted` without any.

    That is: NOT NULL by column, CHECKs by name, unique indexes by oid, references by the names of their triggers.
    """
    cases = [(f"c.{quote(column.name)} is null", column.name) for column in table.columns if column.not_null]
    printed = dict(_constraints(session, table, "c"))
    cases += [(f"({printed[name]}) is false", name) for name in sorted(printed)]
    for name, columns in _ordered(session, table, _KEYS):
        same = " and ".join(f"o.{quote(one)} = c.{quote(one)}" for one in columns)
        cases.append((f"exists (select from {table.name} o where {same})", name))
    keys = {key.name: key for key in table.foreign_keys}
    for name, _ in _ordered(session, table, _REFERENCES):
        key = keys[name]
        same = " and ".join(
            f"o.{quote(there)} = c.{quote(here)}" for here, there in zip(key.columns, key.target_columns, strict=True)
        )
        present = " and ".join(f"c.{quote(here)} is not null" for here in key.columns)
        cases.append((f"{present} and not exists (select from {key.target} o where {same})", name))
    whens = "\n".join(f"when {condition} then '{name}'" for condition, name in cases)
    return f"select case\n{whens}\nelse 'accepted' end from pg_temp.candidates c order by c.number"


_KEYS = """select x.relname, pg_catalog.array_agg(a.attname::text order by k.place)::text
from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid,
lateral pg_catalog.unnest(i.indkey::int2[]) with ordinality k (number, place)
join pg_catalog.pg_attribute a on a.attnum = k.number
where i.indrelid = $1::regclass and a.attrelid = i.indrelid and i.indisunique group by i.indexrelid, x.relname
order by i.indexrelid"""
_REFERENCES = """select c.conname, ''
from pg_catalog.pg_trigger t join pg_catalog.pg_constraint c on c.oid = t.tgconstraint
where t.tgrelid = $1::regclass and c.contype = 'f' and c.conrelid = t.tgrelid and t.tgtype & 4 > 0 order by t.tgname"""


def _ordered(session: Session, table: Table, sql: str) -> list[tuple[str, list[str]]]:
    rows = session.run_with(sql, [str(table.name)]).rows
    return [(str(name), (columns or "").strip("{}").split(",")) for name, columns in rows]


def _constraints(session: Session, table: Table, kind: str) -> list[tuple[str, str]]:
    sql = """select conname, pg_catalog.pg_get_expr(conbin, conrelid) from pg_catalog.pg_constraint
    where conrelid = $1::regclass and contype = $2"""
    return [(str(name), str(text)) for name, text in session.run_with(sql, [str(table.name), kind]).rows]


def predict(session: Session, question: str, rows: Sequence[Row]) -> list[str]:
    """What PostgreSQL would say to each row: COPY, one SELECT."""
    names = ", ".join(quote(name) for name, _ in rows[0].values)
    session.run("truncate pg_temp.candidates")
    session.copy_in(f"copy pg_temp.candidates ({names}, number) from stdin", _lines(rows))
    return [str(text) for (text,) in session.run(question).rows]


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    for number, row in enumerate(rows):
        texts = ["\\N" if value is None else value.replace("\\", "\\\\") for _, value in row.values]
        yield "\t".join([*texts, str(number)]) + "\n"


def main() -> None:
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    source = Source("after.sql", AFTER.read_text("utf-8") + MORE)
    schema = read_schema(source)
    table = schema.find_table("jobs")
    if table is None:
        sys.exit("the example has changed")
    with start("embedded:18") as server, server.create("predicted").connect() as session:
        for statement in cut(source):
            session.run(statement.span.text)
        there = [row for made in arms(schema, table.name, 2) for row in made]
        parents = [row for made in (closure(schema, table.name), *arms(schema, table.name)) for row in made[:-1]]
        for row in dict.fromkeys([*parents, *there]):
            session.run(row.sql)
        session.run(f"create temp table candidates (like {table.name})")
        for column in table.columns:
            session.run(f"alter table pg_temp.candidates alter {quote(column.name)} drop not null")
        session.run("alter table pg_temp.candidates add number int")
        _agreement(session, select(session, table), candidates(schema, table), number)
        _speed(session, select(session, table), schema, table)


def _agreement(session: Session, question: str, rows: Iterator[Row], number: int) -> None:
    met: Counter[str] = Counter()
    wrong, renamed, seconds = 0, 0, [0.0, 0.0]
    for begin in range(0, number, BATCH):
        batch = list(islice(rows, min(BATCH, number - begin)))
        started = time.perf_counter()
        predicted = predict(session, question, batch)
        between = time.perf_counter()
        actual: list[str] = []
        for piece in range(0, len(batch), PIECE):
            with undone(session):
                actual += [
                    one.constraint or one.column or "accepted" for one in judge(session, batch[piece : piece + PIECE])
                ]
        seconds = [seconds[0] + between - started, seconds[1] + time.perf_counter() - between]
        met.update(actual)
        pairs = list(zip(predicted, actual, strict=True))
        wrong += sum((one == "accepted") != (other == "accepted") for one, other in pairs)
        renamed += sum(one != other for one, other in pairs)
    print(f"{number:,} rows: {', '.join(f'{name} {count:,}' for name, count in met.most_common())}")
    print(f"accepted or rejected as predicted: all but {wrong}; by the constraint predicted: all but {renamed}")
    print(f"predicted {number / seconds[0]:,.0f} rows a second, judged by INSERT {number / seconds[1]:,.0f}")


def _speed(session: Session, question: str, schema: Schema, table: Table) -> None:
    rows = list(islice(candidates(schema, table), PIECE))
    many = list(islice(candidates(schema, table), BATCH))
    valid = [closure(schema, table.name, n) for n in range(10, PIECE + 10)]

    def rate(run: Callable[[], object], of: int) -> float:
        best = float("inf")
        for _ in range(3):
            with undone(session):
                plant(session, tuple(dict.fromkeys(row for made in valid for row in made[:-1])))
                started = time.perf_counter()
                run()
                best = min(best, time.perf_counter() - started)
        return of / best

    plain = rate(lambda: by_savepoint(session, rows), len(rows))
    for name, found, goal in (
        ("predicted", rate(lambda: predict(session, question, many), len(many)), GOAL),
        ("judged by INSERT", rate(lambda: judge(session, rows), len(rows)), BY_INSERT),
        ("COPY of valid rows, the limit", rate(lambda: by_copy(session, [made[-1] for made in valid]), len(valid)), 0),
    ):
        verdict = f"; goal {goal}: {'met' if found / plain >= goal else 'missed'}" if goal else ""
        print(f"{name}: {found:,.0f} rows a second, {found / plain:.1f} times a savepoint per row{verdict}")


if __name__ == "__main__":
    main()
