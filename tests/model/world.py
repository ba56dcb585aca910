"""The bureau in which the model acts, and dice that always fall alike."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

from review.domain.policy import Viewer, operator
from review.services import sampling
from review.store import unit
from tests.casework import casework, number, plan, sheet
from tests.conftest import AT
from tests.model import facts
from tests.model.ledger import Ledger

CODE, FIRMS = "2025", ("甲律师事务所", "乙律师事务所")
LAWYERS = {"赵一": FIRMS[0], "钱二": FIRMS[1]}
N_FILES, SIZE = 9, 3
READERS, LEADS = ("R1", "R2", "R3", "R4", "R5", "R6"), ("L1", "L2")


@contextmanager
def loaded_dice(seed: int) -> Iterator[None]:
    """The same codes and keys each time, so that a failure can be had again."""
    dice = random.Random(seed)

    def token_bytes(n: int | None = None) -> bytes:
        return dice.randbytes(n or 32)

    with patch.object(secrets, "token_bytes", token_bytes):
        yield


@dataclass
class Begun:
    """The bureau with its campaign opened, and who acts in it."""

    officer: Viewer
    operator: Viewer
    readers: dict[str, Viewer]
    firm_ids: dict[str, str]
    account: Ledger


def begun() -> Begun:
    """Nine files of two firms, six reviewers and two leads; a campaign is open."""
    with unit.transaction():
        work = casework()
        work.scheme(sheet())
        for lawyer, firm in LAWYERS.items():
            work.lawyer(lawyer, firm)
        work.reviewer("R1", firm=FIRMS[0])
        for each in READERS[1:]:
            work.reviewer(each)
        for each in LEADS:
            work.reviewer(each, panel_lead=True)
        for n in range(N_FILES):
            work.case(f"(2025)民{n}号", lawyers=(tuple(LAWYERS)[n % 2],))
        readers = {each: work.reader(each) for each in (*READERS, *LEADS)}
    rule = replace(number(SIZE), stratify_by=())
    opened = plan(sample=rule, seed="", provisional_first=False)
    sampling.open_campaign(viewer=work.officer, plan=opened, at=AT)
    account = Ledger(
        firm_of={n: FIRMS[i % 2] for i, n in enumerate(work.cases)},
        home_of={"R1": FIRMS[0]},
        leads=frozenset(LEADS),
        members=set(readers),
        term=opened.due_on,
    )
    ids = facts.firm_ids()
    return Begun(work.officer, operator(work.bureau_id), readers, ids, account)
