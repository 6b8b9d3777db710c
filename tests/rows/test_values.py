"""Values are input of their types, and differ."""

from __future__ import annotations

import pytest

from ddlproof.model.names import QName
from ddlproof.model.schema import Enum, Schema
from ddlproof.model.types import Type
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rows.values import KNOWN, NoRow, nth, size, text_of_length

MOOD = Schema(enums=(Enum(QName("public", "mood"), ("sad", "glad", "it's")),))
NARROW = [
    Type("numeric", ("2", "0")),
    Type("numeric", ("5", "2")),
    Type("numeric", ("3", "3")),
    Type("numeric", ("4", "-2")),
    Type("character varying", ("3",)),
    Type("character", ("8",)),
    Type("bit", ("9",)),
    Type("bit varying", ("9",)),
    Type("timestamp with time zone", ("3",)),
    Type("interval", ("0",)),
]


@pytest.mark.parametrize("type_", [*(Type(name) for name in sorted(KNOWN)), *NARROW], ids=str)
def test_every_value_is_input_of_its_type(session: Session, type_: Type) -> None:
    if type_.name == "xml" and not _has_xml(session):
        pytest.skip("this server is built without XML")
    session.run(f"create temp table v (a {type_}, many {type_.text}[])")
    array = Type(type_.name, type_.modifiers, array=True)
    for n in (1, 2, 40):
        session.run_with("insert into v values ($1, $2)", [nth(type_, MOOD, n), nth(array, MOOD, n)])
    few = size(type_, MOOD) or 3
    found = session.run("select count(distinct a::text), count(distinct many::text) from v").rows
    assert found == ((str(min(3, few)),) * 2,)


def _has_xml(session: Session) -> bool:
    try:
        session.run("select '<a/>'::xml")
    except StatementFailed:
        return False
    return True


def test_an_enum_goes_round_its_labels() -> None:
    assert [nth(Type("public.mood"), MOOD, n) for n in (1, 2, 3, 4)] == ["sad", "glad", "it's", "sad"]


def test_texts_tell_their_column() -> None:
    assert nth(Type("text"), MOOD, 7, "title") == "title-7"
    assert nth(Type("character varying", ("6",)), MOOD, 7, "title") == "title7"
    assert [len(text_of_length(length, 12, "code")) for length in (1, 2, 3, 30)] == [1, 2, 3, 30]


def test_names_differ_within_the_bytes_that_a_name_has() -> None:
    table = "größe_der_überlangen_tabelle_mit_vielen_umlauten_äöü-Name"
    found = [nth(Type("name"), MOOD, n, table) for n in (1, 10_001)]
    assert [text.encode()[:63].decode(errors="ignore") for text in found] == found
    assert [text.rpartition("-")[2] for text in found] == ["1", "10001"]


def test_an_unknown_type_is_said() -> None:
    with pytest.raises(NoRow, match=r"no value is known for the type public\.vector"):
        nth(Type("public.vector"), MOOD, 1)
