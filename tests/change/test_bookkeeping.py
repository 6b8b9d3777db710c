"""The tables of the migration tools themselves."""

from __future__ import annotations

import re

from ddlproof.change.bookkeeping import TABLES
from ddlproof.model.house import KEPT_BY_TOOLS


def test_each_is_known_to_be_small() -> None:
    made = {name for sql in TABLES.values() for name in re.findall(r"create table (?:\w+\.)?(\w+)", sql)}
    assert made <= KEPT_BY_TOOLS
