"""The beginning of a contract: a first change folder from what is there, the present diff written into `intended`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ddlproof.change.applied import schema_files
from ddlproof.change.contract import FILE, read_contract
from ddlproof.change.intended import with_intended
from ddlproof.change.toml import written
from ddlproof.diff.render import render
from ddlproof.errors import InputError
from ddlproof.gate.plan import changes, plan
from ddlproof.gate.static import Script, build, script
from ddlproof.model.constraint import Check
from ddlproof.model.meaning import phrase
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.outcome import Outcome

_FILES = (
    ("before", "before.sql"),
    ("after", "after.sql"),
    ("migration", "migration.sql"),
    ("rollback", "rollback.sql"),
)
_PURPOSE = {
    "before.sql": "-- The schema as it is before the change.\n",
    "migration.sql": "-- The change, as it will be deployed.\n",
    "rollback.sql": "-- How to undo it.\n",
}


def accept_diff(path: Path) -> Outcome:
    """Write the present diff into the contract's `intended`; everything else in it stays as it is.

    Raises:
        DdlproofError: the change cannot be read, or the contract not be written.
    """
    one = plan(path.parent if path.is_file() else path)
    changed = changes(one.migration, one.before_model, one.after_model)
    printed = render(changed)
    file = one.folder / FILE
    try:
        file.write_text(with_intended(one.contract, printed), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {file}: {error.strerror}") from None
    return Outcome(name=str(file), findings=(), title=one.contract.title, changes=changed, printed_diff=printed)


def begin(path: Path) -> tuple[str, ...]:
    """Write a change.toml for the SQL files in a folder; where there are none, begin those too.

    Raises:
        InputError: there is a contract already.
    """
    file = path / FILE
    if file.exists():
        raise InputError(f"{file} exists already", hint=f"`ddlproof check {path}` runs it.")
    path.mkdir(parents=True, exist_ok=True)
    said = []
    if not any((path / name).exists() for _, name in _FILES):
        for name, text in _PURPOSE.items():
            (path / name).write_text(text, encoding="utf-8")
            said.append(f"wrote {path / name}")
    file.write_text(_contract(path), encoding="utf-8")
    read_contract(path)
    return (*said, f"wrote {file}", f"next: ddlproof check {path}")


def _contract(path: Path) -> str:
    present = [(key, name) for key, name in _FILES if (path / name).exists()]
    if "before" not in dict(present):
        (path / "before.sql").write_text(_PURPOSE["before.sql"], encoding="utf-8")
        present.insert(0, ("before", "before.sql"))
    title = path.resolve().name.replace("_", " ").replace("-", " ").capitalize()
    lines = [f"title     = {written(title)}", *(f'{key:<9} = "{name}"' for key, name in present)]
    before, after = _schemas(path, dict(present))
    printed = render(changes(_script(path, dict(present), "migration"), before, after))
    lines += ["", 'intended = """', printed, '"""'] if printed else []
    for text in claims(before, after):
        lines += ["", text]
    return "\n".join(lines) + "\n"


def _schemas(path: Path, present: dict[str, str]) -> tuple[Schema, Schema]:
    def read(key: str, start: Schema = EMPTY) -> Schema:
        return build(_script(path, present, key), start, strict=False)

    before = read("before")
    if "after" in present:
        return before, read("after")
    return before, read("migration", before) if "migration" in present else before


def _script(path: Path, present: dict[str, str], key: str) -> Script:
    return script(schema_files(path / present[key]) if key in present else ())


def claims(before: Schema, after: Schema) -> Iterator[str]:
    """A claim for each new CHECK whose meaning can be said in words."""
    for table in after.tables:
        old = before.table(table.name)
        for check in table.checks:
            means = phrase(check.expression)
            known = old.constraint(check.name) if old else None
            if means is not None and not isinstance(known, Check):
                yield f'[[claim]]\nconstraint = "{table.name.name}.{check.name}"\nmeans      = "{means}"'
