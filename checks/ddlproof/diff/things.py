"""Changes of things: a line for each that is added or dropped, and for each attribute that differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.changed import Change
from ddlproof.model.thing import AS_BROUGHT, AS_PRINTED, AS_WRITTEN, HIDDEN, UNKNOWN, UNSEEN, Key, Thing

LONG = 100
"""Characters above which an attribute is printed as the beginning of its hash: a body, a definition."""


def diff_things(before: Iterable[Thing], after: Iterable[Thing]) -> Iterator[Change]:
    """Every difference, sorted by kind and name."""
    old: dict[Key, Thing] = {thing.key: thing for thing in before}
    new: dict[Key, Thing] = {thing.key: thing for thing in after}
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was is None and now is not None:
            yield _change("add", now, describe(now), _unspelt(now))
        elif was is not None and now is None:
            yield _change("drop", was, f"{was.kind} {was.name}")
        elif was is not None and now is not None and was != now:
            if now.kind == "extension":
                was, now = _settled(was, now), _settled(now, was)
            for name, text in _alterations(was, now):
                spelt = f"{now.kind} {now.name}: {name}" if _own(now).get(name) or _own(was).get(name) else ""
                yield _change("alter", now, f"{now.kind} {now.name}: {name} {text}", spelt)


def _settled(thing: Thing, other: Thing) -> Thing:
    """What an extension has brought along is its default; beside one that says the same it is what that says."""
    brought = [(name, value) for name, value in thing.attributes if name.endswith(AS_BROUGHT)]
    alike = {base: value for name, value in brought if other.get(base := name.removesuffix(AS_BROUGHT)) == value}
    return thing.with_attributes(dict.fromkeys(name for name, _ in brought) | alike)


def describe(thing: Thing) -> str:
    """`view public.v definition …`: the identity, then each attribute that is not the default."""
    said = (f"{_base(name)} {shown(value)}".rstrip() for name, value in _known(thing))
    return " ".join([thing.kind, thing.name, *said])


def _known(thing: Thing) -> Iterator[tuple[str, str]]:
    said = (one for one in sorted(thing.attributes) if one[0] != UNSEEN and not one[0].endswith(AS_BROUGHT))
    return ((name, value) for name, value in said if value != UNKNOWN)


def _unspelt(thing: Thing) -> str:
    """The same, without the texts that a file and the catalog each spell in their own way; empty if there are none."""
    own = _own(thing)
    return describe(thing.with_attributes(dict.fromkeys(own.values(), ""))) if own else ""


def _own(thing: Thing) -> dict[str, str]:
    """Attributes that are spelt in a way of their own: what they are called, by what they are."""
    return {base: name for name, _ in thing.attributes if (base := _base(name)) != name}


def shown(value: str) -> str:
    """A short text on one line; of a long one the beginning of its SHA-256, which tells two apart; no secret."""
    if value.startswith(HIDDEN):
        return "a secret"
    if len(value) <= LONG and "\n" not in value:
        return value
    from hashlib import sha256  # its library takes as long to load as a tenth of all modules here

    return "#" + sha256(value.encode()).hexdigest()[:8]


def _alterations(was: Thing, now: Thing) -> Iterator[tuple[str, str]]:
    first, second = _spellings(was), _spellings(now)
    unseen = UNSEEN in first or UNSEEN in second
    for name in sorted(first.keys() | second.keys()):
        if unseen and name.startswith("option "):
            continue
        (form, old), (other, new) = first.get(name, ("", None)), second.get(name, ("", None))
        if old != new and UNKNOWN not in (old, new) and {form, other} != {AS_WRITTEN, AS_PRINTED}:
            both = old is not None and new is not None and old.startswith(HIDDEN) and new.startswith(HIDDEN)
            yield name, f"{_told(old)} -> {'another secret' if both else _told(new)}"


def _told(value: str | None) -> str:
    return "default" if value is None else shown(value)


def _spellings(thing: Thing) -> dict[str, tuple[str, str]]:
    """Each attribute with who spells it: a file, the catalog, or both alike."""
    return {_base(name): (name.removeprefix(_base(name)), value) for name, value in thing.attributes}


def _base(name: str) -> str:
    return name.removesuffix(AS_WRITTEN).removesuffix(AS_PRINTED)


def _change(action: str, thing: Thing, text: str, spelt: str = "") -> Change:
    return Change(action, thing.kind, _object(thing), text, owner=thing.table, spelt=spelt)  # type: ignore[arg-type]  # of three literals


def _object(thing: Thing) -> str:
    """What the change is said to be on; of a remark, the object that it is about."""
    name = thing.subject if thing.about else thing.name
    return ".".join(part for part in (str(thing.table or ""), name) if part)
