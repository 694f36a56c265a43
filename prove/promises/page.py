"""docs/promises.md, written from the promises as they stand beside this module."""

from collections.abc import Iterator

from prove.promises.promise import ROOT, Promise, chapters

PAGE = ROOT / "docs" / "promises.md"

_BEGINNING = """\
# Promises

What this program promises, and what holds it to that: for each promise small changes of the \
program that break it, the tests that turn red then, and the [proofs](proofs.md) of `make prove` \
that attack it at length.

`make broken` makes each of these changes in a copy of the project, one at a time, and fails if a \
test that is named here stays green (`make broken ONLY="one-rule-at-least freeze-holds"`: these \
alone). The changes stand in `prove/promises/*.toml`, and this page is written from them: \
`python -m prove.promises --page`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join((_BEGINNING, *_chapters()))


def _chapters() -> Iterator[str]:
    for chapter in chapters():
        yield f"## {chapter.title}\n"
        for promise in chapter.promises:
            yield from _section(promise)


def _section(promise: Promise) -> Iterator[str]:
    yield f"### {promise.says}\n"
    yield "| broken if | red then |\n|---|---|"
    for one in promise.breaks:
        tests = " ".join(f"`{test}`" for test in one.tests)
        yield f"| {one.what} | {tests} |"
    proofs = ", ".join(f"`{proof}`" for proof in promise.proofs)
    attacked = f" Attacked by {proofs}." if proofs else ""
    yield f"\n`{promise.name}`.{attacked}\n"
