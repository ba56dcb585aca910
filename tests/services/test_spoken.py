"""What a request is about is found where the campaign or the review is found."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from review.cli.words import said, saying
from review.domain.errors import NotVisible
from review.domain.notices import NoticeKind, from_data
from review.domain.objects import Reviewed
from review.domain.policy import Action
from review.services import allocation, desk, own_volumes, sampling
from review.services.notices import letter_of
from review.services.sampled import campaign_of
from review.services.spoken import SPOKEN_OF, speaking_of
from review.store import unit
from review.store.models import StoredNotice
from tests.casework import Casework, plan
from tests.conftest import AT
from tests.databases import ready
from tests.services.reminded import viewer_of
from tests.services.test_institutions import ROWS, take_in, with_three_reviewers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def with_a_campaign_of_each() -> Casework:
    made = with_three_reviewers()
    take_in(made, *ROWS)
    with unit.transaction():
        for number in ("R1", "R2", "R3"):
            made.reader(number)
    for code, scheme in (("cases", "civil"), ("2025", "service")):
        asked = plan(code=code, name="2025年评查", schemes=(scheme,))
        sampling.open_campaign(viewer=made.officer, plan=asked, at=AT)
    sampling.draw(viewer=made.officer, code="2025", at=AT)
    allocation.confirm(viewer=made.officer, code="2025", at=AT)
    return made


work = ready(with_a_campaign_of_each)


def test_a_campaign_that_is_found_is_spoken_of(work: Casework) -> None:
    with speaking_of(Reviewed.FILES), unit.reading():
        campaign_of(work.officer, "2025", Action.CAMPAIGN_READ)
        of_institutions = SPOKEN_OF.get()
        campaign_of(work.officer, "cases", Action.CAMPAIGN_READ)
        of_cases = SPOKEN_OF.get()
        with pytest.raises(NotVisible):
            campaign_of(work.officer, "none", Action.CAMPAIGN_READ)

    assert (of_institutions, of_cases) == (Reviewed.INSTITUTIONS, Reviewed.FILES)


def test_own_reviews_are_spoken_of_by_what_they_are_about(work: Casework) -> None:
    reader = viewer_of(work, "R1")
    with speaking_of(Reviewed.FILES):
        lines = desk.queue(viewer=reader, at=AT)
        by_queue = SPOKEN_OF.get()
    with speaking_of(Reviewed.FILES):
        desk.open_read(viewer=reader, public_id=lines[0].public_id, at=AT)
        by_desk = SPOKEN_OF.get()
    with speaking_of(Reviewed.FILES):
        assert own_volumes.own(viewer=reader) == ()
        without_lines = SPOKEN_OF.get()

    assert {by_queue, by_desk, without_lines} == {Reviewed.INSTITUTIONS}


def test_a_mail_is_about_what_its_campaign_reviews(work: Casework) -> None:
    """Whatever the process that sends it was last about."""
    with unit.reading() as connection:
        row = connection.execute(
            select(StoredNotice.kind, StoredNotice.payload).order_by(StoredNotice.id)
        ).first()
    assert row is not None and row.kind == NoticeKind.GIVEN
    notice = from_data(row.kind, row.payload)

    for about in Reviewed:
        with speaking_of(about):
            chinese = letter_of(notice, say=saying("zh_Hans"), site="", office="")
            english = letter_of(notice, say=saying("en"), site="", office="")
        assert "个机构" in chinese.body and "案卷" not in chinese.body
        assert "institutions were given to you" in english.body
        assert "files" not in english.subject


def test_the_command_line_says_it_too(work: Casework) -> None:
    with speaking_of(Reviewed.FILES):
        plain = said("Files and results")
    with speaking_of(Reviewed.INSTITUTIONS):
        turned = said("Files and results")

    assert (plain, turned) == ("案卷与结果", "机构与结果")
