"""Snippets, tables, paragraphs and SQL to paste: what a finding is made of on a terminal."""

from inspect import cleandoc

from hypothesis import given
from hypothesis import strategies as st

from ddlproof.finding import Witness
from ddlproof.report.colour import Piece, Style, paint
from ddlproof.report.snippet import snippet
from ddlproof.report.table import paragraph, sql_lines, table
from ddlproof.report.witness import witness_lines
from ddlproof.source import Source

PLAIN = Style(width=80)


def shown(lines: list) -> str:
    return paint(lines, PLAIN).rstrip("\n")


def test_a_snippet_underlines_the_span() -> None:
    source = Source("a.sql", "select 1;\nalter table jobs\tdrop column x;\n")
    start = source.text.index("drop")
    assert shown(snippet(source.span(start, start + 13), indent=0, width=80)) == cleandoc("""
        2 │ alter table jobs    drop column x;
          │                     ^^^^^^^^^^^^^
    """)


def test_a_span_that_is_its_whole_line_is_marked_at_its_left() -> None:
    source = Source("a.sql", "select 1;\n  select 2;  \n")
    assert shown(snippet(source.span(12, 20), indent=0, width=80)) == "2 >   select 2;"


def test_a_span_of_several_lines_is_marked_at_its_left_and_cut() -> None:
    source = Source("a.sql", "".join(f"line {n}\n" for n in range(1, 13)))
    span = source.span(source.text.index("line 8"), source.text.index("line 12") + 7)
    assert shown(snippet(span, indent=0, width=80)) == (
        " 8 > line 8\n 9 > line 9\n10 > line 10\n11 > line 11\n   > … to line 12"
    )


def test_the_caret_of_a_span_far_to_the_right_is_still_below_it() -> None:
    source = Source("a.sql", "x" * 500 + "HERE" + "y" * 500)
    text, caret = shown(snippet(source.span(500, 504), indent=0, width=80)).split("\n")
    assert text[caret.index("^") : caret.rindex("^") + 1] == "HERE"
    assert len(text) <= 80


def test_the_end_of_a_file_has_a_place_too() -> None:
    assert shown(snippet(Source("a.sql", "").span(0, 0), indent=0, width=80)) == "1 │\n  │ ^"


def test_a_witness_tells_null_from_text_and_marks_what_matters() -> None:
    witness = Witness("a row", ("id", "note", "name"), (("1", None, "null"), ("2", "", "b ")), marked=("note",))
    assert shown(witness_lines(witness, indent=0, width=80)) == cleandoc("""
        a row
          id  note*  name
          1   null   'null'
          2   ''     'b '
    """)


def test_a_wide_witness_keeps_its_marked_columns_and_counts_the_others() -> None:
    columns = tuple(f"column_{n}" for n in range(20))
    witness = Witness("", columns, (tuple("v" * 10 for _ in columns),), marked=("column_19",))
    header = shown(witness_lines(witness, indent=0, width=80)).split("\n")[0]
    assert "column_19*" in header
    assert header.endswith("more columns")
    assert len(header) <= 80


def test_a_null_is_dimmed_in_colour() -> None:
    witness = Witness("", ("a",), ((None,),))
    assert "\x1b[2;3mnull\x1b[0m" in paint(witness_lines(witness, indent=0, width=80), Style(colour=True))


def test_columns_are_cut_where_a_table_is_too_wide() -> None:
    row = [Piece("short"), Piece("long " * 40)]
    assert all(len(text) <= 60 for text in shown(table([row, row], indent=4, width=60)).split("\n"))


@given(st.text(st.sampled_from("ab '\"\n,()")), st.integers(10, 40))
def test_sql_to_paste_keeps_its_words_and_its_strings(sql: str, width: int) -> None:
    """Breaking lines changes blanks between words only; nothing within quotes."""
    whole = f"insert into t values ('it''s one   two', \"a  b\") {sql.replace(chr(39), '').replace(chr(34), '')}"
    pasted = "\n".join("".join(piece.text for piece in line) for line in sql_lines(whole, indent=0, width=width))
    assert pasted.split() == whole.split()
    assert "'it''s one   two'" in pasted
    assert '"a  b"' in pasted


@given(st.text(st.sampled_from("abc ")), st.integers(20, 60))
def test_paragraphs_lose_no_word_and_keep_their_width(text: str, width: int) -> None:
    lines = shown(paragraph(text, indent=2, width=width, first=(Piece("x: "),)))
    assert lines.split() == ["x:", *text.split()]
    assert all(len(line) <= width or " " not in line.strip() for line in lines.split("\n"))
