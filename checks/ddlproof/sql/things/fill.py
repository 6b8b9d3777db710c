"""The texts of a thing, once the names that they mention are resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ddlproof.model.action import ChangeThing, DropThing, Nouns, PutThing
from ddlproof.model.canonical import canonical
from ddlproof.model.expression import Call, Cast, Expression, render, walk
from ddlproof.model.names import QName, qualified, quote
from ddlproof.model.thing import ROW_MARK, FunctionName, Thing, reference
from ddlproof.model.types import Type

OfThing = PutThing | ChangeThing | DropThing

_REFERENCE = re.compile("\0(\\d+)\0")
_ROW = re.compile(rf'"((?:new|old)){ROW_MARK}((?:[^"]|"")+)"')


def fill(action: OfThing, columns: Mapping[str, Type]) -> OfThing:
    """The action with the text of each noun of `refers` in the place of its number.

    `columns` are those of the table that the thing is part of, where they are known.
    """
    types = dict(columns)
    for row in ("new", "old"):
        types |= {f"{row}{ROW_MARK}{name}": type_ for name, type_ in columns.items()}
    texts = [_text(noun, types) for noun in action.refers]
    uses = tuple(dict.fromkeys(_used(action.refers)))
    if isinstance(action, ChangeThing):
        changes = tuple((name, None if value is None else _filled(value, texts)) for name, value in action.changes)
        to = None if action.to is None else _thing(action.to, texts, ())
        return replace(action, thing=_thing(action.thing, texts, uses), changes=changes, to=to, refers=())
    return replace(action, thing=_thing(action.thing, texts, uses), refers=())


def _thing(thing: Thing, texts: list[str], uses: tuple[QName, ...]) -> Thing:
    attributes = tuple((name, _filled(value, texts)) for name, value in thing.attributes)
    return replace(thing, label=_filled(thing.label, texts), attributes=attributes, uses=(*thing.uses, *uses))


def _filled(text: str, texts: list[str]) -> str:
    return _REFERENCE.sub(lambda match: texts[int(match[1])], text) if "\0" in text else text


def _text(noun: Type | Expression | QName | FunctionName, types: Mapping[str, Type]) -> str:
    match noun:
        case Type():
            return noun.text
        case QName():
            return str(noun)
        case FunctionName(name):
            return str(name) if name.schema else quote(name.name)
        case _:
            return _ROW.sub(
                lambda match: f"{match[1]}." + quote(match[2].replace('""', '"')), render(canonical(noun, types))
            )


def _used(nouns: Nouns) -> Iterator[QName]:
    for noun in nouns:
        match noun:
            case FunctionName(name) | (QName() as name) if name.schema:
                yield name
            case Type(name):
                yield from _qualified(name)
            case FunctionName() | QName():
                pass
            case _:
                yield from _spoken_of(noun)


def _spoken_of(expression: Expression) -> Iterator[QName]:
    """The functions that it calls and the types that it casts to."""
    for part in walk(expression):
        match part:
            case Call(name) | Cast(type=Type(name)):
                yield from _qualified(name)


def _qualified(name: str) -> Iterator[QName]:
    """What is not built in has a schema."""
    found = qualified(name)
    if found is not None:
        yield found


class Refers:
    """The nouns that a reader comes upon, each with the text that stands for it until it is resolved."""

    def __init__(self) -> None:
        self.nouns: list[Type | Expression | QName | FunctionName] = []

    def __call__(self, noun: Type | Expression | QName | FunctionName) -> str:
        self.nouns.append(noun)
        return reference(len(self.nouns) - 1)

    @property
    def all(self) -> Nouns:
        return tuple(self.nouns)
