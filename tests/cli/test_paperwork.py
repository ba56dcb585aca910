"""The documents of a campaign from the command line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from flask import Flask

from tests.typed import done, refused

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_documents_are_written_one_by_one_and_together(
    app: Flask, opened: Path
) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign paperwork 2025 plan -o plan.docx")
    done(app, "campaign paperwork 2025 appointment --reviewer P01 -o P01.docx")
    done(app, "campaign paperwork 2025 all -o all.zip")

    plan = docx.Document(str(opened / "plan.docx"))
    assert plan.paragraphs[0].text.endswith("工作方案")
    assert len(zipfile.ZipFile(opened / "all.zip").namelist()) == 7
    own = docx.Document(str(opened / "P01.docx"))
    assert sum("聘　书" in p.text for p in own.paragraphs) == 1
    for typed, said in REFUSED:
        assert refused(app, f"campaign paperwork {typed}") == said


REFUSED = (
    (
        "2025 plan --reviewer P01",
        "This is not written for each reviewer; leave --reviewer out.",
    ),
    ("2025 recusal --reviewer P9", "No reviewer P9 reads in this campaign."),
    ("none plan", "There is no campaign none here."),
)
