"""People of before are filed by their surname as it is said.

Each sign stands with how it was filed and how it is read as a surname.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0063_surnames"
down_revision = "0062_last_seen"
branch_labels = None
depends_on = None

READ = """
曾 ceng zeng, 单 dan shan, 仇 chou qiu, 解 jie xie, 查 cha zha, 朴 pu piao, 区 qu ou,
覃 tan qin, 盖 gai ge, 乐 le yue, 缪 mou miao, 洗 xi xian, 员 yuan yun, 召 zhao shao,
翟 di zhai, 种 zhong chong, 秘 mi bi, 折 zhe she, 祭 ji zhai, 乜 mie nie, 郇 huan xun,
贠 yuan yun, 都 dou du, 阚 han kan, 颉 jie xie, 能 neng nai, 卜 bo bu, 佴 er nai,
繁 fan po, 薄 bao bo, 句 ju gou
"""


def upgrade() -> None:
    _file_anew(is_up=True)


def downgrade() -> None:
    _file_anew(is_up=False)


def _file_anew(*, is_up: bool) -> None:
    for line in READ.split(","):
        sign, filed, said = line.split()
        old, new = (filed, said) if is_up else (said, filed)
        op.get_bind().execute(
            text(
                "UPDATE people SET name_key = :new || substr(name_key, :rest) "
                "WHERE name LIKE :named AND name_key LIKE :filed"
            ),
            {
                "new": new,
                "rest": len(old) + 1,
                "named": f"{sign}%",
                "filed": f"{old} %",
            },
        )
