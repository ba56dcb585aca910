"""Files and folders go up by themselves, on where they stopped, in a real browser."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect

from review.services import scans
from review.services.page_images import close_all
from tests.browser.conftest import (
    LANGUAGES,
    PHONE,
    Open,
    barriers,
    reaches_sideways,
    speak,
)
from tests.domain.test_name_order import ORDERS
from tests.factories import World
from tests.scanned import case_id, pdf, tiff, zipped

ONE, TWO = "(2025)青援0001号", "(2025)青援0002号"
WIDE = (1440, 900)
PIECES = re.compile(r"/uploads/[\w-]+\?offset=(\d+)$")
MEGABYTE = 1024 * 1024


@pytest.fixture
def case(app: Flask, world: World) -> Iterator[str]:
    with app.app_context():
        public_id = case_id(world)
    yield f"/cases/{public_id}/scans/"
    close_all()


def heavy(tone: int, megabytes: int = 4) -> bytes:
    """One page, and so many bytes beside it that it takes several pieces."""
    with pikepdf.open(io.BytesIO(pdf(tone))) as made:
        made.Root.Noise = made.make_stream(os.urandom(megabytes * MEGABYTE))
        body = io.BytesIO()
        made.save(body)
    return body.getvalue()


def opened(browse: Open, world: World, path: str, language: str = "en") -> Page:
    assert world.officer is not None
    page = browse(world.officer, path, size=WIDE)
    page.on("dialog", lambda dialog: dialog.accept())
    speak(page, language)
    return page


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    given = [
        {"name": name, "mimeType": "application/pdf", "buffer": body}
        for name, body in files
    ]
    page.locator("#files").set_input_files(given)


def row(page: Page, name: str) -> Locator:
    return page.locator("#upload-work .upload-row", has_text=name)


def reaches(row: Locator, state: str) -> None:
    """In the end; a check takes its time on a busy machine."""
    expect(row).to_have_attribute("data-state", state, timeout=20_000)


def offsets(page: Page) -> list[int]:
    """Where each piece that is sent from now on begins."""
    seen: list[int] = []

    def note(route: Route) -> None:
        found = PIECES.search(route.request.url)
        assert found
        seen.append(int(found[1]))
        route.continue_()

    page.route(PIECES, note)
    return seen


def numbers(world: World, app: Flask, number: int = 0) -> list[tuple[int, int]]:
    with app.app_context():
        assert world.officer is not None
        own = {"viewer": world.officer, "public_id": case_id(world, number)}
        return [(each.first, each.last) for each in scans.of_case(**own).lines]


def test_files_are_added_in_the_order_of_their_names(
    app: Flask, browse: Open, world: World, case: str
) -> None:
    page = opened(browse, world, case)
    choose(page, ("b10.pdf", pdf(10)), ("b2.pdf", pdf(60, 110)), ("x.pdf", b"no scan"))

    reaches(row(page, "b2.pdf"), "added")
    reaches(row(page, "b10.pdf"), "added")
    expect(row(page, "x.pdf")).to_contain_text("This is neither a PDF nor")
    expect(page.locator('[data-role="said"]')).to_have_text(
        "Done. Files added: 2 of 3, not added: 1, waiting for a decision: 0."
    )
    expect(page.locator(".scan-row")).to_have_count(2)
    expect(page.locator(".upload-sum > *")).to_have_text(
        ["Files added: 2 of 3", "1 not added"]
    )
    expect(page.locator(".upload-all progress")).to_be_hidden()
    expect(page.locator(".upload-stuck")).to_contain_text("x.pdf")
    expect(page.locator("#case-actions a")).to_have_text(
        ["Contents list", "Hide personal data", "What reviewers see"]
    )
    assert numbers(world, app) == [(1, 2), (3, 3)]


def test_volumes_are_added_in_the_order_of_their_chinese_numbers(
    app: Flask, browse: Open, world: World, case: str
) -> None:
    page = opened(browse, world, case)
    volumes = (
        ("第十册.pdf", 4),
        ("第三册.pdf", 3),
        ("第一册.pdf", 1),
        ("第二册.pdf", 2),
    )
    choose(page, *((name, pdf(*range(n))) for name, n in volumes))

    reaches(row(page, "第十册.pdf"), "added")
    assert numbers(world, app) == [(1, 1), (2, 3), (4, 6), (7, 10)]


def test_the_browser_counts_names_as_the_server_does(
    browse: Open, world: World, case: str
) -> None:
    page = opened(browse, world, case)
    found = page.evaluate(
        """async (orders) => {
          const script = document.querySelector('script[src*="uploads.js"]').src;
          const module = await import(script.replace("uploads.js", "upload_order.js"));
          return orders.map((each) => module.inOrder(each.toReversed(), (path) => path));
        }""",
        [list(order) for order in ORDERS],
    )
    assert found == [list(order) for order in ORDERS]


def test_a_broken_connection_goes_on_where_it_stopped(
    app: Flask, browse: Open, world: World, case: str
) -> None:
    page = opened(browse, world, case)
    n_pieces, seen = 0, []

    def tear(route: Route) -> None:
        """The second and third attempt to send a piece never arrive."""
        nonlocal n_pieces
        n_pieces += 1
        found = PIECES.search(route.request.url)
        assert found
        seen.append(int(found[1]))
        route.abort() if n_pieces in (2, 3) else route.continue_()

    page.route(PIECES, tear)
    choose(page, ("正卷.pdf", heavy(60)))

    expect(row(page, "正卷.pdf")).to_contain_text("No connection. Next attempt in")
    reaches(row(page, "正卷.pdf"), "added")
    assert seen[:4] == [0, MEGABYTE, MEGABYTE, MEGABYTE]
    assert seen == sorted(seen)
    expect(page.locator(".scan-pages")).to_have_text("Main volume · Page 1")
    assert numbers(world, app) == [(1, 1)]


def test_the_same_file_after_a_reload_is_not_sent_again(
    browse: Open, world: World, case: str, tmp_path: Path
) -> None:
    page = opened(browse, world, case)
    file = tmp_path / "scan.pdf"
    file.write_bytes(heavy(60))
    page.route(
        PIECES,
        lambda route: (
            route.continue_()
            if route.request.url.endswith("offset=0")
            else route.abort()
        ),
    )
    page.locator("#files").set_input_files(file)
    expect(row(page, "scan.pdf")).to_contain_text("No connection")
    page.reload()
    page.unroute(PIECES)
    expect(page.locator("#scan-state")).to_contain_text("Interrupted.")

    waiting = page.locator("#scan-waiting")
    waiting.get_by_text("Leave it out …").click()
    expect(waiting).to_contain_text("1.0 MB of 4.0 MB have arrived.")
    expect(waiting.get_by_role("button", name="Delete what has")).to_be_visible()

    seen = offsets(page)
    page.locator("#files").set_input_files(file)
    expect(waiting).to_have_count(0)
    reaches(row(page, "scan.pdf"), "added")
    assert seen[0] == MEGABYTE
    expect(page.locator("#scan-state")).not_to_contain_text("Interrupted.")


def test_it_pauses_and_goes_on(browse: Open, world: World, case: str) -> None:
    page = opened(browse, world, case)
    page.route(PIECES, lambda route: None)  # The line is as slow as can be.
    choose(page, ("a.pdf", heavy(60)))
    page.get_by_role("button", name="Pause").click()
    reaches(row(page, "a.pdf"), "paused")

    page.unroute(PIECES)
    page.get_by_role("button", name="Go on").click()
    reaches(row(page, "a.pdf"), "added")


def test_an_expired_session_is_told_and_it_goes_on_after_signing_in(
    app: Flask, browse: Open, world: World, case: str
) -> None:
    page = opened(browse, world, case)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    choose(page, ("a.pdf", pdf(60)))

    expect(page.get_by_text("Your session has ended.").first).to_be_visible()
    reaches(row(page, "a.pdf"), "paused")
    page.context.add_cookies(cookies)  # As signing in again in another window does.
    page.get_by_role("button", name="Go on").click()
    reaches(row(page, "a.pdf"), "added")
    assert numbers(world, app) == [(1, 1)]


def test_gaps_are_decided_about(
    app: Flask, browse: Open, world: World, case: str
) -> None:
    page = opened(browse, world, case)
    broken = tiff(10, 60, 110, broken=[2])
    choose(page, ("a.tif", broken), ("b.tif", broken[:-1] + b"x"), ("c.pdf", pdf(10)))

    reaches(row(page, "c.pdf"), "added")
    asked = row(page, "a.tif")
    expect(asked).to_contain_text("These pages of the file cannot be shown: 2.")
    asked.get_by_role("button", name="Add it all the same").click()
    reaches(asked, "added")
    row(page, "b.tif").get_by_role("button", name="Leave it out").click()
    reaches(row(page, "b.tif"), "dropped")
    expect(page.locator(".scan-row")).to_have_count(2)
    expect(page.locator(".scan-row").last).to_contain_text("cannot be shown: 3.")
    assert numbers(world, app) == [(1, 1), (2, 4)]


def test_a_folder_of_many_cases(
    app: Flask, browse: Open, world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    for path, body in (
        (f"{ONE}/副卷.pdf", pdf(10)),
        (f"{ONE}/正卷.pdf", pdf(60, 110)),
        (f"{TWO}.pdf", pdf(160)),
        ("other/list.pdf", pdf(10)),
        (f"{ONE}/notes.txt", b"notes"),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)
    page = opened(browse, world, "/cases/scans/")
    page.locator("#folder").set_input_files(folder)

    plan = page.locator("#folder-plan")
    expect(plan).to_contain_text("Files: 3, cases: 2, left out: 2.")
    expect(plan.locator('[data-role="missing"]')).to_be_hidden()
    rows = plan.locator('[data-role="belongs"] tbody tr')
    expect(rows.locator("th")).to_have_text([ONE, ONE, TWO])
    expect(rows.locator("td:nth-child(3)")).to_have_text(
        ["Secondary volume", "Main volume", "—"]
    )
    plan.get_by_text("Left out (2)").click()
    expect(plan).to_contain_text("other/list.pdf: No case file has a number like")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert (barriers(page), reaches_sideways(page)) == ([], 0)
    plan.get_by_role("button", name="Add these files").click()
    expect(page.locator('[data-role="said"]')).to_have_text(
        "Done. Files added: 3 of 3, not added: 0, waiting for a decision: 0.",
        timeout=20_000,
    )
    assert numbers(world, app) == [(1, 2), (1, 1)]
    assert numbers(world, app, 1) == [(1, 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_that_is_begun_again_sends_only_what_is_not_there(
    app: Flask, browse: Open, world: World, tmp_path: Path, language: str
) -> None:
    folder = tmp_path / "scans" / ONE
    folder.mkdir(parents=True)
    (folder / "1.pdf").write_bytes(heavy(10))
    page = opened(browse, world, "/cases/scans/", language)
    chosen, send = page.locator("#folder"), page.locator('[data-do="send"]')
    chosen.set_input_files(folder.parent)
    send.click()
    reaches(row(page, "1.pdf"), "added")

    (folder / "2.pdf").write_bytes(heavy(60, 2))
    changed = bytearray((folder / "1.pdf").read_bytes())
    changed[-1:] = b" "
    (folder / "3.pdf").write_bytes(changed)
    page.reload()
    seen = offsets(page)
    chosen.set_input_files(folder.parent)
    expect(page.locator("#folder-plan .upload-alike")).to_have_count(2)
    expect(page.locator('#folder-plan [data-role="alike"]')).to_contain_text("2")
    assert barriers(page, language) == []
    send.click()
    reaches(row(page, "1.pdf"), "there")
    reaches(row(page, "3.pdf"), "added")
    counts = {
        "en": ["Files added: 2 of 3", "1 there already"],
        "zh": ["已入卷 2 / 3 个文件", "1 个此前已在卷"],
    }
    expect(page.locator(".upload-sum > *")).to_have_text(counts[language[:2]])
    expect(page.locator(".upload-stuck")).to_be_hidden()
    assert (seen.count(0), barriers(page, language)) == (2, [])
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert reaches_sideways(page) <= 0
    assert numbers(world, app) == [(1, 1), (2, 2), (3, 3)]


def test_a_zip_is_sent_in_pieces_and_brought_file_by_file(
    app: Flask, browse: Open, world: World
) -> None:
    body = zipped((f"{ONE}/1.pdf", heavy(60)), (f"{TWO}.pdf", pdf(10)), ("x", b"x"))
    page = opened(browse, world, "/cases/scans/")
    seen = offsets(page)
    given = {"name": "scans.zip", "mimeType": "application/zip"}
    page.locator("#bundle").set_input_files([given | {"buffer": body.getvalue()}])
    page.get_by_role("button", name="Show what would happen").click()

    add = page.get_by_role("button", name="Add these files")
    expect(add).to_be_visible()
    assert barriers(page) == []
    add.click()
    done = page.get_by_text("The ZIP is done. It has been deleted.")
    expect(done).to_be_visible(timeout=20_000)
    assert len(seen) > 1
    expect(page.locator('[aria-current="page"]').last).to_have_text("Adding finished")
    assert (numbers(world, app), numbers(world, app, 1)) == ([(1, 1)], [(1, 1)])


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_kept_out(
    browse: Open, world: World, case: str, size: tuple[int, int], language: str
) -> None:
    page = opened(browse, world, case, language)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    choose(page, ("a.tif", tiff(10, 60, broken=[2])), ("b.pdf", pdf(10)))
    reaches(row(page, "a.tif"), "asking")
    reaches(row(page, "b.pdf"), "added")
    assert barriers(page, language) == []
    assert reaches_sideways(page) <= 0

    page.reload()
    expect(page.locator("#scan-state .upload-row")).to_have_count(1)
    assert barriers(page, language) == []
    assert reaches_sideways(page) <= 0
    page.goto("/cases/scans/")
    assert barriers(page, language) == []
    assert reaches_sideways(page) <= 0
