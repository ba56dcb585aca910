"""Everything a draw rests on in one file that anyone can take away and draw again from.

A ZIP of five plain files: the list that was drawn from, the same as it can be frozen
before the draw, the rule with seed and changes, the sample that came of them, and how to
check it with nothing but SHA-256. The same draw always gives the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.sampling import Candidate
from review.domain.sampling_changes import Change, ChangeKind
from review.domain.sampling_rule import SampleRule, rule_faults, rule_from_data
from review.domain.sampling_seed import Announcement, SeedWay
from review.files.draws import guarded

FORMAT = "case-review draw/1"
LIST, RULE, SAMPLE, RECIPE = "list.csv", "draw.json", "sample.csv", "CHECK.txt"
FROZEN = "frozen.txt"
MOST_BYTES = 64 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
SAMPLE_HEADINGS = (
    "位次 position",
    "案号 case_no",
    "阶段 stage",
    "卷册 volume_set",
    "类型 kind",
)
HOW = """\
怎样自己核对这次抽样
====================
一、事先公布的没有换过：拿抽样以前公布的种子（或者种子的 SHA-256、所说事件的结果）和清单的 SHA-256
    来比，不要只看本档案里写的。种子见 draw.json；frozen.txt 的 SHA-256 应与当时公布的相同。
    它的第一行是规则，应与 draw.json 中的规则相同（不含上级指定的案号）；其余每行是 list.csv 中
    一件的案号、阶段、卷册、县区、类型，规则用到的再加难度、签数、承办人和律所的编号（按本文件的
    次序重新编号，list.csv 中编号相同的，这里也相同）。较早版本公布的没有规则和承办人、律所。
    没有事先公布的，无从证明种子不是挑出来的。
二、清单没有改过：list.csv 的 SHA-256 应与抽样记录证明上的相同。
    Windows:  certutil -hashfile list.csv SHA256
    Linux:    sha256sum list.csv
三、次序没有人为安排：任取一行，把种子、换行、案号（全角数字、括号先改为半角）连在一起求 SHA-256，
    应与该行第二列相同；全表按第二列从小到大排列。
    Linux:    printf '%s\\n%s' '种子' '案号' | sha256sum
    有“签数”一列的，签数大于 1 的案卷另以 种子、换行、案号、换行、2（3……）各求一次，取最小的一个。
四、自上而下数：先取足每名承办人的最低件数，再按每层的件数取满，已到上限的承办人跳过；
    取中的与“抽中”一列相同。规则、每次替换和扩大抽样都写在 draw.json。
五、也可以用程序：case-review redraw 本文件 （不需要数据库，也不需要本单位的任何数据）。

How to check this draw yourself
===============================
1. What was announced was kept to: compare with what was published before the draw, not
   with what this record says of it. The seed (or its SHA-256, or what the event gave)
   is in draw.json; the SHA-256 of frozen.txt is the one that was published. Its first
   line is the rule, the one of draw.json (without what a superior designated); then a
   line for each file of list.csv: number, stage, volume set, county, kind, and where the
   rule uses them class, tickets, numbers of lead handler and firm (counted in this order;
   who has one number in list.csv has one here). Earlier versions published neither the
   rule nor handlers and firms. Where nothing was announced, nothing shows that the seed
   was not chosen.
2. The list is unchanged: the SHA-256 of list.csv is the one on the certificate.
3. Nobody arranged the order: take any line; the SHA-256 of the seed, a line feed and the
   case number (in Unicode form NFKC) is its second column, by which the list is sorted.
   With a column of tickets, a file with more than one also has the SHA-256 of seed, line
   feed, case number, line feed, 2 (3 and so on); the smallest counts.
4. Going down the list, first take the minimum of every lead handler, then fill every
   stratum up to its quota, passing handlers who have reached the maximum. What is taken
   is what the last column says. The rule, every change made since are in
   draw.json.
5. Or by program, without any database: case-review redraw THIS_FILE
"""


class BundleBroken(RuleBroken):
    """The file is not the exported record of a draw."""

    sentence = N_("This is not the exported record of a draw.")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The exported record of a draw, taken apart."""

    list_body: bytes
    sample_body: bytes
    seed: str
    rule: SampleRule
    changes: tuple[Change, ...]
    announced: Announcement | None
    frozen_digest: str
    """What was announced of the list; empty where it was not frozen."""
    stated: Mapping[str, str]
    """The digests that it states of its list and its sample."""
    said: Mapping[str, Any]
    cancelled: tuple[Mapping[str, str], ...] = ()
    """Draws before this one that were cancelled."""


def to_sample(ordered: Sequence[Candidate], places: Iterable[int]) -> bytes:
    """The files of a sample in the order of the draw; why each is there is not said."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(SAMPLE_HEADINGS)
    for place in sorted(places):
        each = ordered[place - 1]
        number, volume = guarded(each.case_no), guarded(each.volume)
        writer.writerow((place, number, each.stage, volume, each.kind))
    return text.getvalue().encode("utf-8-sig")


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def to_bundle(
    said: Mapping[str, Any], *, list_body: bytes, frozen: bytes, sample_body: bytes
) -> bytes:
    """`said` is what draw.json states beside the digests of list and sample."""
    digests = {LIST: digest(list_body), SAMPLE: digest(sample_body)}
    rule = {"format": FORMAT, **said, "sha256": digests}
    text = json.dumps(rule, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (
            (RECIPE, HOW.replace("\n", "\r\n").encode("utf-8-sig")),
            (RULE, text.encode()),
            (LIST, list_body),
            (FROZEN, frozen),
            (SAMPLE, sample_body),
        ):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return body.getvalue()


def from_bundle(body: bytes) -> Bundle:
    """An exported record; nothing in it is believed before it was drawn again."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as found:
            parts = {name: _part(found, name) for name in (LIST, RULE, SAMPLE)}
        said = json.loads(parts[RULE].decode())
        if said["format"] != FORMAT:
            raise BundleBroken
        rule = rule_from_data(said["rule"])
        rule_faults(rule)  # Asked here, what is no rule at all ends in the refusal.
        return Bundle(
            list_body=parts[LIST],
            sample_body=parts[SAMPLE],
            seed=str(said["seed"]),
            rule=rule,
            changes=tuple(map(change_from_data, said["changes"])),
            announced=_announcement(said["announced"]),
            frozen_digest=str((said["announced"] or {}).get("sha256") or ""),
            stated={name: str(said["sha256"][name]) for name in (LIST, SAMPLE)},
            said=said,
            cancelled=tuple(map(_cancelled, said.get("cancelled_draws", ()))),
        )
    except _FAULTS:
        raise BundleBroken from None


_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    # How zipfile names a compression it does not know, and an entry with a password.
    *(NotImplementedError, RuntimeError),
    *(AttributeError, KeyError, TypeError, ValueError, ArithmeticError),
)


def _cancelled(data: Mapping[str, Any]) -> dict[str, str]:
    kept = ("code", "seed", "files", "sha256", "drawn_at", "cancelled_at", "reason")
    return {name: str(data[name]) for name in kept}


def _announcement(data: Mapping[str, Any] | None) -> Announcement | None:
    return Announcement(SeedWay(data["way"]), str(data["said"])) if data else None


def _part(found: zipfile.ZipFile, name: str) -> bytes:
    if found.getinfo(name).file_size > MOST_BYTES:
        raise BundleBroken
    with found.open(name) as part:
        body = part.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise BundleBroken
    return body


def change_as_data(change: Change) -> dict[str, Any]:
    return {
        "kind": str(change.kind),
        "left": change.left,
        "taken": list(change.taken),
        "passed": list(change.passed),
        "size": change.size,
    }


def change_from_data(data: Mapping[str, Any]) -> Change:
    left = data["left"]
    return Change(
        kind=ChangeKind(data["kind"]),
        left=int(left) if left is not None else None,
        taken=tuple(map(int, data["taken"])),
        passed=tuple(map(int, data["passed"])),
        size=str(data["size"]),
    )
