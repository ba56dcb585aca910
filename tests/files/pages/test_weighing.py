"""Text that is not what stands on its page is told from text that is."""

from __future__ import annotations

import pytest

from review.domain.credibility import is_credible
from tests.files.pages.samples import opened
from tests.untrusted import SHOWN, every_kind


@pytest.mark.parametrize("kind", list(every_kind()))
def test_text_is_trusted_where_it_is_what_is_shown(kind: str) -> None:
    content, is_so = every_kind()[kind]

    with opened(content) as pages:
        text = pages.texts(1, weigh=True)

    assert text.text.strip()
    assert is_credible(text) == is_so, text.text
    assert (kind in ("true", "ruled")) == (SHOWN in text.text)


def test_what_is_drawn_beside_text_is_told_once_it_is_weighed() -> None:
    content, _ = every_kind()["outlined"]

    with opened(content) as pages:
        plain, weighed = (pages.texts(1, weigh=weigh) for weigh in (False, True))

    assert (plain.has_pictures, plain.is_outweighed) == (False, False)
    assert (weighed.has_pictures, weighed.is_outweighed) == (True, True)
