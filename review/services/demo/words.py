"""Invented names and plausible causes: nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

CITY = "云岭市"
BUREAU_NAME = "云岭市司法局"
CITY_PROPER = "市本级"
COUNTIES = (
    CITY_PROPER,
    "云溪区",
    "东棠区",
    "石湾区",
    "北辰区",
    "南屏县",
    "白沙县",
    "松岭县",
    "青原县",
    "达里旗",
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
)
GIVEN = (
    *("建国", "晓明", "思远", "雅静", "海峰", "志强", "丽华", "文博", "子涵", "雨桐"),
    *("国栋", "晓燕", "俊杰", "佳慧", "立新", "淑芬", "振华", "梦琪", "天宇", "春梅"),
    *("永刚", "秀兰", "浩然", "欣怡", "德明", "慧敏", "少华", "婉清", "学文", "玉珍"),
    *("启航", "静怡", "宏伟", "晨曦", "凯", "敏", "磊", "婷", "勇", "娜"),
)
FIRM_WORDS = (
    *("明正", "天衡", "弘义", "方圆", "众成", "泰和", "恒信", "德润", "正言", "博远"),
    *("金石", "同济", "信达", "瀚海", "中直", "维邦", "远见", "安澜", "启明", "致诚"),
    *("公衡", "尚德", "华阳", "立本", "善理", "鼎新", "云山", "和光", "持正", "兴邦"),
    *("仁合", "新源", "观澜", "星河", "朗诚", "卓安", "惠民", "弘正", "融信", "嘉禾"),
)
STAFF = {
    "system": "周国栋",
    "security": "冯晓燕",
    "audit": "沈德明",
    "officer": "何雅静",
    "county": "马宏伟",
    "manager": "许文博",
    "bar": "彭立新",
}


@dataclass(frozen=True, slots=True)
class Cases:
    """How many closed cases of a kind there are, and what is usual for them.

    `days` from assignment to closing: the fewest, the most, the usual. The first
    causes are the most frequent.
    """

    kind: str
    stage: str
    n: int
    number_word: str
    days: tuple[int, int, int]
    causes: tuple[str, ...]

    @property
    def is_criminal(self) -> bool:
        return self.kind.startswith(("criminal", "duty"))


CIVIL = (
    *("追索劳动报酬纠纷", "离婚纠纷", "机动车交通事故责任纠纷", "工伤保险待遇纠纷"),
    *("提供劳务者受害责任纠纷", "赡养费纠纷", "抚养费纠纷", "劳动合同纠纷"),
    *("生命权、身体权、健康权纠纷", "民间借贷纠纷", "医疗损害责任纠纷"),
)
ARBITRATION = (
    "追索劳动报酬",
    "工伤待遇",
    "确认劳动关系",
    "经济补偿金",
    "未签合同二倍工资",
)
AGREED = ("拖欠工资协商", "交通事故赔偿调解", "赡养协议", "工伤赔偿协商")
CRIMES = (
    *("盗窃罪", "危险驾驶罪", "帮助信息网络犯罪活动罪", "诈骗罪", "故意伤害罪"),
    *("寻衅滋事罪", "开设赌场罪", "交通肇事罪", "贩卖毒品罪", "抢劫罪"),
)
VICTIMS = ("故意伤害案被害人代理", "交通肇事案被害人代理", "强奸案被害人代理")
AGAINST_OFFICES = ("工伤认定", "社会保险待遇核定", "行政处罚")
# The year of the planning documents had 981 civil, 688 criminal and 14 administrative
# cases and 206 cases of duty-lawyer help.
DEFENCE = "criminal_defense"
CASELOAD = (
    Cases("civil", "", 742, "民", (40, 300, 120), CIVIL),
    Cases("arbitration", "", 188, "仲", (30, 150, 60), ARBITRATION),
    Cases("non_litigation", "", 51, "非诉", (5, 60, 20), AGREED),
    Cases(DEFENCE, "investigation", 148, "刑侦", (20, 120, 60), CRIMES),
    Cases(DEFENCE, "prosecution", 197, "刑诉", (15, 75, 40), CRIMES),
    Cases(DEFENCE, "trial_first", 251, "刑审", (20, 150, 60), CRIMES),
    Cases(DEFENCE, "trial_second", 31, "刑终", (25, 90, 50), CRIMES),
    Cases("criminal_representation", "prosecution", 61, "刑代", (20, 120, 50), VICTIMS),
    Cases("administrative", "", 14, "行", (60, 260, 150), AGAINST_OFFICES),
    Cases("duty_lawyer_help", "prosecution", 206, "帮", (1, 12, 3), CRIMES),
)
# What a reader says of a file in which little, some or much was wanting.
OF_SERVICE = (
    (
        "台账齐全，审查和指派及时，四个环节衔接顺畅。",
        "登记规范，回访和旁听都有记录，结果能用于改进。",
    ),
    (
        "总体规范，咨询登记和转办结果可以更完整。",
        "受理及时，个别指派超期，质量监督方式可再丰富。",
    ),
    (
        "登记漏项较多，看不出答复内容，应当补齐并培训。",
        "质量监督只有案卷检查一种，旁听、征询和回访应当开展。",
    ),
)
"""What reviewers write of an institution, by how much they found."""
DETENTION = (
    ("云岭市看守所", "会见室不足，48小时内未能安排会见"),
    ("云岭市看守所", "会见室不足，48小时内未能安排会见"),
    ("云溪区看守所", "监区隔离期间暂停会见"),
    ("南屏县看守所", "在押人员异地羁押，会见改期"),
)
READING = (
    ("云岭市人民检察院", "案卷尚在扫描，期限内未能提供阅卷"),
    ("云溪区人民检察院", "退回补充侦查期间未能阅卷"),
)
OUTSIDE = {
    "first_meeting": DETENTION,
    "meeting_held": DETENTION[:3],
    "read_in_time": READING,
    "file_read": (
        ("东棠区人民法院", "案卷移送二审，未能查阅"),
        ("云溪区人民法院", "档案室搬迁，未能查阅"),
    ),
    "evidence_collected": (
        ("云岭市不动产登记中心", "对调查令未在期限内答复"),
        ("云岭市社会保险中心", "系统迁移，期限内未能出具参保记录"),
        ("云岭市社会保险中心", "系统迁移，期限内未能出具参保记录"),
    ),
}
"""By item the organs that stood in the way, and how: invented like the rest."""
HOSTS = ("看守所", "人民法院", "人民检察院")
IN_OWN_WORDS = (
    "%(finding)s",
    "经查阅案卷，%(finding)s",
    "%(finding)s，应当改进",
    "评查发现，%(finding)s",
)
"""Two readers find the same fault and do not write the same sentence."""
COMMENTS = (
    (
        "办案材料齐全，法律文书规范，意见有针对性。",
        "证据组织清楚，代理意见说理充分，效果好。",
        "与受援人沟通及时，各环节记录完整，可作范例。",
    ),
    (
        "总体规范，会见笔录和办案小结可以更具体。",
        "诉讼策略得当，个别材料记录简单，归档略迟。",
        "履职认真，法律意见的针对性还可以加强。",
    ),
    (
        "程序基本到位，但阅卷笔录过于简单，应写明要点。",
        "材料缺项较多，告知和沟通记录不完整，需要改进。",
        "意见较为笼统，没有结合本案证据展开，建议加强培训。",
    ),
)
OBJECTIONS = (
    ("fact", "卷内第%(page)s页附有相应材料，评查意见认为缺失，请核对。"),
    ("fact", "第%(page)s页的记录已经写明该事项，不应扣分。"),
    ("rule", "该事项在本案所处阶段不作要求，按标准不应扣分，见第%(page)s页。"),
    ("rule", "扣分幅度高于评查标准所列档次，请对照第%(page)s页重新认定。"),
)
"""Why lawyers object; %(page)s is where it can be seen."""
RULINGS = {
    True: (
        "upheld",
        "reviewer_error",
        "经复核，卷内确有相应材料，原扣分不当，予以更正。",
    ),
    False: (
        "rejected",
        "rule_applied",
        "经复核，所指材料未载明评查标准要求的内容，原认定正确。",
    ),
}
"""By whether an objection is right: what becomes of it, its cause, and the reason."""
