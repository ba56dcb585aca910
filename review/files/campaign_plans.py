"""A campaign's plan written as a YAML file, so that reading it gives the same plan.

Only what differs from what a plan means without a word is written, in the order in
which the documents explain the keys; so the same plan is always the same file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from review.domain.arrivals import ReportEvery
from review.domain.campaigns import CampaignKind, CampaignPlan
from review.domain.candidates import GRADES, Unit
from review.domain.docket import ConflictRules
from review.domain.entrustment import Contract
from review.domain.kinds import CaseClass
from review.domain.sampling_rule import LATE_AFTER, SampleRule
from review.domain.scheme_uses import Narrowing, narrowing_as_data
from review.files.campaigns import IGNORE, PlanShape, SampleShape

# Without quotation marks: words and signs that mean nothing to YAML.
PLAIN = re.compile(r"[^\W\d][\w.@/()()-]*")
TAKEN = {"null", "true", "false", "y", "n", "yes", "no", "on", "off"}
WIDTH = 88
INDENT = "  "


def to_yaml(plan: CampaignPlan) -> str:
    """The plan as a file in UTF-8; what it leaves to the defaults is not written."""
    said = {key: value for key, value in _plan(plan).items() if _says(key, value)}
    return "".join(f"{line}\n" for line in _mapping(said, ""))


def _says(key: str, value: Any) -> bool:
    """Needed keys always; of the others only what is not understood without a word."""
    shape = PlanShape.model_fields[key]
    if shape.is_required():
        return True
    return value not in (None, "", (), [], {}) and value != shape.default


def _plan(plan: CampaignPlan) -> dict[str, Any]:
    """The keys of a plan in the order of the documents."""
    schemes = [_use(name, plan.narrowed.get(name)) for name in plan.schemes]
    return {
        "code": plan.code,
        "name": plan.name,
        "kind": _unless(CampaignKind.ANNUAL, plan.kind),
        "report_every": _unless(ReportEvery.MONTH, plan.report_every),
        "assessment_year": plan.assessment_year,
        "closed_from": plan.closed_from,
        "closed_until": plan.closed_until,
        "due_on": plan.due_on,
        "schemes": schemes,
        "reviews": _by_class(plan.reviews),
        "sample": _sample(plan.sample),
        "seed": plan.seed,
        "recheck_of": plan.recheck_of,
        "reviewers": list(plan.reviewers),
        "leads": list(plan.leads),
        "bar_same_county": plan.bar_same_county,
        "cap": plan.cap,
        "caps": dict(plan.caps),
        "who_reviews": plan.who_reviews.value,
        "recusal": _recusal(plan.recusal),
        "decimals": plan.decimals,
        "minimum_n": plan.minimum_n,
        "provisional_first": plan.provisional_first,
        "answer_days": plan.answer_days,
        "senior_read": plan.senior_read,
        "closing_question": plan.closing_question,
        "trace_days": plan.trace_days,
        "second_reads": plan.second_reads,
        "entrusted": _entrusted(plan.entrusted),
        "seeds": plan.seeds,
        "common_files": plan.common_files,
    }


def _entrusted(contract: Contract | None) -> dict[str, Any]:
    if contract is None:
        return {}
    said = {
        "organisation": contract.organisation,
        "kind": contract.kind.value,
        "contract_no": contract.contract_no,
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "scope": contract.scope,
    }
    return {key: value for key, value in said.items() if value}


def _unless(usual: Enum, value: Enum) -> str:
    return "" if value is usual else str(value.value)


def _use(name: str, narrowing: Narrowing | None) -> Any:
    return {"scheme": name, **narrowing_as_data(narrowing)} if narrowing else name


def _by_class(numbers: Mapping[Any, int]) -> dict[str, int]:
    return {each.value: numbers[each] for each in CaseClass if each in numbers}


def _sample(rule: SampleRule) -> dict[str, Any]:
    """The rule's keys; without any, every file is drawn."""
    per = [each.value for each in rule.per]
    strata = [each.value for each in rule.stratify_by]
    said = {
        "by": rule.by.value,
        "percent": rule.percent,
        "number": rule.number,
        "case_numbers": list(rule.case_numbers),
        "next_number": rule.next_number,
        "stratify_by": strata,
        "per": per,
        "quotas": dict(rule.quotas),
        "minimum_per_handler": rule.minimum_per_handler,
        "maximum_per_handler": rule.maximum_per_handler,
        "extra_tickets": {risk.value: n for risk, n in rule.extra_tickets},
        "complaints": list(rule.complaints),
        "late_after": None if rule.late_after == LATE_AFTER else rule.late_after,
        "include_secret": rule.include_secret,
        "leave_out_drawn": rule.leave_out_drawn,
    }
    understood = strata == (per or ["county", "case_kind"])
    return {
        key: value
        for key, value in said.items()
        if (value not in (None, "", [], {}, False, 0) or key == "stratify_by")
        and value != SampleShape.model_fields[key].default
        and not (key == "stratify_by" and understood)
    }


def _recusal(rules: ConflictRules) -> dict[str, Any]:
    grades = {
        bar.value: strength.value if strength else IGNORE
        for bar, strength in rules.grades.items()
        if strength is not GRADES[bar]
    }
    years = _by_class({each: n for each, n in rules.years.items() if n})
    unit = "" if rules.unit is Unit.PERSON else rules.unit.value
    said = {"employer_years": rules.employer_years, "years": years, "unit": unit}
    kept = {key: value for key, value in said.items() if value not in (None, "", {})}
    return {**grades, **kept}


def _mapping(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    """A key with its value on the same line, or beneath where that grows too long."""
    flow = _flow(value)
    if len(head) + len(flow) < WIDTH or not isinstance(value, (list, dict)):
        yield f"{head} {flow}"
        return
    yield head
    deeper = indent + INDENT
    if isinstance(value, dict):
        yield from _mapping(value, deeper)
    else:
        yield from (f"{deeper}- {_flow(each)}" for each in value)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_scalar(key)}: {_flow(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_flow, value))}]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | date):
        return str(value)
    text = str(value.value if isinstance(value, Enum) else value)
    if PLAIN.fullmatch(text) and text.lower() not in TAKEN:
        return text
    return json.dumps(text, ensure_ascii=False)
