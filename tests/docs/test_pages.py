"""The examples of the documentation are run as they stand there."""

from __future__ import annotations

import doctest
import re
import shlex
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
NAMED = re.compile(r"(?:#|--) (\S+\.\w+)\n")


def test_the_page_on_python(embedded: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("DDLPROOF_POSTGRES", raising=False)
    page = ROOT / "docs" / "api.md"
    examples = "\n".join(text for language, text in BLOCK.findall(page.read_text()) if language == "pycon")
    test = doctest.DocTestParser().get_doctest(examples, {}, page.name, str(page), 0)
    said: list[str] = []
    doctest.DocTestRunner().run(test, out=said.append)
    assert "".join(said) == ""
    assert len(test.examples) > 10


def _program(command: str) -> list[str]:
    """The command, of this environment whatever the PATH says."""
    program, *arguments = shlex.split(command)
    return [sys.executable, "-m", program, *arguments]


def test_the_page_on_pytest(embedded: object, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written and commands are run in the page's order; each line of a command's output must be there."""
    monkeypatch.delenv("DDLPROOF_POSTGRES", raising=False)
    ran = 0
    for language, text in BLOCK.findall((ROOT / "docs" / "pytest.md").read_text()):
        if language == "console":
            command, *expected = text.strip().splitlines()
            said = pytester.run(*_program(command.removeprefix("$ "))).stdout
            said.fnmatch_lines([line.replace("[", "[[]") for line in expected])
            ran += 1
        else:
            name = NAMED.match(text)
            assert name, f"a file without a name:\n{text}"
            file = pytester.path / name[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    assert ran == 4


def test_the_public_names_are_those_of_the_page() -> None:
    import ddlproof

    table = re.findall(r"^\| (`.*?) \|", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)
    documented = set(re.findall(r"`(\w+)", " ".join(table)))
    assert documented == set(ddlproof.__all__) - {"__version__"}


def test_the_architecture_is_one_page() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 60
