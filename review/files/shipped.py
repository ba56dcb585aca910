"""The schemes that come with the program, as texts."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "scoring_schemes"


def scoring_schemes() -> dict[str, str]:
    """The reference schemes by file name."""
    return _texts(FOLDER)


def assessment_schemes() -> dict[str, str]:
    """The reference assessment schemes by file name."""
    return _texts(FOLDER / "assessment")


def _texts(folder: Path) -> dict[str, str]:
    return {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.yaml"))
    }
