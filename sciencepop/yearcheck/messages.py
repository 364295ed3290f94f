"""One sentence for every refusal of the yearly check: what is the matter, and what to do instead."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.rules.refusals import Refusal

R = Refusal
SENTENCES: dict[Refusal, Any] = {
    R.WRONG_STATE: _l("现在不能这样做：可能已经有人处理过。请看最新的情况。"),
    R.NOT_YOURS: _l("这一步不由您来做。"),
    R.NO_SUCH_YEAR: _l("这一年没有年度档案，请在列表里选一年。"),
    R.SAME_YEAR: _l("这个基地这一年的年度档案已经开始填了。"),
    R.BASE_NOT_PUBLIC: _l("基地公开以后才有年度档案。"),
    R.CHANGED: _l("您打开以后，别人已经改过这份档案。请重新打开填报页，看过新的内容再改。"),
    R.BAD_FIGURES: _l("请核对：%(names)s。数量写整数，没有的写 0，不适用的写 -。"),
    R.FIGURES_MISSING: _l("还有 %(count)d 项没有填：%(names)s 等。没有的写 0，不适用的写 -。"),
    R.TOO_EARLY: _l("这一年还没有结束，%(day)s 起才能上报。"),
    R.SIGNATURE_MISSING: _l("请写负责人姓名，作为签名。"),
    R.WORDS_MISSING: _l("请写明理由或情况，对方会看到。"),
    R.EVIDENCE_MISSING: _l("请先上传整改方案或证据，再提交。"),
    R.TOO_MANY_FILES: _l("一份档案最多存 %(count)d 个文件。"),
    R.RECUSALS: _l("最多申请 %(count)d 位专家回避，每一位都要写明原因。"),
    R.EXPERT_COUNT: _l("评分专家要 %(low)d 到 %(high)d 位。"),
    R.EXPERT_RECUSED: _l("%(name)s 已被申请回避，请另选一位。"),
    R.EXPERT_CONFLICT: _l("%(name)s 与这份档案有关联，请另选一位。"),
    R.SCORES_MISSING: _l("请给每一项打分，不超过该项满分。"),
    R.SCORES_OPEN: _l("专家人数不够，或者还有专家没有评分。"),
    R.SCORED: _l("您已经提交了评分。"),
    R.BONUS: _l("附加分是 0 到 %(count)d 的整数。"),
    R.FOUR_EYES: _l("退回、安排、评分或给过附加分的人不能核定，请由另一位负责人核定。"),
    R.YEAR_DECIDED: _l("%(year)s 年度已经有核定的结果，或者年度不对。请选列表里的年度。"),
    R.YEAR_SCORED: _l("%(year)s 年度已经开始评分，或者年度不对。请选列表里的年度。"),
    R.BAD_SCALE: _l("基础分和专家评分合计要是 100 分，等级线要从高到低。"),
    R.SAME_LEAD: _l("结果是您核定的。异议请由没有核定过的另一位负责人答复，重新核定也由另一位办。"),
    R.OBJECTION_LATE: _l("提出异议的时间已经过了，或者已经提过一次。"),
    R.DAY_MISSING: _l("请填写复查的日期，不晚于今天。"),
    R.NO_SUCH_PERSON: _l("没有找到这个账号：%(address)s。请对方先登录一次。"),
    R.TOO_FEW_INSPECTORS: _l("复查至少要 %(count)d 个人。"),
    R.INSPECTOR_CONFLICT: _l("%(name)s 是基地的人，不能复查。"),
}


def sentence(broken: RuleBroken) -> str:
    """The sentence for a refusal, its facts filled in."""
    return str(SENTENCES[Refusal(broken.code)]) % broken.facts
