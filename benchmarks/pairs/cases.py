"""Where other tools keep their cases: migra's folders of `a.sql` and `b.sql`, pg-schema-diff's Go source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TOKEN = re.compile(
    r"""(?P<raw>`[^`]*`)|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<word>[A-Za-z_]\w*)"""
    r"""|(?P<sign>[{}:,+])""",
    re.DOTALL,
)
_SIDES = {"oldSchemaDDL": "before", "newSchemaDDL": "after", "roles": "roles"}


@dataclass(slots=True)
class Case:
    """Two schemas. `same`: what the tool itself expects, no difference or one; None: it `fails` or does not say."""

    name: str
    before: str = ""
    after: str = ""
    roles: tuple[str, ...] = ()
    same: bool | None = None
    fails: bool = False


def migra(folder: Path) -> Iterator[Case]:
    """The folders below `tests/FIXTURES`."""
    for pair in sorted(folder.glob("tests/FIXTURES/*/a.sql")):
        before, after = (pair.with_name(name).read_text("utf-8") for name in ("a.sql", "b.sql"))
        yield Case(f"migra {pair.parent.name}", before, after, roles=("schemainspect_test_role",))


def pg_schema_diff(folder: Path) -> Iterator[Case]:
    """The literals `acceptanceTestCase{…}` of its Go tests. An error that it expects is no difference to find."""
    for path in sorted(folder.glob("internal/migration_acceptance_tests/*_cases_test.go")):
        kind = path.name.removesuffix("_cases_test.go")
        for case in _cases(path.read_text("utf-8")):
            case.name = f"pg-schema-diff {kind}: {case.name}"
            yield case


def _cases(text: str) -> Iterator[Case]:
    """Every element of a list of cases: what is two braces deep, key by key."""
    depth, key, case, texts = 0, "", Case(""), list[str]()
    tokens = [match for match in _TOKEN.finditer(text) if match.lastgroup != "comment"]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        value = token[0]
        if value == "{":
            depth += 1
            case = Case("") if depth == 2 else case
        elif value == "}":
            depth -= 1
            if depth == 2 and key in _SIDES:
                _put(case, key, texts)
                key, texts = "", []
            if depth == 1 and case.name:
                case.same = False if case.same is None and not case.fails else case.same
                yield case
        elif token.lastgroup == "word" and following is not None and following[0] == ":" and depth == 2:
            key = value
        elif token.lastgroup == "word" and depth == 2 and key == "expectEmptyPlan":
            case.same = value == "true"
        elif token.lastgroup == "word" and depth == 2 and key.startswith("expectedPlanError"):
            case.fails = True
        elif token.lastgroup in ("raw", "string"):
            said = value[1:-1] if token.lastgroup == "raw" else json.loads(value)
            if depth == 2 and key == "name":
                case.name, key = said, ""
            elif depth == 3 and key in _SIDES:
                texts.append(said)


def _put(case: Case, key: str, texts: list[str]) -> None:
    if key == "roles":
        case.roles = tuple(texts)
    else:
        setattr(case, _SIDES[key], "".join(f"{text.rstrip().rstrip(';')};\n" for text in texts))
