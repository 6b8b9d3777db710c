"""A contract begun from a migration: what runs before it, what undoes it, its diff, what its CHECKs claim.

With a schema file that the change updates, it is what was there before, as the trunk has it, and what is there after.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ddlproof.change import git
from ddlproof.change.config import find_config
from ddlproof.change.contract import FILE, read_contract
from ddlproof.change.files import shown
from ddlproof.change.intended import with_intended
from ddlproof.change.layout import undone_by
from ddlproof.change.pending import Base, Pending, base_of
from ddlproof.change.toml import written
from ddlproof.diff.render import render
from ddlproof.errors import DdlproofError, InputError
from ddlproof.gate.begin import claims
from ddlproof.gate.find import changes as found_changes
from ddlproof.gate.plan import changes, plan

LISTED = 20
"""Migrations before that are listed by name; of more, the folder is named as a commit has it."""


def begin_from(migration: Path) -> tuple[str, ...]:
    """Write `schema/NAME/change.toml` for a migration; a line for each thing that was done.

    Raises:
        InputError: it is no migration, what runs before it is not known, or there is a contract already.
    """
    found = [one for one in found_changes([migration], None).changes if isinstance(one, Pending) and one.files]
    if not found:
        raise InputError(f"{shown(migration)} is no migration", hint="Name one, or a folder.")
    one = found[0]
    folder = Path("schema") / _name(one.files[0])
    file = folder / FILE
    if file.exists():
        raise InputError(f"{shown(file)} exists already", hint=f"`ddlproof check {folder}` runs it.")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in _lines(one, folder)), encoding="utf-8")
    try:
        _state(folder, file)
    except DdlproofError:
        file.unlink()  # nobody could do anything with it, and it would be in the way of the next attempt
        raise
    return (f"wrote {file}", f"next: ddlproof check {folder}")


def _name(migration: Path) -> str:
    """The migration's name without what all of its tool's are called."""
    if migration.name in ("up.sql", "migration.sql"):
        return migration.parent.name
    return migration.name.removesuffix(".sql").removesuffix(".up")


def _lines(one: Pending, folder: Path) -> Iterator[str]:
    title = _name(one.files[0]).lstrip("0123456789_-.").replace("_", " ").replace("-", " ").strip()
    yield f"title     = {written(title.capitalize() or one.name)}"
    schema, base = find_config(one.files[0]).schema_path, _base()
    changed = schema if base is not None and schema is not None and base.differs.get(schema) == "M" else None
    if base is not None and changed is not None:
        yield f"before    = {_names([base.before(changed)])}"
        yield f"after     = {_names(_relative([changed], folder))}"
    else:
        yield f"before    = {_names(_before(one, folder, base))}"
    yield f"migration = {_names(_relative(one.files, folder))}"
    if back := [file for path in reversed(one.files) for file in undone_by(path)]:
        yield f"rollback  = {_names(_relative(back, folder))}"


def _before(one: Pending, folder: Path, base: Base | None) -> list[str]:
    """What runs before, by its files; of many the folder, as the commit has it that the migration comes after."""
    found = list(map(Path, one.before))
    if len(found) > LISTED and base is not None and _as_then(base, one.files, found):
        place = Path(os.path.commonpath([path.parent for path in found])).relative_to(base.root)
        return [f"{git.PREFIX}{base.fork[:12]}:{place.as_posix()}"]
    return _relative(found, folder) or [_nothing(folder)]


def _as_then(base: Base, new: Iterable[Path], old: Iterable[Path]) -> bool:
    """Whether the commit has what runs before as it is here, and not the migration."""
    return all(base.differs.get(path) == "A" for path in new) and base.differs.keys().isdisjoint(old)


def _base() -> Base | None:
    ref = git.trunk(Path())
    return base_of(ref) if ref else None


def _nothing(folder: Path) -> str:
    (folder / "before.sql").write_text("-- Nothing was there before.\n", encoding="utf-8")
    return "before.sql"


def _relative(files: Iterable[Path], folder: Path) -> list[str]:
    return [Path(os.path.relpath(file, folder.resolve())).as_posix() for file in files]


def _names(names: list[str]) -> str:
    quoted = [written(name) for name in names]
    return quoted[0] if len(quoted) == 1 else "[\n" + "".join(f"  {name},\n" for name in quoted) + "]"


def _state(folder: Path, file: Path) -> None:
    """What the change comes to now: its author says whether that is meant."""
    one = plan(folder)
    printed = render(changes(one.migration, one.before_model, one.after_model))
    text = with_intended(one.contract, printed) if printed else one.contract.source.text
    claimed = claims(one.before_model, one.after_model)
    file.write_text("\n".join([text.rstrip("\n"), *(f"\n{claim}" for claim in claimed)]) + "\n", encoding="utf-8")
    read_contract(folder)
