"""States of a claim are reached by UPDATE too, and by what a foreign key does when its row is deleted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ddlproof.evidence import Proof
from ddlproof.model.claim import read_claim
from ddlproof.model.constraint import Check
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session
from ddlproof.proof.prove import prove
from ddlproof.sql.expression import read_expression

Load = Callable[[str], Schema]
CLAIM = "exactly one of (post_id, photo_id)"


def notes(action: str) -> str:
    return (
        "create table posts (id int primary key); create table photos (id int primary key); "
        f"create table notes (id int primary key, post_id int references posts {action}, "
        f"photo_id int references photos {action}, constraint arm check (num_nonnulls(post_id, photo_id) = 1));"
    )


def proved(session: Session, schema: Schema) -> Proof:
    table = schema.find_table("notes")
    assert table is not None
    check = table.constraint("arm")
    assert isinstance(check, Check)
    return prove(session, schema, table, check, CLAIM, read_claim(CLAIM, read_expression))


@pytest.mark.parametrize("action", ["", "on delete cascade", "on delete restrict", "on update cascade"])
def test_an_action_that_leaves_no_wrong_row_is_not_spoken_of(session: Session, load: Load, action: str) -> None:
    proof = proved(session, load(notes(action)))
    assert (proof.mismatches, proof.notes) == ((), ())


def test_set_null_into_an_exclusive_or(session: Session, load: Load) -> None:
    proof = proved(session, load(notes("on delete set null")))
    assert len(proof.notes) == 2
    assert proof.notes[0].startswith(
        "notes_photo_id_fkey says ON DELETE SET NULL, but arm rejects what it makes of a row"
    )
    assert session.run("select count(*) from posts").rows == (("0",),)


def test_set_null_where_the_claim_allows_it(session: Session, load: Load) -> None:
    schema = load(notes("on delete set null").replace("= 1", "<= 1"))
    table = schema.find_table("notes")
    assert table is not None
    check, claim = table.constraint("arm"), "at most one of (post_id, photo_id)"
    assert isinstance(check, Check)
    assert prove(session, schema, table, check, claim, read_claim(claim, read_expression)).notes == ()


def test_a_trigger_that_only_an_update_meets(session: Session, load: Load) -> None:
    schema = load(notes(""))
    session.run(
        "create function one_arm() returns trigger language plpgsql as "
        "'begin if new.post_id is not null then new.photo_id := null; end if; return new; end'"
    )
    session.run("create trigger one_arm before update on notes for each row execute function one_arm()")
    (mismatch,) = proved(session, schema).mismatches
    assert (mismatch.expected, mismatch.got) == ("rejected 23514 arm, as by INSERT", "accepted by UPDATE")
    assert mismatch.row.sql is not None
    assert "update public.notes set" in mismatch.row.sql
    for statement in mismatch.row.sql.splitlines():
        session.run(statement)  # what is there to paste works
    assert session.run("select count(*) from notes").rows == (("1",),)
