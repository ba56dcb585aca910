"""A posted checklist back into raw answers; whether they are possible is not asked here.

The fields of a line: `a.` the choice, `s.` the special answer, `o.` and `k.` organ and
cause, `f.` with a number for each finding, `m.` that these are meant as a remark. The script in the page sends the same raw
answers as JSON.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from flask import abort, request
from werkzeug.datastructures import MultiDict

from review.domain.answers import Answer, Finding, Special
from review.domain.choices import Choice, InvalidAnswer
from review.domain.kept_pages import read_keys
from review.domain.pins import read_pins
from review.web.forms.controls import NONE_OF_THESE
from review.web.forms.drawn import CHECKS, NUMBER, TEXT, Drawn, DrawnSheet

Raw = dict[str, Any] | None
Form = MultiDict[str, str]
FINDING_FIELDS = ("option", "reason", "pages")
MOST_ROWS = 200
MOST_DIGITS = 9
WIDE = re.compile(r"[0-9０-９.．]+")


def sent_object() -> dict[str, Any]:
    """The JSON object that was sent; what nests too deep cannot be understood."""
    try:
        sent = request.get_json()
    except RecursionError:
        abort(400)
    return sent if isinstance(sent, dict) else {}


def sections_in(sent: Mapping[str, Any]) -> list[str]:
    """The sections that the script closes."""
    codes = sent.get("close", [])
    if not isinstance(codes, list) or not all(isinstance(each, str) for each in codes):
        abort(400)
    return codes


def version_in(sent: Mapping[str, Any]) -> int:
    """The version a page was made from; every page of ours sends one."""
    given = str(sent.get("version", ""))
    if not (given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS):
        abort(400)
    return int(given)


def raw_answers(sheet: DrawnSheet, form: Form) -> dict[str, Raw]:
    """Every line of the sheet as it was sent; None where nothing was answered."""
    rows = _rows(form)
    return {
        code: raw_answer(drawn, form, rows.get(code, {}))
        for code, drawn in sheet.by_code.items()
    }


def raw_answer(drawn: Drawn, form: Form, rows: Mapping[int, Mapping[str, str]]) -> Raw:
    """One line: a special answer goes before a choice, as the page shows them."""
    code = drawn.item.code
    special = form.get(f"s.{code}", "")
    raw: dict[str, Any] = {"special": special} if special else _choice(drawn, form)
    if special == Special.NOT_DONE_EXTERNAL:
        outside = {"organ": form.get(f"o.{code}"), "cause": form.get(f"k.{code}")}
        raw |= {name: text.strip() for name, text in outside.items() if text}
    findings = [each for n in sorted(rows) if (each := _finding(rows[n], raw))]
    if findings:
        raw["findings"] = findings
        raw |= {"remark": True} if form.get(f"m.{code}") else {}
    return raw or None


def _choice(drawn: Drawn, form: Form) -> dict[str, Any]:
    field = f"a.{drawn.item.code}"
    if drawn.control == CHECKS:
        chosen = form.getlist(field)
        codes = [each for each in chosen if each != NONE_OF_THESE]
        return {"choice": codes} if chosen else {}
    given = form.get(field, "")
    if drawn.control == NUMBER:
        given = narrow(given)
    if drawn.control == TEXT:
        given = lines_of(given)
    return {"choice": given} if given else {}


def narrow(number: str) -> str:
    """A number as typed with a Chinese keyboard: full-width digits are digits."""
    return unicodedata.normalize("NFKC", number).strip()


def narrowed(raw: object) -> object:
    """The same for an answer of the script, which does not say what is a number."""
    choice = raw.get("choice") if isinstance(raw, dict) else None
    if isinstance(choice, str) and WIDE.fullmatch(choice):
        return {**raw, "choice": narrow(choice)}
    return raw


def lines_of(text: str) -> str:
    """A browser sends line ends in pairs; the answers keep single ones."""
    return text.replace("\r\n", "\n").strip()


def _rows(form: Form) -> dict[str, dict[int, dict[str, str]]]:
    """The findings of every line by their number in the form."""
    found: dict[str, dict[int, dict[str, str]]] = {}
    for name, value in form.items():
        if not name.startswith("f."):
            continue
        code, _dot, rest = name[2:].partition(".")
        number, _dot, field = rest.partition(".")
        if number.isdecimal() and int(number) < MOST_ROWS:
            found.setdefault(code, {}).setdefault(int(number), {})[field] = value
    return found


def _finding(row: Mapping[str, str], raw: Mapping[str, Any]) -> dict[str, Any]:
    """A row that says something; one that only names its deduction does not.

    A deduction that is no longer chosen has no finding of its own; what was written
    stays, without it.
    """
    texts = {name: lines_of(row.get(name, "")) for name in FINDING_FIELDS}
    said: dict[str, Any] = {name: text for name, text in texts.items() if text}
    if row.get("absent"):
        said["absent"] = True
    if row.get("pins") and not row.get("unpin"):
        said["pins"] = _read(row["pins"])
    if row.get("keys") and said.get("pages"):
        said["keys"] = _read(row["keys"])
    if set(said) <= {"option"}:
        return {}
    chosen = raw.get("choice")
    if isinstance(chosen, list) and said.get("option") not in chosen:
        said.pop("option", None)
    return said


def _read(text: str) -> object:
    """As the page wrote them; what is no JSON is refused like any other answer."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def is_given(raw: object) -> bool:
    """Whether a raw answer is more than reasons for a choice yet to be made."""
    if isinstance(raw, Mapping):
        return "choice" in raw or "special" in raw
    return raw is not None


def as_typed(raw: Mapping[str, Any] | None) -> Answer:
    """A refused answer as it was sent, to be shown again beside the sentence about it."""
    raw = raw or {}
    special = raw.get("special")
    return Answer(
        _choice_as_typed(raw.get("choice")),
        Special(special) if special in set(Special) else None,
        tuple(map(_finding_as_typed, raw.get("findings", ()))),
        str(raw.get("organ", "")),
        str(raw.get("cause", "")),
        raw.get("remark") is True,
    )


def _choice_as_typed(choice: object) -> Choice | None:
    if isinstance(choice, list):
        return tuple(str(each) for each in choice)
    return None if choice is None else str(choice)


def _finding_as_typed(raw: Mapping[str, Any]) -> Finding:
    texts = (str(raw.get(name, "")) for name in FINDING_FIELDS)
    try:
        pins = read_pins("", raw.get("pins", ()))
        keys = read_keys("", raw.get("keys", {}), str(raw.get("pages", "")))
    except InvalidAnswer:
        pins, keys = (), ()
    return Finding(*texts, absent=bool(raw.get("absent")), pins=pins, keys=keys)


def with_ready_text(raw: Raw, text: str) -> Raw:
    """An answer with a ready text: in the first finding without a reason, or a new one."""
    if not text:
        return raw
    findings = [dict(each) for each in (raw or {}).get("findings", ())]
    target = next((each for each in findings if not each.get("reason")), None)
    if target is None:
        target = {}
        findings.append(target)
    target["reason"] = text
    return (raw or {}) | {"findings": findings}
