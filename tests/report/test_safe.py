"""No control character of anybody's text reaches a terminal."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ddlproof.report.colour import Piece, Style, paint
from ddlproof.report.safe import cells, cut, safe

# Every character, with the dangerous ones drawn often.
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]),
        st.sampled_from("\x1b\x9b\x07\n\r\t\u202e\u2066 :#["),
    )
)
SGR = re.compile(r"\x1b\[[0-9;]+m")


@given(HOSTILE)
def test_everything_prints(text: str) -> None:
    assert safe(text).isprintable()


@given(st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" ")))
def test_what_prints_is_left_alone(text: str) -> None:
    assert safe(text) == text


def test_what_does_not_print_is_shown() -> None:
    assert safe("a\x1b[2Jb\nc\x7f\u202ed\x9b") == "a␛[2Jb␊c␡<U+202E>d<U+009B>"


@given(st.lists(st.tuples(HOSTILE, st.sampled_from(["plain", "error", "null"]))), st.booleans())
def test_a_painted_line_is_one_line_and_holds_only_our_colours(pieces: list, colour: bool) -> None:
    painted = paint([tuple(Piece(*piece) for piece in pieces)], Style(colour=colour))
    assert painted.endswith("\n")
    assert SGR.sub("", painted[:-1]).isprintable()


@given(st.lists(HOSTILE))
def test_no_line_is_a_command_of_githubs_runner(pieces: list[str]) -> None:
    painted = paint([tuple(Piece(text) for text in pieces)], Style())
    assert not painted.lstrip().startswith("::")
    assert "##[" not in painted


@given(HOSTILE, st.integers(1, 40))
def test_cut_text_fits(text: str, width: int) -> None:
    assert cells(cut(safe(text), width)) <= width


def test_wide_and_combining_characters_take_the_cells_that_terminals_give_them() -> None:
    assert (cells("表"), cells("e\u0301"), cells("ab")) == (2, 1, 2)
