"""Random DDL of all kinds: statements that make a schema, and statements that change it; not always valid."""

from __future__ import annotations

from collections.abc import Callable

import ddl_blocks
import ddl_rare
import ddl_remarks
import ddl_tables
import ddl_things
import ddl_types
from ddl_writer import Writer
from hypothesis import strategies as st

MAKERS = (ddl_tables.MAKERS, ddl_types.MAKERS, ddl_things.MAKERS, ddl_remarks.MAKERS, ddl_rare.MAKERS)


def statement(writer: Writer) -> str:
    """Any statement; every family is as likely as any other."""
    families: list[Callable[[], str]] = [writer.core, writer.core]
    families += [lambda makers=makers: writer.draw(st.sampled_from(makers))(writer) for makers in MAKERS]
    made = writer.draw(st.sampled_from(families))()
    if writer.draw(st.integers(0, 7)):
        return made
    other = writer.draw(st.sampled_from(families))()
    return made if "search_path" in made + other else ddl_blocks.block(writer, made, other)


@st.composite
def scripts(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Statements that make a schema, and statements that change it."""
    writer = Writer(draw)
    start = [
        *("create schema app", 'create schema "Big Corp"'),
        *(writer.create_enum(), writer.create_table(), ddl_tables.create_plain(writer)),
    ]
    before = start + [statement(writer) for _ in range(draw(st.integers(0, 14)))]
    return before, [statement(writer) for _ in range(draw(st.integers(1, 8)))]
