"""The spreadsheets, the checklist and the plan of the journey: a bureau in small."""

from __future__ import annotations

SCHEME = """\
code: story
title: {zh: 小评分表参考稿（自拟）, en: "Small sheet: reference draft (own)"}
version: "1"
method: points
provenance: {zh: 测试用, en: For the test}
points_source: 本产品建议
case_kinds: [civil]
sections:
  - code: work
    title: {zh: 办案, en: Work}
    points: 100
    items:
      - code: meeting
        title: {zh: 会见, en: Meeting}
        points: 60
        kind: steps
        step: 1
        source: S14
      - code: opinion
        title: {zh: 代理意见, en: Opinion}
        points: 40
        kind: steps
        step: 1
        source: S14
grades:
  - {code: excellent, title: {zh: 优秀, en: Excellent}, lower: 90, passes: true, standing: excellent, source: 本产品建议}
  - {code: good, title: {zh: 良好, en: Good}, lower: 80, passes: true, standing: good, source: 本产品建议}
  - {code: pass, title: {zh: 合格, en: Pass}, lower: 60, passes: true, source: 本产品建议}
  - {code: fail, title: {zh: 不合格, en: Fail}, lower: 0, passes: false, source: 本产品建议}
combination:
  reviews: {default: 2}
  rule: mean@1
  total_gap: 10
  grade_differs: true
  then: third_read@1
  source: 本产品建议
examples:
  - title: 不扣分
    answers: {meeting: full}
    score: 100
    grade: excellent
"""
FIRMS = """机构名称,机构类型,所属县区,执业许可证号,负责人
东山律师事务所,律师事务所,东山县,31150000MD0000001A,钱一
西河律师事务所,律师事务所,西河区,31150000MD0000002B,孙二
"""
HANDLERS = """姓名,执业证号,人员类别,执业机构
赵甲,11502201210000001,律师,东山律师事务所
钱一,11502201210000002,律师,东山律师事务所
李乙,11502201210000003,律师,西河律师事务所
孙二,11502201210000004,律师,西河律师事务所
"""
REVIEWERS = """姓名,评查员编号,是否组长
周评查,P1,否
吴评查,P2,否
郑评查,P3,否
王组长,P9,是
"""
CASES = """案号,案件类型,结案日期,承办人,执业证号,承办机构,所属县区,案由,指派日期
(2025)青援民001号,民事,2025年3月5日,赵甲,11502201210000001,东山律师事务所,东山县,离婚纠纷,2024-12-01
(2025)青援民002号,民事,2025.04.05,赵甲,11502201210000001,东山律师事务所,东山县,劳动争议,2024-12-01
(2025)青援民003号,民事,2025/5/5,李乙,11502201210000003,西河律师事务所,西河区,劳动争议,2024-12-01
(2025)青援民004号,民事,2025/6/5,李乙,11502201210000003,西河律师事务所,西河区,抚养费纠纷,2024-12-01
"""
PLAN = """\
code: "2025"
name: 2025年度案卷质量评查
assessment_year: 2025
closed_from: 2025-01-01
closed_until: 2025-12-31
schemes: [story]
seed: 公开的种子
decimals: 1
senior_read: false
"""
