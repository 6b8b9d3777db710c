"""The report that a reviewer reads from the top."""

from collections.abc import Callable
from dataclasses import replace

from ddlproof.evidence import Intended
from ddlproof.finding import Finding, Severity, Witness
from ddlproof.outcome import Outcome
from ddlproof.report import difference, text
from ddlproof.report.colour import Style, View
from ddlproof.report.said import duration, shows
from ddlproof.source import Source

VIEW = View()

SCREEN = """\
✗ Variant jobs reference variant_rows
  jobs · on PostgreSQL 18.6, embedded

Diff  ✗ not as intended, 2 changes
  ~ table public.jobs
      ~ column row_id: drop not null
      + column variant_row_id uuid   ← not intended
  + index public.idx_jobs_variant_row on public.jobs (variant_row_id)
  missing: + column b text

Claims
  ✓ jobs.jobs_row_or_variant_check: exactly one of (row_id, variant_row_id)
    64 rows: 24 accepted, 40 rejected · 31 of 31 mutants killed, 2 proved equivalent (1 by
    partition, 1 by keys)
    row_id  variant_row_id  verdict
    null    null            rejected
    set     null            accepted
    null    set             accepted
    set     set             rejected

Writers  accepted, or what rejected them
                 before            after               expected
  ✓ model job    accepted          accepted
  ✗ variant job  jobs_row_id_fkey  jobs_model_id_fkey  accepted
    variant job: a variant row's id is no model's id

Readers
  ✓ jobs of a variant row  1 row  by idx_jobs_variant_row

Verification  ✗ 1 of 2 queries returned what was expected
  ✗ select indexname from pg_indexes
    0 rows, expected 1

Rehearsal
  ✓ migration statement by statement, with old rows: done in 2.5 ms
       1  alter table jobs alter column row_id drop not null;  0.4 ms
          ACCESS EXCLUSIVE on public.jobs: reads and writes wait
       2  alter table jobs add constraint jobs_row_or_variant_check check ( (row_id is null…  2.1 ms
          ACCESS EXCLUSIVE on public.jobs: reads and writes wait; scans public.jobs
  ✗ rollback statement by statement, with old and new rows: 1 of 2 statements failed; loses 1 value
    of public.jobs.variant_row_id; leaves a schema that is neither before nor after
    1 value of public.jobs.variant_row_id
      variant_row_id
      9b2f
       1  alter table jobs alter column row_id set not null;  1.0 ms
          23502 column "row_id" of relation "jobs" contains null values
       2  drop index if exists i;  0.2 ms
          does nothing: the schema is the same afterwards
  ✗ rollback in one transaction, with old and new rows: line 1 fails (23502 row_id); leaves the
    schema as it was
  ✓ also done: migration in one transaction, with old rows
  rows before → after the migration → after the rollback: public.jobs 1 → 2 → 2

error writer-rejected  public.idx_jobs_variant_row
  The variant writer is still rejected.
    the job that the variant writer sends
      id                                    model_id*                             … 4 more columns
      9b2f0c1e-0000-4000-8000-000000000001  9b2f0c1e-0000-4000-8000-000000000002
      insert into jobs (id, row_id, variant_row_id, model_id) values ('9b2f', null, '9b2f', '9b2f');
  instead: create it CONCURRENTLY, outside of a transaction

error index-not-concurrent  jobs/migration.sql:6:1
  CREATE INDEX locks public.jobs: writes wait until the index is built.
    6 > create index idx_jobs_variant_row on jobs (variant_row_id);
  instead: create it CONCURRENTLY, outside of a transaction

warning lock-timeout-missing  jobs/migration.sql:6:1
  No lock_timeout is set.

accepted warning key-missing jobs/migration.sql:6:1: the table is small

✗ 2 errors, 1 warning, 1 accepted · 5 of 5 statements analysed · 1.4 s
  ddlproof accept jobs              write the present diff into `intended`, if it is meant
  ddlproof explain writer-rejected  what a rule means, and what to do instead
  [[accept]]                        in change.toml, with `rule` and `reason`, lets a finding pass
"""


def lint(*findings: Finding) -> Outcome:
    return Outcome(name="a.sql", findings=findings, statements=7, analysed=6, seconds=0.04)


def test_the_whole_report(variant_jobs: Outcome) -> None:
    assert text.render((variant_jobs,), VIEW) == SCREEN


def test_no_line_is_wider_than_the_terminal_but_those_of_the_diff(variant_jobs: Outcome) -> None:
    report = text.render((replace(variant_jobs, printed_diff=""),), View(style=Style(width=72)))
    assert [line for line in report.split("\n") if len(line) > 72] == []


def test_lint_prints_findings_and_the_summary(finding: Callable[..., Finding]) -> None:
    report = text.render((lint(finding()),), VIEW)
    assert report.startswith("error index-not-concurrent  jobs/migration.sql:6:1\n")
    assert "✗ 1 error · 6 of 7 statements analysed · 40 ms\n" in report
    assert "[[accept]]" not in report


def test_a_note_is_told(finding: Callable[..., Finding]) -> None:
    assert text.render((replace(lint(), notes=("Two statements were not read.",)),), VIEW).startswith(
        "  Two statements"
    )


def test_a_clean_lint_is_one_line() -> None:
    assert text.render((lint(),), VIEW) == "✓ no findings · 6 of 7 statements analysed · 40 ms\n"


def test_findings_of_one_rule_stand_together_and_say_once_what_to_do(finding: Callable[..., Finding]) -> None:
    source = Source("m.sql", "create index a on t (a);\ncreate index b on t (b);\n")
    one, two = (
        finding(message=f"{n} waits.", span=source.span(start, start + 24)) for n, start in (("a", 0), ("b", 25))
    )
    report = text.render((lint(one, two),), VIEW)
    assert report.startswith("error index-not-concurrent  2 times\n  m.sql:1:1\n  a waits.\n")
    assert report.count("instead:") == 1


def test_an_entry_of_a_contract_is_named_by_the_message_and_its_place(finding: Callable[..., Finding]) -> None:
    contract = Source("change.toml", 'name = "w"\n')
    report = text.render((lint(finding(span=contract.span(0, 10))),), VIEW)
    assert "change.toml:1:1" in report
    assert 'name = "w"' not in report


def test_the_worst_come_first(finding: Callable[..., Finding]) -> None:
    report = text.render((lint(finding("b", Severity.NOTE), finding("c"), finding("a", Severity.WARNING)),), VIEW)
    assert [line.split()[:2] for line in report.split("\n") if line.startswith(("error", "warning", "note"))] == [
        ["error", "c"],
        ["warning", "a"],
        ["note", "b"],
    ]


def test_a_threshold_decides_the_verdict(finding: Callable[..., Finding]) -> None:
    outcome = lint(finding("a", Severity.WARNING))
    assert text.render((outcome,), View(Severity.WARNING)).count("✗") == 1
    assert text.render((outcome,), View(Severity.ERROR)).count("✗") == 0


def test_a_witness_of_a_finding_is_not_repeated_in_its_section(
    variant_jobs: Outcome, finding: Callable[..., Finding]
) -> None:
    run = variant_jobs.rehearsal.runs[2]
    told = replace(variant_jobs, findings=(finding("rollback-loses-rows", witness=run.lost[0]),))
    assert text.render((variant_jobs,), VIEW).count("\n      variant_row_id\n") == 1
    assert text.render((told,), VIEW).count("\n      variant_row_id\n") == 1


def test_an_intended_change_says_so_and_names_no_accept(variant_jobs: Outcome) -> None:
    report = text.render((replace(variant_jobs, intended=Intended()),), VIEW)
    assert "Diff  ✓ as intended, 2 changes" in report
    assert "ddlproof accept" not in report


def test_an_unexpected_change_that_is_printed_otherwise_is_listed(variant_jobs: Outcome) -> None:
    report = text.render((replace(variant_jobs, intended=Intended(unexpected=("+ table public.x",))),), VIEW)
    assert "\n  unexpected: + table public.x\n" in report


def test_the_diff_alone_can_be_pasted(variant_jobs: Outcome) -> None:
    assert difference.render((variant_jobs,), VIEW) == variant_jobs.printed_diff
    coloured = difference.render((variant_jobs,), View(style=Style(colour=True)))
    assert "\x1b[32m    + column variant_row_id uuid\x1b[0m" in coloured


def test_a_server_that_talks_in_escape_codes_changes_nothing_but_letters(finding: Callable[..., Finding]) -> None:
    evil = finding(message="\x1b[2J\n::error::forged", witness=Witness("\x1b]0;x\x07", ("a\x9b",), (("\u202e",),)))
    report = text.render((lint(evil),), VIEW)
    assert report.replace("\n", "").isprintable()
    assert "\n  ::error" not in report
    assert "∷   ::error::forged" in report


def test_a_run_that_leaves_another_schema_says_so(variant_jobs: Outcome) -> None:
    first = replace(variant_jobs.rehearsal.runs[0], drift=("+ column a", "- column b"))
    report = text.render((replace(variant_jobs, rehearsal=replace(variant_jobs.rehearsal, runs=(first,))),), VIEW)
    assert "✗ migration statement by statement, with old rows: what is left differs from the schema after" in report


def test_rows_that_stop_the_migration_are_counted_and_told_by_findings(variant_jobs: Outcome) -> None:
    rehearsal = variant_jobs.rehearsal
    refused = rehearsal.runs[2].steps[0]
    stray = replace(rehearsal.runs[0], population="stray", stray=Witness("a row"))
    runs = (*rehearsal.runs, stray, replace(stray, steps=(refused,)))
    report = text.render((replace(variant_jobs, rehearsal=replace(rehearsal, runs=runs)),), VIEW)
    added = "  migration with a row that only the schema before allows: 1 of 2 such rows stop it\n"
    assert report.replace(added, "") == SCREEN


def test_of_many_findings_of_one_rule_the_last_are_only_told() -> None:
    source = Source("m.sql", "".join(f"alter table t rename a{n} to b{n};\n" for n in range(8)))
    lines = [source.text.index(f"a{n} ") for n in range(8)]
    found = tuple(
        Finding("rename", Severity.ERROR, f"a{n} becomes b{n}", span=source.span(at, at + 2))
        for n, at in enumerate(lines)
    )
    report = text.render((Outcome("m.sql", found),), VIEW)
    assert report.count(" │ alter table") == 5
    assert all(f"m.sql:{n + 1}:22\n  a{n} becomes b{n}\n" in report for n in range(8))


def test_rows_of_a_finding_that_is_only_told_are_not_taken_for_shown() -> None:
    rows = [Witness(f"row {n}", ("id",), ((str(n),),)) for n in range(6)]
    found = tuple(Finding("rename", Severity.ERROR, f"a{n} goes", witness=row) for n, row in enumerate(rows))
    assert [shows(Outcome("m.sql", found), row) for row in rows] == [True] * 5 + [False]


def test_times_have_the_unit_that_fits() -> None:
    assert [duration(seconds) for seconds in (0.0004, 0.038, 1.44, 75)] == ["0.4 ms", "38 ms", "1.4 s", "75.0 s"]
