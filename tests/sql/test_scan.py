"""Statements are cut where PostgreSQL and psql cut them, with exact places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.errors import SqlError
from ddlproof.source import Source
from ddlproof.sql.scan import scan
from ddlproof.sql.tokens import cut


def pieces(text: str) -> list[str]:
    """The statements, commands and data of a text."""
    return [piece.span.text for piece in scan(Source("x.sql", text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select 1; select 2", ["select 1", "select 2"]),
        ("select 1;; ;\n", ["select 1"]),
        ("", []),
        ("-- nothing; here", []),
        ("select ';'; select 2", ["select ';'", "select 2"]),
        ("select 'it''s; x'; b", ["select 'it''s; x'", "b"]),
        (r"select '\'; b", [r"select '\'", "b"]),
        (r"select E'\'; x'; b", [r"select E'\'; x'", "b"]),
        (r"select e'\\'; b", [r"select e'\\'", "b"]),
        (r"select somee'\'; b", [r"select somee'\'", "b"]),
        ('create table "a;b" (); b', ['create table "a;b" ()', "b"]),
        ('create table "a"";b" (); b', ['create table "a"";b" ()', "b"]),
        ("do $$ begin; end $$; b", ["do $$ begin; end $$", "b"]),
        ("do $a$ $$; $b$ ; $a$; b", ["do $a$ $$; $b$ ; $a$", "b"]),
        ("do $größe$ ; $größe$; b", ["do $größe$ ; $größe$", "b"]),
        ("select a$b$ ; c", ["select a$b$", "c"]),
        ("select $1; b", ["select $1", "b"]),
        ("a /* ; /* ; */ ; */ b; c", ["a /* ; /* ; */ ; */ b", "c"]),
        ("a -- ; b\n c; d", ["a -- ; b\n c", "d"]),
        ("a - -1; b", ["a - -1", "b"]),
        ("/* first */ a; -- last\n b -- tail", ["a", "b"]),
        ("lock table a; call b(';'); refresh c", ["lock table a", "call b(';')", "refresh c"]),
        ("(select 1; select 2", ["(select 1", "select 2"]),
    ],
)
def test_semicolons_end_statements_where_they_are_code(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    "routine",
    [
        "create function f() returns int begin atomic select 1; select 2; end",
        "create or replace procedure p() begin atomic insert into t values (case when true then 1 end); end",
        "CREATE FUNCTION f() RETURNS int BEGIN /* c */ ATOMIC SELECT CASE WHEN 1 > 2 THEN 1 END; END",
        "create rule r as on insert to t do instead (delete from a; delete from b)",
        "create function begin(a int) returns int language sql as 'select 1'",
    ],
)
def test_bodies_with_semicolons_are_one_statement(routine: str) -> None:
    assert pieces(f"{routine}; select 1") == [routine, "select 1"]


def test_windows_line_ends_and_places() -> None:
    source = Source("x.sql", "select 1;\r\n\r\n  -- why\r\n  create table ä (\r\n    b int\r\n  );\r\n")

    first, second = (piece.span for piece in scan(source))

    assert (first.place, second.place) == ("x.sql:1:1", "x.sql:4:3")
    assert source.line(4) == "  create table ä ("
    assert source.text[second.start : second.end] == second.text == "create table ä (\r\n    b int\r\n  )"


def test_psql_commands_stand_for_themselves() -> None:
    text = "\\restrict abc\n\\connect other\nselect 1;\n  \\echo 'a; b'\nselect 2 \\gset\nselect 3;"
    kinds = [(piece.kind, piece.span.text) for piece in scan(Source("x.sql", text))]

    assert kinds == [
        ("psql", "\\restrict abc"),
        ("psql", "\\connect other"),
        ("statement", "select 1"),
        ("psql", "\\echo 'a; b'"),
        ("statement", "select 2"),
        ("psql", "\\gset"),
        ("statement", "select 3"),
    ]


@pytest.mark.parametrize("copy", ["COPY public.t (a, b) FROM stdin", "copy t from stdin with (format csv)"])
def test_copy_takes_its_data(copy: str) -> None:
    data = "1\tit's; $$ \"\n2\t\\N\n"
    found = [(piece.kind, piece.span.text) for piece in scan(Source("x.sql", f"{copy};\n{data}\\.\n\nselect 1;"))]

    assert found == [("statement", copy), ("data", data), ("statement", "select 1")]


def test_copy_to_the_end_of_the_file_and_copies_without_data() -> None:
    assert pieces("copy t from stdin;\n1\n2") == ["copy t from stdin", "1\n2"]
    assert pieces("copy t to stdout;\nselect 1;") == ["copy t to stdout", "select 1"]
    assert pieces("copy t from '/stdin';\nselect 1;") == ["copy t from '/stdin'", "select 1"]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("select 1;\nselect 'open", "x.sql:2:8", "the string that begins here is never closed"),
        ('create table "open (a int);\nselect 1;', "x.sql:1:14", "the quoted name that begins here is never closed"),
        ("do $x$ begin end $$;", "x.sql:1:4", "the dollar quote $x$ that begins here is never closed"),
        ("a;\n  /* open /* */ ", "x.sql:2:3", "the comment that begins here is never closed"),
        ("select 1 \\connect x", "x.sql:1:10", "expected the statement to go on, found a backslash"),
    ],
)
def test_what_is_never_closed_is_named_with_its_beginning(text: str, place: str, said: str) -> None:
    with pytest.raises(SqlError) as caught:
        pieces(text)

    assert caught.value.span is not None
    assert (caught.value.span.place, caught.value.message) == (place, said)
    assert caught.value.hint


LEXEMES = [
    "a ",
    " ",
    "\n",
    ";",
    "'x;'",
    '"q;"',
    " $$;$$ ",
    " $t$;$t$ ",
    "/*;*/",
    "--;\n",
    " E'\\';'",
    "(",
    ")",
    " + ",
    "$1 ",
    "é ",
]


@given(st.lists(st.sampled_from(LEXEMES)))
def test_only_a_semicolon_that_is_code_ends_a_statement(lexemes: list[str]) -> None:
    text = "".join(lexemes)
    source = Source("x.sql", text)
    found = list(cut(source))

    at = 0
    for one in found:
        assert at <= one.span.start < one.span.end
        assert one.span.text.strip() == one.span.text
        assert all(one.span.start <= token.start <= token.end < one.span.end for token in one.tokens)
        at = one.span.end
    groups: list[list[str]] = [[]]
    for lexeme in lexemes:
        if lexeme == ";":
            groups.append([])
        elif lexeme.strip() and not lexeme.startswith(("/*", "--")):
            groups[-1].append(lexeme)
    assert len(found) == sum(1 for group in groups if group)


@given(st.lists(st.sampled_from(["a", "b c", "'x;'", "$$;$$", "f(1, 2)"]), max_size=5))
def test_joined_with_semicolons_and_cut_again(statements: list[str]) -> None:
    assert pieces(" ;\n".join(statements)) == statements
