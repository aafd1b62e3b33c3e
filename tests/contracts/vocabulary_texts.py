"""Every word of the vocabulary that people read, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from contracts import vocabulary as v

EVERY_TERM = [*v.PURPOSES.values(), *v.ACTIONS.values(), *v.PROHIBITIONS.values(), v.RENT]


def every_text() -> Iterator[tuple[str, v.Text]]:
    for group in v.GROUPS.values():
        yield group.id, group.text
    for claim_ in v.CLAIMS.values():
        yield claim_.id, claim_.text
        yield claim_.id, claim_.question
        if claim_.phrase:
            yield claim_.id, claim_.phrase
        for step_ in claim_.ladder:
            yield f"{claim_.id}/{step_.id}", step_.text
            for code_ in step_.codes:
                yield f"{claim_.id}/{code_.id}", code_.text
                if code_.said:
                    yield f"{claim_.id}/{code_.id}", code_.said
    for phrase in v.PHRASES.values():
        yield phrase.id, phrase.text
    for term in EVERY_TERM:
        yield term.id, term.text
        yield term.id, term.plain
