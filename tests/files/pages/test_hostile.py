"""Whatever is uploaded ends in an inspection or a refusal: no crash, no hang, no bloat."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from review.files.pages import PageFile, PagesRefused, Picture, Refusal
from tests.files.pages import corpus
from tests.files.pages.corpus import Sample
from tests.files.pages.samples import LIMITS, outcome

GOOD = list(corpus.good())
HOSTILE = corpus.hostile()


def name_of(sample: Sample) -> str:
    return sample.name


def test_the_corpus_is_large_and_its_files_differ() -> None:
    assert len({sample.content for sample in HOSTILE}) >= 200
    assert len({sample.name for sample in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("sample", GOOD, ids=name_of)
def test_a_good_file_is_taken(sample: Sample) -> None:
    came = outcome(sample.content)

    assert came.came == sample.expected
    assert isinstance(came.first, Picture)
    assert sample.notes is None or came.notes == sample.notes


@pytest.mark.parametrize("sample", HOSTILE, ids=name_of)
def test_a_hostile_file_harms_nothing(sample: Sample) -> None:
    came = outcome(sample.content)

    expected = sample.expected
    allowed = expected if isinstance(expected, tuple) else (expected,)
    assert expected is None or came.came in allowed
    assert sample.notes is None or came.notes == sample.notes
    assert came.peak <= LIMITS.memory + len(sample.content)


def mutated(content: bytes, dice: random.Random) -> bytes:
    """A few bytes flipped, a piece lost, doubled, moved or overwritten."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        at, length = dice.randrange(len(changed)), dice.randint(1, 200)
        match dice.randrange(5):
            case 0:
                changed[at] = dice.randrange(256)
            case 1 if len(changed) > 2 * length:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case 3:
                changed[at : at + length] = dice.randbytes(length)
            case _:
                number = dice.choice((b"0", b"-1", b"9999999999", b"null", b"<<"))
                changed[at : at + len(number)] = number
    return bytes(changed)


def fuzz(n: int, seed: int) -> None:
    dice = random.Random(seed)
    seeds = [s.content for s in GOOD if len(s.content) < 200_000]
    for number in range(n):
        content = mutated(dice.choice(seeds), dice)
        came = outcome(content)
        assert came.peak <= LIMITS.memory + len(content), (seed, number)


def test_mutations_end_in_an_inspection_or_a_refusal() -> None:
    fuzz(40, seed=1)


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(2, 22))
def test_many_mutations_end_in_an_inspection_or_a_refusal(seed: int) -> None:
    fuzz(250, seed=seed)


def test_a_bomb_disturbs_no_other_file(tmp_path: Path) -> None:
    bomb = next(s for s in HOSTILE if s.name == "flate bomb 2000")
    reasons: list[Refusal | int] = []
    other = threading.Thread(target=lambda: reasons.append(outcome(bomb.content).came))
    path = tmp_path / "good"
    path.write_bytes(corpus.pdf(20))
    with PageFile(path, limits=LIMITS) as pages:
        other.start()
        pictures = [pages.render(n, width=300) for n in range(1, 21)]
    other.join()

    assert len({picture.content for picture in pictures}) == 20
    assert reasons == [Refusal.TOO_MUCH]


def test_a_refusal_says_what_to_do_in_whole_sentences() -> None:
    for reason in Refusal:
        values = dict.fromkeys(("size", "limit", "said", "found", "page"), 1)
        refused = PagesRefused(reason, **values, width=1, height=1)
        assert str(refused).endswith(".")
        assert "%" not in str(refused)
