"""What letters of the yearly check say: a subject and what to do now, by what happened and to whom it is told."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.yearcheck.rules.steps import Act, News, Side

B, D, L, E = Side.BASE, Side.DISTRICT, Side.LEAD, Side.EXPERT

_to_score = (
    _l("请给一份年度档案评分：%(base)s（%(year)s 年）"),
    _l("请打开年度档案评分；与基地有关联的请回避。"),
)
_late = (_l("%(year)s 年度年检没有按时办理：%(base)s"), _l("规定的时间已经过了，请打开年度档案处理。"))

WORDS: dict[tuple[Act | News, Side], tuple[Any, Any]] = {
    (Act.FILE, D): (_l("%(year)s 年度档案已上报：%(base)s"), _l("请核对数字，安排专家评分，由负责人核定等级。")),
    (Act.RETURN, B): (
        _l("%(year)s 年度档案需要更正：%(base)s"),
        _l("请按原因更正，在 %(due)s 前重新签名上报。"),
    ),
    **{(act, E): _to_score for act in (Act.ASSIGN, Act.FILE)},
    (Act.STEP_ASIDE, D): (_l("有专家回避：%(base)s（%(year)s 年）"), _l("请另选一位专家。")),
    (Act.DECIDE, B): (
        _l("%(year)s 年度年检结果：%(base)s，%(grade)s"),
        _l(
            "得分和理由在年度档案里，对结果有异议的可以在那里提出。需要整改的，请在档案写明的期限前提交整改方案和证据。"
        ),
    ),
    (Act.OBJECT, D): (_l("基地对年检结果有异议：%(base)s（%(year)s 年）"), _l("由没有核定过的负责人答复。")),
    (Act.OBJECT, L): (
        _l("基地对年检结果有异议：%(base)s（%(year)s 年）"),
        _l("请由没有核定过的负责人在 %(due)s 前答复。答复以前，公开页面不显示等级。"),
    ),
    (Act.UPHOLD, B): (
        _l("年检异议的答复：维持结果，%(base)s（%(year)s 年），%(grade)s"),
        _l("理由在年度档案里。需要整改的，期限从今天重新算。"),
    ),
    (Act.UPHOLD, D): (_l("年检异议已答复，维持结果：%(base)s（%(year)s 年）"), _l("请打开年度档案查看。")),
    (Act.REOPEN, B): (
        _l("年检异议成立，将重新核定：%(base)s（%(year)s 年）"),
        _l("原来的等级作废，由另一位负责人重新核定。"),
    ),
    (Act.REOPEN, D): (
        _l("年检异议成立，请重新办理：%(base)s（%(year)s 年）"),
        _l("要改数字的请退回更正；不用改的，请没有核定过的负责人重新核定。"),
    ),
    (Act.DECIDE, D): (_l("%(year)s 年度年检已核定：%(base)s，%(grade)s"), _l("请打开年度档案查看。")),
    (Act.HAND_IN, D): (_l("年检整改等复查：%(base)s（%(year)s 年）"), _l("请在 %(due)s 前安排至少两人复查。")),
    (Act.CLEAR, B): (_l("年检整改复查通过：%(base)s（%(year)s 年）"), _l("名单上“需整改”的标注已经去掉。")),
    (Act.FAIL, B): (
        _l("年检整改复查没有通过：%(base)s（%(year)s 年）"),
        _l("区里将按规定听取您的陈述和申辩，再决定是否撤销命名。"),
    ),
    (Act.FAIL, L): (
        _l("年检整改复查没有通过：%(base)s（%(year)s 年）"),
        _l("请在基地认定里听取陈述后决定。"),
    ),
    (News.MENDING_ENDS, B): (
        _l("年检整改快到期：%(base)s（%(year)s 年）"),
        _l("请在 %(due)s 前上传整改方案和证据，提交复查。"),
    ),
    **{(News.LATE, side): _late for side in (B, D, L)},
}
