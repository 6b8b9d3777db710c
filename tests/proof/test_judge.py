"""PostgreSQL's verdict over each row, and nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable

from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session
from ddlproof.proof.judge import Verdict, judge, plant, undone

Load = Callable[[str], Schema]
P, T = QName("public", "p"), QName("public", "t")
DDL = """
    create table p (id int primary key);
    create table t (id int primary key, p int not null references p deferrable initially deferred, "Odd" text unique,
      j jsonb, v varchar(3), constraint positive check (id > 0))"""


def row(**values: str | None) -> Row:
    return Row(T, tuple(({"id": "1", "p": "1"} | values).items()))


def test_each_row_is_judged_alone(session: Session, load: Load) -> None:
    load(DDL)
    rows = [
        row(),
        row(),  # the same key again: the first one is gone
        row(id="0"),
        row(p="2"),
        row(p=None),
        row(id="7", Odd="it's \\ {\"},"),
        row(Odd="there"),
        row(id="9", j='{"k": [1, "\\\\"]}', v="abc"),
        row(v="abcd"),
        row(j="{"),
        row(id="9", nothing="1"),
    ]
    with undone(session):
        assert not plant(session, [Row(P, (("id", "1"),)), row(id="9", Odd="there")])
        verdicts = judge(session, rows)
    assert [verdict.text for verdict in verdicts][:7] == [
        "accepted",
        "accepted",
        "rejected 23514 positive",
        "rejected 23503 t_p_fkey",
        "rejected 23502 p",
        "accepted",
        "rejected 23505 t_Odd_key",
    ]
    assert [verdict.sqlstate for verdict in verdicts][7:] == ["23505", "22001", "22P02", "42703"]
    assert [verdict.broken for verdict in verdicts][7:] == [False, True, True, False]
    assert session.run("select (select count(*) from p) + (select count(*) from t)").rows == (("0",),)
    assert session.status == "idle"


def test_a_parent_that_is_refused_is_returned(session: Session, load: Load) -> None:
    load(DDL)
    bad = Row(P, (("id", None),))
    with undone(session):
        refused = plant(session, [bad, Row(P, (("id", "1"),))])
        assert judge(session, [row()]) == [Verdict(True)]
    assert {r: error.sqlstate for r, error in refused.items()} == {bad: "23502"}


def test_many_rows(session: Session, load: Load) -> None:
    load(DDL)
    with undone(session):
        plant(session, [Row(P, (("id", "1"),))])
        verdicts = judge(session, [row(id=str(n)) for n in range(-2500, 2500)])
    assert [verdict.accepted for verdict in verdicts] == [n > 0 for n in range(-2500, 2500)]
