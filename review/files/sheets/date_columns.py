"""The columns of the spreadsheet of cases that hold the days of single steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from review.domain.case_dates import KEPT_APART, CaseEvent
from review.domain.days import day, day_doubt
from review.domain.schemes import Text
from review.files.sheets.columns import Column


def _on(
    event: CaseEvent,
    zh: str,
    en: str,
    meaning: Text,
    *variants: str,
    example: str = "",
    left_over: tuple[str, ...] = (),
) -> Column:
    """A day that may be left empty."""
    return Column(
        field_of(event),
        zh,
        en,
        day,
        meaning,
        variants,
        blank=None,
        example=example,
        doubt=day_doubt,
        left_over=left_over,
    )


def field_of(event: CaseEvent) -> str:
    return f"{event.value}_on"


DATES = (
    _on(
        CaseEvent.APPLIED,
        "申请日期",
        "Applied on",
        Text("收到法律援助申请的日期", "Day the application came in"),
        *("收到申请日期", "申请时间", "法律援助申请日期", "受理日期", "受理时间"),
    ),
    _on(
        CaseEvent.DECIDED,
        "决定日期",
        "Decided on",
        Text("作出给予援助决定的日期", "Day of the decision to give aid"),
        *("给予援助决定日期", "决定援助日期", "审批日期", "决定时间"),
    ),
    _on(
        CaseEvent.TAKEN_UP,
        "着手办理日期",
        "Taken up on",
        Text("承办人开始办理的日期", "Day the handler began"),
        *("着手日期", "首次联系日期", "联系受援人日期", "领取材料日期"),
    ),
    _on(
        CaseEvent.HELP_REQUESTED,
        "约见或通知日期",
        "Help requested on",
        Text("值班律师接到约见或通知的日期", "Day the duty lawyer was called"),
        *("约见通知日期", "接到约见日期", "接到通知日期", "收到通知日期"),
    ),
    _on(
        CaseEvent.MEETING_REQUESTED,
        "申请会见日期",
        "Meeting requested on",
        Text("向看守所等提出会见的日期", "Day a meeting was asked for"),
        *("会见申请日期", "申请会见时间", "提出会见日期"),
    ),
    _on(
        CaseEvent.FIRST_INTERVIEW,
        "首次会见日期",
        "First interview on",
        Text("首次会见或约见受援人的日期", "Day of the first meeting"),
        *("首次约见日期", "首次会见约见日期", "会见日期", "约见日期", "会见时间"),
        *("约见时间", "首次会见时间", "首次约见时间", "第一次会见日期", "谈话日期"),
        example="2023-11-23",
    ),
    _on(
        CaseEvent.READING_REQUESTED,
        "申请阅卷日期",
        "Reading requested on",
        Text("提出阅卷的日期", "Day the file was asked for"),
        *("阅卷申请日期", "申请阅卷时间", "提出阅卷日期"),
    ),
    _on(
        CaseEvent.FILE_READ,
        "阅卷日期",
        "File read on",
        Text("首次阅卷的日期", "Day the file was first read"),
        *("首次阅卷日期", "阅卷时间"),
    ),
    _on(
        CaseEvent.HEARING,
        "开庭日期",
        "Hearing on",
        Text("多次开庭的填最后一次", "The last one, where there were several"),
        *("庭审日期", "开庭时间", "庭审时间", "出庭日期"),
        example="2024-02-06",
    ),
    _on(
        CaseEvent.RECORD,
        "庭审笔录日期",
        "Record on",
        Text("庭审笔录或记录的日期", "Day of the record of the hearing"),
        *("笔录日期", "庭审记录日期"),
    ),
    _on(
        CaseEvent.DELIVERED,
        "文书送达日期",
        "Delivered on",
        Text("收到裁判文书的日期", "Day the decision was served"),
        *("送达日期", "裁判文书送达日期", "收到裁判文书日期", "送达时间"),
    ),
    _on(
        CaseEvent.HANDED_IN,
        "提交结案材料日期",
        "Handed in on",
        Text("承办人交回案卷材料的日期", "Day the papers came back"),
        *("结案材料提交日期", "材料提交日期", "提交材料日期", "交卷日期"),
        example="2024-03-15",
    ),
    _on(
        CaseEvent.ARCHIVED,
        "立卷归档日期",
        "Archived on",
        Text(
            "案卷归档的日期；另有结案日期时也认“归档日期”",
            "Day of filing; also 归档日期 where a closing day stands beside it",
        ),
        *("立卷日期", "归档时间", "装订归档日期", "装订日期"),
        left_over=("归档日期",),
    ),
)


def dates_in(values: dict[str, Any]) -> tuple[tuple[CaseEvent, date], ...]:
    """Take the days of steps out of a row's values, in the order of events."""
    found: Mapping[CaseEvent, date | None] = {
        event: values.pop(field_of(event), None) for event in KEPT_APART
    }
    return tuple((event, on) for event, on in found.items() if on is not None)
