"""总结报告: what came out, as far as it is settled; for the bureau's officers only."""

from __future__ import annotations

from collections.abc import Iterator

from review.domain.aggregation import Rate, rate
from review.domain.paperwork.basis import combined, how_many_read, reviewed
from review.domain.paperwork.blocks import (
    Blank,
    Block,
    Cell,
    Document,
    Grid,
    body,
    caption,
    day,
    heading,
    note,
    numbered,
    ordinal,
    sealed_by,
    share,
    subheading,
    title,
)
from review.domain.paperwork.facts import Facts, Outcome, Row
from review.domain.paperwork.sampling import drawn_how

MOST_FINDINGS = 8
RATES = ("优秀率", "优良率", "合格率")


def summary(facts: Facts) -> Document:
    name = f"{facts.bureau}关于{facts.name}情况的报告"
    return Document(name, tuple(_blocks(facts, name)))


def _blocks(facts: Facts, name: str) -> Iterator[Block]:
    yield title(name)
    yield numbered(facts.on.year)
    yield body(
        f"根据法律援助案件质量监督管理有关规定，{facts.bureau}组织开展了{facts.name}。"
        f"现将截至{day(facts.on)}的情况报告如下："
    )
    yield from _basics(facts)
    yield from results(facts, "二、评查结果")
    yield from problems(facts, "三、存在的主要问题")
    yield heading("四、整改要求和下一步工作")
    yield body("（一）", Blank("整改责任单位、内容和期限"))
    yield body("（二）", Blank("培训、案例和制度完善等措施"))
    yield body("（三）", Blank("评查结果的运用"))
    yield from sealed_by(facts.bureau)


def _basics(facts: Facts) -> Iterator[Block]:
    yield heading("一、基本情况")
    yield subheading("（一）案卷抽取")
    yield body(f"评查{reviewed(facts)}。{drawn_how(facts)}")
    yield body(drawn(facts))
    yield subheading("（二）评查方法")
    lead = f"和评查组组长{facts.n_leads}名" if facts.n_leads else ""
    yield body(f"聘请评查员{facts.n_reviewers}名{lead}。{how_many_read(facts)}。")
    yield body(combined(facts))
    yield subheading("（三）完成情况")
    yield from progress(facts)


def progress(facts: Facts) -> Iterator[Block]:
    """How far it is, and a warning while it is not done."""
    yield body(_progress(facts))
    if not facts.is_settled:
        yield body(*_not_settled(facts))


def drawn(facts: Facts) -> str:
    if not facts.is_drawn:
        return "评查案卷尚未抽取。"
    kinds = "、".join(f"{each.name}{each.n}件" for each in facts.kinds)
    population = f"从{facts.n_population}件中" if facts.n_population else ""
    return f"{population}确定评查案卷{facts.n_files}件，其中{kinds}。"


def _progress(facts: Facts) -> str:
    standing = facts.standing
    done = rate(standing.n_submitted, standing.n_places, 1)
    settled = rate(standing.n_settled, facts.n_files, 1)
    further = (
        f"因评查意见分歧需要复评、合议或者终评{standing.n_further}人次。"
        if standing.n_further
        else ""
    )
    return (
        f"应提交评查意见{standing.n_places}份，已提交{standing.n_submitted}份，"
        f"占{share(done)}；{further}已形成评查结果{standing.n_settled}件，"
        f"占{share(settled)}。"
    )


def _not_settled(facts: Facts) -> Iterator[str | Blank]:
    yield Blank("阶段性材料，不得对外")
    yield (
        f"尚有{facts.n_unsettled}件案卷未形成评查结果，以下内容只反映已形成结果的案卷，"
        "不代表最终评查结果。"
        if facts.n_files
        else "评查结果部分待评查完成后生成。"
    )


def results(facts: Facts, head: str) -> Iterator[Block]:
    """Grades with part and whole, by kind and county."""
    yield heading(head)
    found = facts.outcome
    if found is None or not found.total.n + found.n_ungraded:
        yield body("目前没有已形成结果的案卷。")
        return
    yield body("".join(_counted(found)))
    if facts.released:
        kind = "正式稿" if facts.released.is_final else "征求意见稿"
        yield body(
            f"评查结果已于{day(facts.released.on)}发布{kind}"
            f"（第{facts.released.number}号）。"
        )
    yield caption("表1　按案件类型")
    yield _table("案件类型", found, found.kinds)
    yield caption("表2　按旗县区")
    yield _table("旗县区", found, found.counties)
    yield note(*_reading(facts, found))


def _counted(found: Outcome) -> Iterator[str]:
    total = found.total
    yield f"已形成结果并评定等次的案卷{total.n}件"
    if total.n:
        grades = zip(found.grades, total.grades, strict=True)
        yield "，其中"
        yield "、".join(
            f"{name}{part.part}件、占{share(part)}" for name, part in grades
        )
        yield "。"
        rates = zip(RATES, total.rates, strict=True)
        yield "，".join(f"{name}{share(each)}" for name, each in rates)
    yield f"；平均分{total.mean}分。" if total.mean is not None else "。"
    if found.n_ungraded:
        yield f"另有{found.n_ungraded}件因全部项目不适用，不评定等次，不计入比率。"


def _table(name: str, found: Outcome, rows: tuple[Row, ...]) -> Grid:
    heads = (name, "件数", *found.grades, *RATES, "平均分")
    told = tuple(_cells(row) for row in (*rows, found.total))
    widths = (16, 8, *[8] * len(found.grades), *[14] * len(RATES), 10)
    return Grid(heads, widths, told)


def _cells(row: Row) -> tuple[Cell, ...]:
    n_values = len(row.grades) + len(row.rates) + 1
    if row.is_small:
        return (row.name, str(row.n), *["—"] * n_values)
    mean = "—" if row.mean is None else str(row.mean)
    grades = (str(each.part) for each in row.grades)
    return (row.name, str(row.n), *grades, *map(_in_two_lines, row.rates), mean)


def _in_two_lines(value: Rate) -> Cell:
    if not value.whole or value.percent is None:
        return share(value)
    return (f"{value.percent}%", f"{value.part}/{value.whole}")


def _reading(facts: Facts, found: Outcome) -> Iterator[str]:
    yield (
        "注：比率下方为分子和分母；优良率为优秀和良好合计，合格率为合格以上合计。"
        "不同评分标准下的数字不宜直接比较。"
    )
    if any(row.is_small for row in (*found.kinds, *found.counties)):
        yield f"件数较少的不列等次（不足{facts.minimum_n}件，或者可由合计推算）。"


def problems(facts: Facts, head: str) -> Iterator[Block]:
    """The items most often marked down, each to be explained by hand."""
    yield heading(head)
    found = facts.outcome
    told = [each for each in found.findings if each.lost.part] if found else []
    if not told:
        yield body(Blank("评查发现的主要问题"))
        return
    yield body(
        "按已形成结果案卷的评查表统计，扣分较多的项目如下（比率为扣分的评查表占评查表总数）："
    )
    for n, each in enumerate(told[:MOST_FINDINGS], start=1):
        yield subheading(f"（{ordinal(n)}）{each.title}")
        yield body(
            f"《{each.scheme}》的评查表中扣分的{each.lost.part}份，"
            f"占{share(each.lost)}。主要表现为：",
            Blank("结合扣分理由补写"),
        )
