"""Reading pages in tests: what they say, and what their forms carry."""

from __future__ import annotations

import re
from typing import Any


def text(response: Any) -> str:
    """What a page says, without its tags."""
    html = response.get_data(as_text=True)
    body = html.split('<main id="content"', 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body.split(">", 1)[1]).split())


def fields(response: Any, name: str) -> list[str]:
    """Every value a page carries under a name, in order."""
    return re.findall(
        rf'name="{name}" value="([^"]*)"', response.get_data(as_text=True)
    )


def hidden(response: Any, name: str) -> str:
    """The value a form carries under a name."""
    found = re.search(
        rf'name="{name}" value="([^"]*)"', response.get_data(as_text=True)
    )
    assert found is not None, name
    return found[1]
