from __future__ import annotations

import re

from flask import Flask

from review.web import assets


def test_a_browser_may_keep_what_is_named_by_its_content(app: Flask) -> None:
    client = app.test_client()
    with client.get(f"{assets.address()}/app.css") as found:
        assert found.get_data() == (assets.FOLDER / "app.css").read_bytes()
    gone = client.get("/static/0123456789abcdef/app.css")

    kept = "public, max-age=31536000, immutable"
    assert (found.status_code, found.headers["Cache-Control"]) == (200, kept)
    assert (gone.status_code, gone.headers["Cache-Control"]) == (404, "no-store")


def test_every_asset_lies_at_that_address(app: Flask) -> None:
    rules = [
        rule.rule for rule in app.url_map.iter_rules() if "static" in rule.endpoint
    ]
    assert len(rules) == 2
    assert all(assets.address() in rule for rule in rules)


def test_modules_are_named_however_far_they_are_imported() -> None:
    """A module that were left out would be fetched only after its importer."""
    names = {"checklist.js", "viewer.js"}
    found = set(assets.modules_of(*sorted(names)))

    assert {"checklist_lines.js", "key_switch.js", "viewer_pin_layer.js"} < found
    for name in names | found:
        text = (assets.FOLDER / name).read_text(encoding="utf-8")
        assert set(re.findall(r'from "\./(.+?)"', text)) <= found | names


def test_no_language_has_colours_of_its_own() -> None:
    """So the tests in a browser look at the colours of a page in one language."""
    text = "".join(each.read_text("utf-8") for each in assets.FOLDER.glob("*.css"))
    rules = re.findall(r"([^{}]*(?::lang\(|\[lang)[^{}]*)\{([^{}]*)\}", text)
    changed = {
        each.split(":")[0].strip() for _, body in rules for each in body.split(";")
    }

    assert changed - {""} == {"content", "letter-spacing"}
    assert re.findall(r'class="[^"]*\{[^"]*\blanguage\b', _templates()) == []


def _templates() -> str:
    folder = assets.FOLDER.parent / "templates"
    return "".join(each.read_text("utf-8") for each in folder.rglob("*.html"))
