"""Ways to spoil a document: by its structure, and by its characters."""

import json
from collections.abc import Iterator, Sequence
from random import Random

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
    found = sample
    for step in chance.choice(list(paths(sample))):
        found = found[step]  # type: ignore[index]  # the path was found in it
    return found
