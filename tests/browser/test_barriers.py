"""The finding of barriers itself is tried: what other tests find none of is found here."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.conftest import barriers

PALE = """<!doctype html><html lang="en"><title>Pale</title><main><h1>Pale</h1>
<img src="data:,"><p style="color: #aaa; background: #fff">hardly seen</p></main>"""


def test_barriers_are_told_with_their_elements(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(PALE)

    found = barriers(page)

    assert found == [
        'color-contrast: <p style="color: #aaa; background: #fff">hardly seen</p>',
        'image-alt: <img src="data:,">',
    ]
    assert barriers(page) == found
    assert barriers(page, "en") == found[1:]
    page.close()
