"""TOML with positions: the scan finds every key that tomllib reads."""

import tomllib
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.change.toml import Path, read_toml
from ddlproof.errors import ContractError
from ddlproof.source import Source

DOCUMENT = '''\
title = "a"   # a comment with [brackets] and key = 1
text  = """
[[claim]]
not.a.key = 1
"""
list = [
  1, # one
  "]",
]
[tool."ddl.proof"]
'x' = 1
y.z = { a = 1, b = [2] }
[[claim]]
means = \'\'\'it's [not] a key\'\'\'
[[claim]]
means = "b"
[claim.deep]
more = 2
'''

KEYS = st.text(min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def test_every_header_and_key_has_its_line() -> None:
    document = read_toml(Source("a.toml", DOCUMENT))
    lines = {path: span.line for path, span in document.spans.items()}
    assert lines == {
        ("title",): 1,
        ("text",): 2,
        ("list",): 6,
        ("tool", "ddl.proof"): 10,
        ("tool", "ddl.proof", "x"): 11,
        ("tool", "ddl.proof", "y", "z"): 12,
        ("claim", 0): 13,
        ("claim", 0, "means"): 14,
        ("claim", 1): 15,
        ("claim", 1, "means"): 16,
        ("claim", 1, "deep"): 17,
        ("claim", 1, "deep", "more"): 18,
    }


def test_a_span_is_the_whole_key_and_value() -> None:
    document = read_toml(Source("a.toml", DOCUMENT))
    assert document.span(("list",)).text == 'list = [\n  1, # one\n  "]",\n]'
    assert document.span(("claim", 1, "unheard")).text == "[[claim]]"


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.booleans())
def test_every_span_holds_the_value_of_its_key(data: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(data, multiline_strings=multiline)
    document = read_toml(Source("a.toml", text))
    for path, span in document.spans.items():
        if not span.text.startswith("["):
            alone: Any = tomllib.loads(span.text)
            for part in _tail(path, alone):
                alone = alone[part]
            assert alone == _at(document.data, path)


def _tail(path: Path, data: Any) -> list[str]:
    key = path[-1]
    assert isinstance(key, str)
    assert list(data) == [key]
    return [key]


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


@pytest.mark.parametrize(
    ("text", "place"),
    [("a = 1\nb = \n", "a.toml:2:5"), ("a = 1\na = 2\n", "a.toml:2:6"), ('a = """', "a.toml:1:7"), ("", None)],
)
def test_what_is_no_toml_is_refused_with_its_place(text: str, place: str | None) -> None:
    if place is None:
        assert read_toml(Source("a.toml", text)).data == {}
        return
    with pytest.raises(ContractError) as caught:
        read_toml(Source("a.toml", text))
    assert caught.value.span is not None
    assert caught.value.span.place == place


def test_toml_that_nests_too_deeply_is_refused() -> None:
    with pytest.raises(ContractError, match="not TOML"):
        read_toml(Source("a.toml", "a = " + "[" * 100_000))
