"""A sheet with a line of every kind, and a form read as a browser would send it."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from review.domain.schemes import (
    Combination,
    Item,
    ItemKind,
    NotApplicableRule,
    Option,
    Party,
    Scheme,
    Section,
    Text,
)
from tests.domain.builders import (
    GRADES,
    D,
    bonus,
    item,
    options,
    points_scheme,
    section,
    table,
    text,
    veto,
)

Block = TypeVar("Block", Item, Section)

# Markup and both languages in one text: neither may leak into the page as it is.
MEETING = Text("会见<笔录>", "Meeting <notes> & signs")
FINDINGS = (text("没有会见笔录"), Text("笔录<未签名>", "The notes are <unsigned>"))


def levels() -> tuple[Option, ...]:
    return (
        Option("good", Text("好", "Good"), D(6), Text("完整", "Complete")),
        Option("thin", Text("差", "Thin"), D(2), Text("简单", "Thin on facts")),
    )


def lines() -> tuple[Item, ...]:
    """One line of every kind that bears marks, 100 points in all."""
    return (
        Item(
            "notes",
            MEETING,
            D(50),
            ItemKind.STEPS,
            guidance=text("看笔录"),
            source="S14",
            may_not_apply=True,
            place_required=True,
            common_findings=FINDINGS,
        ),
        item("seal", 5, ItemKind.ALL_OR_NOTHING, party=Party.FIRM),
        item("papers", 5, ItemKind.PER_OCCURRENCE, each=D(2)),
        item("late", 9, ItemKind.ALTERNATIVES, options=options(a_bit=3, a_lot=6)),
        item("plan", 6, ItemKind.LEVELS, options=levels()),
        item("errors", 5, ItemKind.ERROR_COUNT, table=table((0, 5), (2, 3), (5, 0))),
        item("told", 10, ItemKind.YES_NO, full_on="no", reason_required=True),
        Item(
            "court",
            text("庭审"),
            D(10),
            items=(item("court_on_time", 4), item("court_argued", 6)),
        ),
    )


def every_kind(**rest: object) -> Scheme:
    """A points sheet with a bonus, a veto and lines that are only recorded."""
    values: dict[str, object] = {
        "maximum_total": D(102),
        "digest": "every kind",
        "grades": tuple(replace(each, source="S14") for each in GRADES),
        "points_source": "S14",
        "not_applicable": NotApplicableRule.RESCALE_SECTION,
        "combination": Combination(total_gap=D(10), source="S14"),
    }
    kinds = item("outcome", 0, ItemKind.RECORD, options=options(won=0, lost=0))
    sections = (
        section("work", *lines(), points=100),
        bonus("extra", 2, item("appeal_won", 2, ItemKind.YES_NO)),
        veto("integrity", "took_money"),
        section("record", kinds, item("remark", 0, ItemKind.RECORD), points=0),
    )
    return points_scheme(*map(sourced, sections), **(values | rest))


def sourced(block: Block) -> Block:
    """The same, and every line says where it comes from, as a scheme file must."""
    items = tuple(sourced(each) for each in block.items)
    return replace(block, items=items, source=block.source or "S14")


def in_parts() -> Scheme:
    """A sheet in two parts, for two kinds of reviewers."""
    whole = every_kind()
    parts = (
        sourced(section("a", item("a1", 40), part="formal")),
        sourced(section("b", item("b1", 60), part="substance")),
    )
    titles = {"formal": Text("形式", "Form"), "substance": Text("实体", "Substance")}
    return replace(
        whole, sections=parts, maximum_total=whole.full_mark, part_titles=titles
    )


class Browser(HTMLParser):
    """The fields of a form that a browser would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.states: dict[str, str] = {}
        self._area: str | None = None
        self._text = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "fieldset" and "data-code" in given:
            self.states[given["data-code"]] = given["data-state"]
        if tag == "textarea":
            self._area, self._text = given["name"], ""
        is_box = given.get("type") in {"radio", "checkbox"}
        is_sent = "name" in given and (not is_box or "checked" in given)
        if tag == "input" and is_sent:
            self.sent.append((given["name"], given.get("value", "on")))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self.sent.append((self._area, self._text.replace("\n", "\r\n")))
            self._area = None


def sent(html: str) -> MultiDict[str, str]:
    return MultiDict(Browser(html).sent)
