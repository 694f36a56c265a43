"""Ways to spoil a document: by its structure, and by its characters."""

import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from random import Random

import yaml

type Path = tuple[str | int, ...]

# Values that are nearly right break more than values that are altogether wrong.
_NEARLY: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1e308, "", " ", "0", "pcx-", "pcx-*", "pcx-0000000000000000g"),
    *("1" * 12, "1" * 11, "us-east-1", "vpc-0", "2026-13-45T99:00:00Z", "\ud800", "\x00"),
    *([], {}, [[]], [{}], {"items": []}, {"items": [{}]}, "x" * 70_000, ["x"] * 300),
)
_PIECES = (
    "",
    " ",
    "\n",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "&a ",
    "*a",
    "<<",
    "\t",
    "\\u0000",
)


def spoiled_json(chance: Random, sample: object) -> str:
    """A JSON document with one to three values changed, moved, doubled or gone."""
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(list(paths(sample)))
        sample = changed(
            sample, path, chance.choice((_another, _gone, _nested, _elsewhere))(chance, sample)
        )
    return json.dumps(sample)


class _Dumper(yaml.SafeDumper):
    """Dumps what SAM, where it was imported, makes PyYAML load."""


_Dumper.add_representer(OrderedDict, lambda dumper, there: dumper.represent_dict(there.items()))


def spoiled_yaml(chance: Random, sample: str) -> str:
    """A YAML document with one to three values swapped, doubled, dropped, retyped or misnamed."""
    document: object = yaml.safe_load(sample)
    for _ in range(chance.randint(1, 3)):
        how = chance.choice((_swapped, _doubled, _dropped, _retyped, _misnamed))
        document = how(chance, document)
    in_order = chance.random() < 0.5  # noqa: PLR2004 # either
    return yaml.dump(document, Dumper=_Dumper, sort_keys=in_order, allow_unicode=True)


def _swapped(chance: Random, document: object) -> object:
    """Two values in each other's place, unless one is inside the other."""
    one, other = (chance.choice(list(paths(document))) for _ in range(2))
    if one[: len(other)] == other or other[: len(one)] == one:
        return document
    there = at(document, one)
    return changed(changed(document, one, at(document, other)), other, there)


def _doubled(chance: Random, document: object) -> object:
    """An entry of a list twice, or of a mapping under one more name."""
    path = chance.choice(list(paths(document)))
    match at(document, path):
        case list(entries) if entries:
            return changed(document, path, [*entries, chance.choice(entries)])
        case dict(entries) if entries:
            key = chance.choice(list(entries))
            return changed(document, path, entries | {f"{key}s": entries[key]})
    return document


def _dropped(chance: Random, document: object) -> object:
    path = chance.choice(list(paths(document)))
    match at(document, path):
        case list(entries) if entries:
            without = chance.randrange(len(entries))
            return changed(document, path, [e for n, e in enumerate(entries) if n != without])
        case dict(entries) if entries:
            gone = chance.choice(list(entries))
            return changed(document, path, {k: v for k, v in entries.items() if k != gone})
    return document


def _retyped(chance: Random, document: object) -> object:
    """A value as what nearly means the same: a number for a text, a list for its one entry."""
    path = chance.choice(list(paths(document)))
    value = at(document, path)
    forms: list[object] = [[value], str(value), {"items": value}, None, chance.choice(_NEARLY[:16])]
    if isinstance(value, str) and value.isdecimal():
        forms.append(int(value))
    if isinstance(value, list) and value:
        forms.append(value[0])
    return changed(document, path, chance.choice(forms))


def _misnamed(chance: Random, document: object) -> object:
    path = chance.choice(list(paths(document)))
    match at(document, path):
        case dict(entries) if entries:
            key = chance.choice(list(entries))
            name = chance.choice((f"{key}_", str(key)[:-1], str(key).upper(), "accounts", 1))
            renamed = {(name if k == key else k): v for k, v in entries.items()}
            return changed(document, path, renamed)
    return document


def at(document: object, path: Path) -> object:
    """The value at that path, which was found in the document."""
    for step in path:
        document = document[step]  # type: ignore[index]  # the path was found in it
    return document


def spoiled_text(chance: Random, sample: str) -> str:
    """A text with one to four stretches deleted, doubled, overwritten or moved."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(sample))
        end = min(len(sample), start + chance.choice((0, 1, 2, 5, 12, 40)))
        put = chance.choice((*_PIECES, sample[start:end] * 2, chr(chance.randint(1, 0x2FFF))))
        sample = sample[:start] + put + sample[end:]
    return sample


def paths(value: object, so_far: Path = ()) -> Iterator[Path]:
    """The way to every value in a document."""
    yield so_far
    items: Sequence[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        items = tuple(value.items())
    elif isinstance(value, list):
        items = tuple(enumerate(value))
    for step, inner in items:
        yield from paths(inner, (*so_far, step))


def changed(value: object, path: Path, to: object) -> object:
    """The document with another value at that path."""
    if not path:
        return to
    step, *rest = path
    if isinstance(value, dict):
        return value | {step: changed(value[step], tuple(rest), to)}
    if isinstance(value, list):
        return [
            changed(inner, tuple(rest), to) if index == step else inner
            for index, inner in enumerate(value)
        ]
    return value


def _another(chance: Random, sample: object) -> object:
    del sample
    return chance.choice(_NEARLY)


def _gone(chance: Random, sample: object) -> object:
    del chance, sample
    return None


def _nested(chance: Random, sample: object) -> object:
    return chance.choice(([sample], {"items": [sample]}, {"detail": sample}))


def _elsewhere(chance: Random, sample: object) -> object:
    return at(sample, chance.choice(list(paths(sample))))
