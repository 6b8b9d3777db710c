"""Files as git has them at some ref: read from the object store, never checked out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ddlproof import seen
from ddlproof.errors import InputError

PREFIX = "git:"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class GitPath:
    """`git:REF:PATH`; the path counts from the repository's root, or from here if it starts with `./`."""

    ref: str
    path: str
    directory: Path

    def __str__(self) -> str:
        return f"{PREFIX}{self.ref}:{self.path}" if self.path else f"{PREFIX}{self.ref}"

    @property
    def object(self) -> str:
        """As git names the object: `REF:PATH`."""
        return f"{self.ref}:{self.path}"


def git_path(text: str, directory: Path) -> GitPath | None:
    """The parts of `git:REF:PATH`, asked in a directory; None if the text is an ordinary path.

    Raises:
        InputError: `git:` without a ref or a path, or a ref that git would take for an option.
    """
    if not text.startswith(PREFIX):
        return None
    ref, colon, path = text.removeprefix(PREFIX).partition(":")
    if not ref or not colon or not path or ref.startswith("-"):
        raise InputError(
            f"`{text}` names no file in git.", hint="Write git:REF:PATH, for example git:main:db/schema.sql."
        )
    return GitPath(ref, path, directory)


def kind(where: GitPath) -> str:
    """What git has there: `blob` for a file, `tree` for a directory.

    Raises:
        InputError: no git, no repository, no such ref, no such path.
    """
    return _text(where, "cat-file", "-t", where.object)


def size(where: GitPath) -> int:
    """The file's length in bytes."""
    return int(_text(where, "cat-file", "-s", where.object))


def content(where: GitPath) -> bytes:
    """The file's bytes."""
    return _git(where, "cat-file", "blob", where.object)


def files_below(where: GitPath) -> list[GitPath]:
    """Every file in the directory and below it, by name."""
    names = sorted(_names(where, "ls-tree", "-r", "-z", "--full-tree", "--name-only", where.object))
    return [GitPath(where.ref, f"{where.path.rstrip('/')}/{name}", where.directory) for name in names]


def changed_since(base: str, directory: Path) -> dict[Path, str]:
    """How the files, absolute, differ from where the present branch left `base`, in the work tree too.

    `A` is new, `M` edited, `D` deleted, `R` the new name of one with the same content.

    Raises:
        InputError: no git, no repository, no such ref.
    """
    return differences(base, directory)[0]


def differences(base: str, directory: Path) -> tuple[dict[Path, str], dict[Path, Path]]:
    """What `changed_since` says, and the old name of each file that has another one now.

    Raises:
        InputError: no git, no repository, no such ref.
    """
    where = GitPath(base, "", directory)
    root = Path(_text(where, "rev-parse", "--show-toplevel"))
    new = _names(where, "ls-files", "--others", "--exclude-standard", "--full-name", "-z")
    found, renamed = dict.fromkeys(new, "A"), {}
    fields = iter(_names(where, "diff", "--name-status", "-M100%", "-z", fork(base, directory), "--"))
    for status in fields:
        name = next(fields)
        if status[0] == "R":
            old, name = name, next(fields)
            found[old], renamed[name] = "D", old
        found[name] = status[0] if status[0] in "ADR" else "M"
    named = {root / name: status for name, status in found.items()}
    return named, {root / name: root / old for name, old in renamed.items()}


def fork(base: str, directory: Path) -> str:
    """The commit at which the present branch left `base`.

    Raises:
        InputError: no git, no repository, no such ref; no such commit, or not in what was fetched of the history.
    """
    if base.startswith("-"):
        raise InputError(f"`{base}` is no ref of git.")
    where = GitPath(base, "", directory)
    try:
        return _text(where, "merge-base", base, "HEAD")
    except InputError:
        for commit in (base, "HEAD"):
            _text(where, "cat-file", "-t", f"{commit}^{{commit}}")
        said = f"HEAD and {base} have no commit in common here, so what is new since then is not known."
        hint = "Where the history is cut short, fetch more of it; in CI, check out with all of it (fetch-depth: 0)."
        raise InputError(said, hint=hint) from None


_TRUNKS = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


def trunk(directory: Path) -> str:
    """The branch that the work goes into: the remote's default, else the first that there is of the usual names.

    Empty outside of a repository, and where there is none of them.
    """
    try:
        refs = _text(
            GitPath("", "", directory), "for-each-ref", "--format=%(refname:short)", "refs/remotes/origin", "refs/heads"
        )
    except InputError:
        return ""
    listed = refs.splitlines()
    return next((name for name in _TRUNKS if name in listed or (name == _TRUNKS[0] and "origin" in listed)), "")


def root_of(path: Path) -> Path | None:
    """The nearest folder at or above the path that holds `.git`, which a work tree has as a file."""
    start = path.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), None)


def _text(where: GitPath, *arguments: str) -> str:
    return _git(where, *arguments).decode("utf-8", "surrogateescape").strip()


def _names(where: GitPath, *arguments: str) -> list[str]:
    """What git lists with `-z`."""
    return [name for name in _git(where, *arguments).decode("utf-8", "surrogateescape").split("\0") if name]


def _git(where: GitPath, *arguments: str) -> bytes:
    seen.forget()
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    import subprocess  # few changes are in git

    command = ["git", "-C", str(where.directory), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, env=environment, timeout=_SECONDS, check=False)
    except FileNotFoundError:
        raise InputError(f"Cannot read {where}: there is no `git` on this machine.", hint="Install git.") from None
    except subprocess.TimeoutExpired:
        raise InputError(f"Cannot read {where}: git did not answer within {_SECONDS} s.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise InputError(f"Cannot read {where}: {said}", hint=_hint(said))
    return done.stdout


def _hint(said: str) -> str:
    if "not a git repository" in said:
        return "Run ddlproof inside the repository."
    if any(text in said.lower() for text in ("invalid object name", "not a valid object", "unknown rev", "bad rev")):
        return "The ref is not known here; in CI, check out with the history (fetch-depth: 0), or fetch the ref first."
    return "`git ls-tree -r --name-only REF` lists the files of a ref."
