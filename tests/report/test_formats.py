"""The formats for machines and pull requests: each readable by its own reader, whatever the change's author wrote."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.finding import Finding, Severity, Witness
from ddlproof.outcome import Outcome
from ddlproof.report import markdown
from ddlproof.report.colour import View
from ddlproof.report.fingerprint import fingerprint
from ddlproof.report.formats import FORMATS, renderer
from ddlproof.source import Source

VIEW = View()
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x7f\x9b\r\n\t\u202e\ufffe<>&\"'`:,%#@[]()|*_~$!=-+./\\"),
    )
)
EVIL = "\n::error file=x::forged\r##[error]\x1b[2J</pre><script>alert(1)</script>@team http://x.y ![x](y) ``` %0A"


def document(name: str, *outcomes: Outcome) -> Any:
    return json.loads(renderer(name)(outcomes, VIEW))


def hostile_outcome(text: str) -> Outcome:
    """Every text that somebody else writes is this one."""
    source = Source(text or "x", text)
    witness = Witness(text, (text,), ((text,), (None,)), marked=(text,), sql=text)
    finding = Finding("some-rule", Severity.ERROR, text, text, source.span(0, len(text)), text, witness)
    findings = (finding, finding.accept(text))
    return Outcome(name=text, title=text, findings=findings, changes=(), printed_diff=text, notes=(text,))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_renderer(name: str, variant_jobs: Outcome) -> None:
    report = renderer(name)((variant_jobs,), VIEW)
    assert report.endswith("\n")
    assert "writer-rejected" in report


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_the_same_twice(name: str, variant_jobs: Outcome) -> None:
    assert renderer(name)((variant_jobs,), VIEW) == renderer(name)((variant_jobs,), VIEW)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"gitlab"}))
def test_what_was_left_out_is_said_in_every_format_that_has_a_place_for_it(name: str, variant_jobs: Outcome) -> None:
    report = renderer(name)((replace(variant_jobs, notes=("plain roles stand in for app",)),), VIEW)
    assert "plain roles stand in for app" in report


@pytest.mark.parametrize("name", FORMATS)
@given(HOSTILE)
def test_no_format_writes_a_control_character(name: str, text: str) -> None:
    report = renderer(name)((hostile_outcome(text),), VIEW)
    report.encode()
    assert report.replace("\n", "").isprintable()


def test_json_has_the_documented_shape(variant_jobs: Outcome) -> None:
    report = document("json", variant_jobs)
    assert list(report) == [
        "version", "verdict", "changes", "intended", "findings", "proofs", "writers", "readers", "verify", "rehearsal",
        "postgres", "statements", "notes",
    ]  # fmt: skip
    assert (report["version"], report["verdict"]) == (1, "fail")
    assert report["changes"][0] == {
        "action": "alter",
        "kind": "column",
        "object": "public.jobs.row_id",
        "text": "column row_id: drop not null",
        "relation": "weaker",
        "prover": None,
        "witness": None,
    }
    assert report["intended"]["holds"] is False
    rejected, indexed = report["findings"][:2]
    assert (rejected["file"], rejected["line"], rejected["statement"]) == (None, None, None)
    assert rejected["witness"]["rows"][0][1] is None
    assert (indexed["file"], indexed["line"], indexed["column"]) == ("jobs/migration.sql", 6, 1)
    assert report["findings"][-1]["accepted"] == "the table is small"
    assert report["proofs"][0]["mutants"] == {
        "made": 33,
        "killed": 31,
        "equivalent": 2,
        "survivors": [],
        "equivalents": [
            {"mutant": "check (true)", "prover": "partition"},
            {"mutant": "c: set not null", "prover": "keys"},
        ],
    }
    assert report["writers"][3] == {
        "name": "variant job",
        "schema": "after",
        "expected": "accepted",
        "got": "rejected",
        "sqlstate": "23503",
        "constraint": "jobs_model_id_fkey",
    }
    assert report["readers"][0]["got"] == 1
    assert report["verify"][1]["got"] == 0
    assert [step["direction"] for step in report["rehearsal"]["statements"]] == ["up", "up", "down", "down"]
    assert report["rehearsal"]["statements"][1]["scans"] == ["public.jobs"]
    assert report["rehearsal"]["rows"]["after_up"] == {"public.jobs": 2}
    assert report["rehearsal"]["lost"][0]["title"] == "1 value of public.jobs.variant_row_id"
    assert report["postgres"] == {"backend": "embedded", "version": "18.6"}


def test_json_of_lint_has_no_sections_that_lint_does_not_make() -> None:
    assert document("json", Outcome("a.sql", ())) == {"version": 1, "verdict": "pass", "findings": [], "notes": []}


def test_json_says_how_much_was_analysed_and_what_was_left_out() -> None:
    report = document("json", Outcome("a.sql", (), statements=7, analysed=6, notes=("one was left out",)))
    assert (report["statements"], report["notes"]) == ({"all": 7, "analysed": 6}, ["one was left out"])


def test_json_of_several_changes_has_all_findings_and_each_report(variant_jobs: Outcome) -> None:
    report = document("json", Outcome("good", ()), variant_jobs)
    assert (report["version"], report["verdict"]) == (1, "fail")
    assert [one["path"] for one in report["reports"]] == ["good", "jobs"]
    assert [one["verdict"] for one in report["reports"]] == ["pass", "fail"]
    assert report["findings"] == report["reports"][1]["findings"]


def test_github_annotates_the_worst_first(variant_jobs: Outcome) -> None:
    lines = renderer("github")((variant_jobs,), VIEW).splitlines()
    assert lines[1] == (
        "::error file=jobs/migration.sql,line=6,endLine=6,col=1,title=ddlproof index-not-concurrent::"
        "CREATE INDEX locks public.jobs: writes wait until the index is built."
        "%0Ainstead: create it CONCURRENTLY, outside of a transaction"
    )
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::warning", "::notice", "ddlproof:"]


@given(HOSTILE)
def test_nobody_forges_a_command_of_githubs_runner(text: str) -> None:
    lines = renderer("github")((hostile_outcome(text),), VIEW).split("\n")
    assert len(lines) == 5
    assert [line.split(" ")[0] for line in lines[:3]] == ["::error", "::notice", "::notice"]
    assert not any("##[" in line for line in lines)
    for line in lines[:3]:
        properties, _, _ = line.removeprefix("::").partition("::")
        assert [part.partition("=")[0] for part in properties.split(" ", 1)[1].split(",")][-1] == "title"


@given(HOSTILE)
def test_junit_can_be_read_whatever_is_in_it(text: str) -> None:
    root = ElementTree.fromstring(renderer("junit")((hostile_outcome(text),), VIEW))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    *cases, notes = suite
    assert [[child.tag for child in case] for case in cases] == [["failure"], ["system-out"]]
    assert notes.tag == "system-out"


def test_junit_has_a_passed_case_for_all_that_holds(variant_jobs: Outcome) -> None:
    (suite,) = ElementTree.fromstring(renderer("junit")((variant_jobs,), VIEW))
    passed = [case.get("classname") for case in suite if not len(case)]
    assert passed == ["claim", "writer", "writer", "writer", "reader", "verify"]
    assert suite.get("tests") == str(len(suite))


def test_junit_of_a_clean_lint_has_one_passed_case() -> None:
    (suite,) = ElementTree.fromstring(renderer("junit")((Outcome("a.sql", ()),), VIEW))
    assert [(case.get("name"), len(case)) for case in suite] == [("no findings", 0)]


def test_sarif_places_a_result_and_suppresses_an_accepted_one(variant_jobs: Outcome) -> None:
    (run,) = document("sarif", variant_jobs)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(rules)
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    indexed = run["results"][1]
    place = indexed["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "jobs/migration.sql"
    assert place["region"] == {"startLine": 6, "startColumn": 1, "endLine": 6, "endColumn": 60}
    assert [result.get("suppressions") for result in run["results"]][-1] == [
        {"kind": "external", "justification": "the table is small"}
    ]


def test_a_fingerprint_survives_moved_lines_and_changed_spacing(finding: Callable[..., Finding]) -> None:
    here = Source("a.sql", "create index i on t (a);")
    there = Source("b.sql", "\n\n  CREATE INDEX i\n  ON t (a);")
    one = finding(span=here.span(0, len(here.text)))
    moved = finding(span=there.span(4, len(there.text)))
    assert fingerprint(one) == fingerprint(moved)
    assert fingerprint(one) != fingerprint(replace(moved, object="public.other"))
    assert fingerprint(one) != fingerprint(replace(moved, rule="another"))


def test_gitlab_tells_like_findings_apart_and_leaves_out_accepted_ones(finding: Callable[..., Finding]) -> None:
    twice = finding()
    entries = document("gitlab", Outcome("a", (twice, twice, finding("x").accept("why"), finding("y", span=None))))
    assert len({entry["fingerprint"] for entry in entries}) == 3
    assert [entry["location"] for entry in entries] == [
        {"path": "a", "lines": {"begin": 1}},
        {"path": "jobs/migration.sql", "lines": {"begin": 6}},
        {"path": "jobs/migration.sql", "lines": {"begin": 6}},
    ]
    assert {entry["severity"] for entry in entries} == {"critical"}


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def tags(page: str) -> Tags:
    parsed = Tags()
    parsed.feed(page)
    return parsed


@given(HOSTILE)
def test_html_has_our_tags_only(text: str) -> None:
    page = renderer("html")((hostile_outcome(text),), VIEW)
    assert tags(page).tags <= {"html", "head", "meta", "title", "style", "body", "h1", "pre", "span"}
    assert tags(renderer("html")((hostile_outcome(EVIL),), VIEW)).tags >= {"pre"}


def test_html_fetches_nothing_and_says_what_the_terminal_says(variant_jobs: Outcome) -> None:
    page = renderer("html")((variant_jobs,), VIEW)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(r"\b(src|href|url)\s*[=(]", page)
    assert renderer("text")((variant_jobs,), VIEW).strip() in tags(page).text


@given(HOSTILE)
def test_markdown_means_only_itself(text: str) -> None:
    escaped = markdown.escape(text)
    assert "\n" not in escaped
    assert not re.search(r"@(?!&#8203;)|#(?=\d)(?!8203;)", escaped)
    assert not re.search(r"(?<!\\)[<>`*_\[\]|]", escaped.replace("\\\\", ""))
    assert "://" not in escaped


@given(HOSTILE)
def test_code_cannot_leave_its_fence(text: str) -> None:
    inside = text.replace("\r", "")
    fence = markdown.fence(inside)
    ticks = re.match("`+", fence)
    assert ticks
    assert ticks[0] not in fence[len(ticks[0]) : -len(ticks[0])]


def test_markdown_stays_within_what_github_takes(variant_jobs: Outcome, finding: Callable[..., Finding]) -> None:
    many = replace(variant_jobs, findings=tuple(finding(message=f"{n} " + "x" * 500) for n in range(500)))
    comment = renderer("markdown")((many,), VIEW)
    assert len(comment) < 65_536
    assert comment.startswith("<!-- ddlproof -->\n")
    assert "more parts, left out here" in comment


def test_markdown_colours_a_nested_line_by_its_sign(variant_jobs: Outcome) -> None:
    assert "\n+     column variant_row_id uuid\n" in renderer("markdown")((variant_jobs,), VIEW)
