"""The columns of the spreadsheets of firms, handlers and reviewers."""

from __future__ import annotations

from review.domain.cells import (
    Cell,
    code,
    firm_licence_no,
    house,
    licence_doubt,
    licence_no,
    person_name,
    whole,
    words,
    yes,
)
from review.domain.days import day, day_doubt
from review.domain.errors import N_
from review.domain.kinds import FirmKind, HandlerCategory, competence
from review.domain.people import names, terms
from review.domain.phones import phone, phone_doubt
from review.domain.schemes import Text
from review.files.sheets.columns import Column, Layout, allowed, worded


def competences(cell: Cell) -> tuple[str, ...]:
    """Specialties, as case kinds where they name any."""
    found = (code for term in terms(cell) for code in competence(term))
    return tuple(dict.fromkeys(found))


COUNTY = Column(
    "county",
    "所属县区",
    "County",
    house,
    Text("所属旗县区或市本级；不填即本单位所在地", "County or city proper; empty: own"),
    (
        *("县区", "旗县区", "旗县", "区县", "县市区", "县", "地区", "辖区", "属地"),
        *("所在县区", "所属地区", "所属旗县区", "所在地", "所属区县", "注册地"),
    ),
    example="青山区",
)
FIRM_OF_PERSON = Column(
    "firm",
    "执业机构",
    "Firm",
    house,
    Text("所在律师事务所、基层法律服务所或中心的全称", "Full name of the house"),
    (
        *("律师事务所", "律所", "工作单位", "所在单位", "单位", "所属律所", "机构"),
        *("所在律所", "单位名称", "执业单位", "律所名称", "所在机构", "所属单位"),
    ),
    example="某某律师事务所",
)
LICENCE_NAMES = (
    *("执业证号码", "执业证", "律师执业证号", "执业证书号", "证号", "律师证号"),
    *("工作者执业证号", "资格证号", "执业证编号", "执业证件号"),
)
CARD_NAMES = ("志愿者编号", "志愿者证号", "志愿服务证号", "工作证号", "工作证编号")
NO_LICENCE = N_(
    "Write the licence number; for who has none, such as a volunteer, the number of the "
    "volunteer's or work card, or one of the bureau's own."
)
PERSON = Column(
    "name",
    "姓名",
    "Name",
    person_name,
    Text("姓名，生僻字照原样填写", "Name, rare characters as they are"),
    ("名字", "承办人", "承办律师", "律师", "律师姓名", "承办人姓名", "人员姓名"),
    required=True,
    example="张三",
)
SINCE = Column(
    "practising_since",
    "首次执业日期",
    "Practising since",
    day,
    Text("首次取得执业证的日期", "Day of the first licence"),
    ("执业起始日期", "执业日期", "首次执业时间", "开始执业日期", "执业时间"),
    blank=None,
    example="2012年6月1日",
    doubt=day_doubt,
)
COMPETENCES = Column(
    "competences",
    "业务专长",
    "Competences",
    competences,
    Text("擅长的案件类型，用顿号隔开", "Case kinds, apart by 、"),
    ("专长", "擅长领域", "擅长", "专业方向", "业务领域", "专业"),
    blank=(),
    example="刑事辩护、民事",
)

FIRMS = Layout(
    (
        Column(
            "name",
            "机构名称",
            "Name",
            house,
            Text("律师事务所、法律服务所或中心的全称", "Full name of the house"),
            (
                *("律师事务所", "律师事务所名称", "律所", "律所名称", "单位名称"),
                *("事务所名称", "单位", "名称", "机构", "法律服务所名称", "服务所"),
            ),
            required=True,
            example="某某律师事务所",
        ),
        Column(
            "kind",
            "机构类型",
            "Kind",
            worded(FirmKind),
            Text("不填即律师事务所", "Empty: a law firm"),
            ("类型", "单位类型", "机构类别", "类别", "机构性质", "性质"),
            blank=FirmKind.LAW_FIRM,
            example="律师事务所",
            allowed=allowed(FirmKind),
        ),
        COUNTY,
        Column(
            "licence_no",
            "执业许可证号",
            "Licence number",
            firm_licence_no,
            Text("执业许可证号或统一社会信用代码", "Licence or social credit code"),
            ("许可证号", "统一社会信用代码", "信用代码", "机构代码", "机构编码"),
            example="31150000MD0000001A",
        ),
        Column(
            "head",
            "负责人",
            "Head",
            person_name,
            Text("律师事务所主任或机构负责人", "Who heads the house"),
            ("主任", "所主任", "律所负责人", "机构负责人", "单位负责人", "律所主任"),
            example="李四",
        ),
    )
)

HANDLERS = Layout(
    (
        PERSON,
        Column(
            "licence_no",
            "执业证号",
            "Licence number",
            licence_no,
            Text(
                "律师为17位；没有执业证的填志愿者证号、工作证号或者本局自编号码；按文本填写",
                "17 digits for a lawyer; for who has none the number of a volunteer's or "
                "work card, or one of the bureau's own; as text",
            ),
            (*LICENCE_NAMES, *CARD_NAMES),
            required=True,
            needed=NO_LICENCE,
            example="11502201210000001",
            doubt=licence_doubt,
        ),
        Column(
            "category",
            "人员类别",
            "Category",
            worded(HandlerCategory),
            Text("不填即律师", "Empty: a lawyer"),
            ("类别", "人员类型", "身份", "承办人类别", "承办人类型", "律师类别"),
            blank=HandlerCategory.LAWYER,
            example="律师",
            allowed=allowed(HandlerCategory),
        ),
        FIRM_OF_PERSON,
        COUNTY,
        SINCE,
        Column(
            "joined_on",
            "入所日期",
            "Joined on",
            day,
            Text("到现执业机构的日期", "Since when with the present house"),
            ("转入日期", "入所时间", "到所日期"),
            blank=None,
            example="2018-03-01",
            doubt=day_doubt,
        ),
        COMPETENCES,
    )
)

REVIEWERS = Layout(
    (
        Column(
            PERSON.field,
            PERSON.zh,
            PERSON.en,
            PERSON.read,
            PERSON.meaning,
            ("评查员", "评查员姓名", "评估专家", "专家", "专家姓名", "评估人", "名字"),
            required=True,
            example="王五",
        ),
        Column(
            "number",
            "评查员编号",
            "Reviewer number",
            code,
            Text("本单位内的编号；评查结果表可用它指人", "Known by it in other tables"),
            ("专家编号", "编号", "评估专家编号", "代号"),
            example="P01",
        ),
        Column(
            "licence_no",
            "执业证号",
            "Licence number",
            licence_no,
            Text("有执业证的填写", "Where the person has one"),
            LICENCE_NAMES,
            example="11502200510000002",
            doubt=licence_doubt,
        ),
        FIRM_OF_PERSON,
        COUNTY,
        SINCE,
        COMPETENCES,
        Column(
            "part",
            "评查部分",
            "Part",
            code,
            Text(
                "评查表分给不同人评时填写部分代码",
                "Code of the part of a divided sheet",
            ),
            ("负责部分", "评查内容"),
            example="",
        ),
        Column(
            "cap",
            "评查上限",
            "Cap",
            whole,
            Text("本人最多评查几件", "At most so many files"),
            ("最多件数", "上限", "件数上限", "最大评查数"),
            blank=None,
            example="30",
        ),
        Column(
            "panel_lead",
            "是否组长",
            "Panel lead",
            yes,
            Text("是或否；不填即否", "是 or 否; empty: no"),
            ("组长", "评查组长"),
            blank=False,
            example="否",
            allowed=("是", "否"),
        ),
        Column(
            "organisation",
            "受委托评估机构",
            "Organisation",
            words,
            Text(
                "由受委托机构派出的填机构名称；不填即本单位聘请",
                "Whose reviewer it is by contract; empty: ours",
            ),
            ("委托机构", "评估机构", "派出机构", "受托机构", "第三方机构"),
            example="",
        ),
        Column(
            "phone",
            "手机号码",
            "Phone",
            phone,
            Text(
                "便于电话催办，只有本单位工作人员能看到；不填则保留原来的号码",
                "To call the reviewer; officers see it. Empty: the one known stays",
            ),
            (
                *("手机", "手机号", "移动电话", "联系电话", "电话", "电话号码"),
                *("办公电话", "mobile"),
            ),
            example="13900000000",
            doubt=phone_doubt,
            first_counts=True,
        ),
        Column(
            "avoids",
            "需回避的单位或人员",
            "Avoids",
            names,
            Text(
                "已声明利益冲突的单位、人员，用顿号隔开",
                "Declared conflicts, apart by 、",
            ),
            ("回避", "回避单位", "回避对象", "需回避", "回避单位或人员", "利益冲突"),
            blank=(),
            example="某某律师事务所、赵六",
        ),
        Column(
            "away_from",
            "不在岗起",
            "Away from",
            day,
            Text("请假、出差等不能评查的第一天", "First day of an absence"),
            ("请假起", "离岗起", "不在岗开始日期", "请假开始日期"),
            blank=None,
            example="2025-07-01",
            doubt=day_doubt,
        ),
        Column(
            "away_until",
            "不在岗止",
            "Away until",
            day,
            Text("不能评查的最后一天", "Last day of the absence"),
            ("请假止", "离岗止", "不在岗结束日期", "请假结束日期"),
            blank=None,
            example="2025-07-15",
            doubt=day_doubt,
        ),
    )
)
