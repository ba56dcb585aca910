"""What a veto that was found does: total zero, or a grade that cannot be passed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from review.domain.schemes import Scheme, Section, SectionKind, VetoEffect


def vetoes_hit(scheme: Scheme, hits: Collection[str]) -> Iterator[Section]:
    """The veto sections in which an item was hit."""
    for section in scheme.sections if hits else ():
        found = (leaf.code in hits for leaf in section.leaves)
        if section.kind is SectionKind.VETO and any(found):
            yield section


def is_zeroed(scheme: Scheme, hits: Collection[str]) -> bool:
    """Whether a hit makes the total nothing, points and bonus alike."""
    effects = (section.effect for section in vetoes_hit(scheme, hits))
    return VetoEffect.TOTAL_ZERO in effects


def caps_of(scheme: Scheme, hits: Collection[str]) -> tuple[str, ...]:
    """The grades that the hits leave at best."""
    return tuple(
        section.grade_cap
        for section in vetoes_hit(scheme, hits)
        if section.effect is VetoEffect.GRADE_CAP
    )
