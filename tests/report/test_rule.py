"""Rules as texts, for the terminal, for machines and for the documentation."""

import json

from ddlproof.finding import Severity
from ddlproof.options import RuleText
from ddlproof.report import rule
from ddlproof.report.colour import Style

INDEX = RuleText(
    name="index-not-concurrent",
    family="locking",
    severity=Severity.ERROR,
    trigger="CREATE INDEX on a table that exists, without CONCURRENTLY",
    effect="writes wait until the index is built",
    instead="create it CONCURRENTLY",
    bad="create index i on t (a | b);\n",
    good="create index concurrently i on t (a);\n",
    needs="the file alone",
)
STYLE = RuleText(
    "name-pattern", "style", Severity.NOTE, "a name | with a bar", "", "rename it", "select 1;", "select 2;"
)


def test_a_rule_is_explained() -> None:
    assert rule.explain(INDEX, Style()) == (
        "index-not-concurrent  error · locking\n"
        "\n"
        "when: CREATE INDEX on a table that exists, without CONCURRENTLY\n"
        "what happens: writes wait until the index is built\n"
        "instead: create it CONCURRENTLY\n"
        "needs: the file alone\n"
        "\n"
        "-- bad\n"
        "create index i on t (a | b);\n"
        "\n"
        "-- good\n"
        "create index concurrently i on t (a);\n"
    )


def test_rules_are_listed_by_family() -> None:
    assert rule.listing((STYLE, INDEX), Style(width=90)) == (
        "locking\n"
        "  index-not-concurrent  error  CREATE INDEX on a table that exists, without CONCURRENTLY\n"
        "\n"
        "style\n"
        "  name-pattern  note  a name | with a bar\n"
    )


def test_rules_are_json_too() -> None:
    (read,) = json.loads(rule.as_json((INDEX,)))
    assert (read["name"], read["severity"], read["bad"]) == (INDEX.name, "error", INDEX.bad)


def test_a_rule_has_a_page_and_a_line_in_the_index() -> None:
    assert "```sql\ncreate index i on t (a | b);\n```" in rule.page(INDEX)
    assert "**What happens:**" not in rule.page(STYLE)
    assert "| [name-pattern](name-pattern.md) | note | a name \\| with a bar |" in rule.index((STYLE, INDEX))
