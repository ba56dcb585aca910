"""Names that stand where forms and pleadings name the parties: 受援人：张三，男，….

They are proposed, never taken: only a person knows who is who.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LABELS = (
    "受援人|法律援助申请人|申请执行人|被申请人|申请人|被执行人|上诉人|被上诉人|原审原告|原审被告"
    "|原告人|原告|被告人|被告|第三人|被害人|犯罪嫌疑人|嫌疑人|委托人|法定代理人|监护人|被监护人"
    "|当事人|证人|联系人|家属|近亲属|被询问人|被会见人|会见对象|回访对象|姓名"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋余于杜叶"
    "程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛"
    "郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申耿关兰焦俞左柳"
    "甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟"
    "艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞"
    "姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封官谈鞠匡惠荆乐冀胥南班储原栗燕楚"
    "鄢扶腾布那哈斯乌巴格海额图包"
)
COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木"
ENDS = (
    "性别|民族|汉族|蒙古族|回族|满族|族别|出生|生于|身份|住址|住所|住|户籍|现年|年龄|联系|电话"
    "|手机|职业|职务|工作|单位|签名|签字|捺印|指印|与|因|诉|系|及|和"
)
HAN = "\u4e00-\u9fff"
DOTS = "·•‧・．.●"
SPACED = "|".join(r"\s{0,3}".join(label) for label in LABELS.split("|"))
NAMED = re.compile(
    rf"(?:{SPACED})\s{{0,4}}(?:[(（][^)）\n]{{0,12}}[)）])?\s{{0,4}}(?:姓名|签名|签字)?"
    rf"\s{{0,4}}[:：]\s{{0,4}}(?=(?P<after>[{HAN}{DOTS}\s]{{2,20}}))"
)
AFTER = re.compile(ENDS)
GIVEN_TOO = frozenset("男女")
"""The last letter of a name, or the first word about the person."""


def proposed_names(text: str) -> tuple[str, ...]:
    """Each name once, in the order of the text; a label needs its colon."""
    found = (match["after"] for match in NAMED.finditer(text))
    return tuple(dict.fromkeys(name for after in found for name in _names(after)))


def _names(after: str) -> Iterator[str]:
    """What stands behind the colon, as far as it may be a name; all that is possible."""
    word = _first_word(after)
    end = AFTER.search(word, 2)
    name = word[: end.start()] if end else word
    if any(dot in name for dot in DOTS):
        yield name.strip(DOTS)
        return
    shorter = name[:-1] if name[-1:] in GIVEN_TOO and len(name) > 2 else name
    yield from filter(_is_name, dict.fromkeys((word, name, shorter)))


def _first_word(after: str) -> str:
    """Names of two letters are set with spaces between: 张　三."""
    words = after.split()
    is_apart = len(words) > 1 and len(words[0]) == 1 and len(words[1]) <= 2
    return words[0] + words[1] if is_apart else "".join(words[:1])


def _is_name(name: str) -> bool:
    if name.startswith(tuple(COMPOUND.split("|"))):
        return 3 <= len(name) <= 4
    return 2 <= len(name) <= 3 and name[0] in SURNAMES
