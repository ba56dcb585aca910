"""What was put before the court, or before the organ, in an invented case."""

from __future__ import annotations

from review.files.invented_scans import Paper
from review.services.demo.case_facts import (
    CITY,
    COURT,
    HANDLER,
    OTHER,
    PARTY,
    About,
    head,
    later,
)

PROSECUTION, POLICE = f"{CITY}人民检察院", f"{CITY}公安局"
ACCUSED = "██某　性别：男　年龄：三十二岁"


def pleadings_of(about: About) -> list[Paper]:
    """Claim and answer; of a criminal case the charge, once the inquiry is over."""
    if about.is_criminal:
        charge = _indictment(about) if about.is_tried else _proposal(about)
        return [charge] * about.is_charged
    return [_claim(about), _answer(about)]


def _claim(about: About) -> Paper:
    title, who, whom = "起诉状", "原告", "法院"
    if about.is_arbitrated:
        title, who, whom = "仲裁申请书", "申请人", "仲裁委员会"
    return Paper(
        title,
        head(about, later(about, 7), PARTY, OTHER),
        (
            "请求事项：一、判令对方支付所欠款项一万四千六百元；二、判令对方承担本案费用。"
            if not about.is_arbitrated
            else "请求事项：裁决对方支付所欠款项一万四千六百元。",
            (
                f"事实与理由：{who}与对方之间的关系有书面材料和证人证言为证。对方自三月起"
                "未按约定履行义务，经多次催告仍未履行，双方协商不成。"
            ),
            "上述事实有聊天记录、照片、打卡记录和证人证言为证，证据清单附后。",
            f"为维护合法权益，现依法向你{whom}提出请求，望予支持。",
            f"{who}签名：██某（捺印）",
        ),
    )


def _answer(about: About) -> Paper:
    return Paper(
        "答辩书" if about.is_arbitrated else "答辩状",
        head(about, later(about, 18), "答辩人：██公司"),
        (
            "答辩人收到对方的请求材料，现答辩如下：",
            "一、双方往来属实，但数额应当以双方签字确认的凭证为准。",
            "二、四月份已支付的二千元应当从所欠款项中扣除。",
            "三、答辩人愿意在查明数额后协商履行期限。",
            "综上，请依法查明事实，驳回对方没有依据的请求。",
            "答辩人：██公司（盖章）",
        ),
    )


def _indictment(about: About) -> Paper:
    return Paper(
        "起诉书",
        head(about, later(about, 9), f"被告人：{ACCUSED}", HANDLER),
        (
            "本案由公安机关侦查终结，移送本院审查起诉。本院已告知被告人有权委托辩护人。",
            (
                "经依法审查查明：被告人到案后对主要犯罪事实如实供述，并自愿认罪认罚。认定"
                "上述事实的证据有书证、证人证言、被告人供述等。"
            ),
            "本院认为，被告人的行为已触犯刑律，犯罪事实清楚，证据确实、充分。",
            f"为此提起公诉，请依法判处。此致　{COURT}",
        ),
        PROSECUTION,
    )


def _proposal(about: About) -> Paper:
    return Paper(
        "起诉意见书",
        head(about, later(about, 4), f"犯罪嫌疑人：{ACCUSED}"),
        (
            "犯罪嫌疑人一案，经依法侦查终结。",
            (
                "经侦查查明：犯罪嫌疑人对主要犯罪事实供认不讳。认定上述事实的证据有书证、"
                "证人证言、犯罪嫌疑人供述等。"
            ),
            f"现将本案移送审查起诉。此致　{PROSECUTION}",
        ),
        POLICE,
    )
