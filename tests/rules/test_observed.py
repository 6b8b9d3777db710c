"""What the documentation says was seen is seen again, on every version."""

from __future__ import annotations

import pytest

from ddlproof.gate.observed import observe, stored
from ddlproof.postgres.server import Server
from ddlproof.rules.registry import ENDING_RULES, MOMENT_RULES, name_of
from ddlproof.rules.rule import Rule


def test_every_rule_has_something_to_show() -> None:
    assert set(stored()) == {name_of(rule) for rule in (*MOMENT_RULES, *ENDING_RULES)}
    assert all(seen["bad"] for seen in stored().values())


@pytest.mark.parametrize("rule", [*MOMENT_RULES, *ENDING_RULES], ids=name_of)
def test_it_is_seen_again(rule: Rule, server: Server) -> None:
    held = stored()[name_of(rule)]
    assert observe(server, rule.BAD) == held["bad"]
    assert observe(server, rule.GOOD) == held["good"]
