"""One sentence for every refusal of recognition: what is the matter, and what to do instead."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.core.errors import RuleBroken

R = Refusal
SENTENCES: dict[Refusal, Any] = {
    R.WRONG_STATE: _l("现在不能这样做：可能已经有人处理过。请看最新的情况。"),
    R.NOT_YOURS: _l("这一步不由您来做。"),
    R.REASON_MISSING: _l("请写明原因，对方会看到。"),
    R.NO_SUCH_SCHEME: _l("没有这个命名类别，请在列表里选一个。"),
    R.NO_SUCH_CATEGORY: _l("这个命名类别没有这一类，请在列表里选一个。"),
    R.DAYS_OUT_OF_ORDER: _l("结束日期不能早于开始日期。"),
    R.DESIGNATION_OVER: _l("这项命名已经结束，不能再改状态。重新命名请另外登记。"),
    R.STATUS_DAY: _l("日期要在这项命名的有效期内，并且不早于上一次状态变化。"),
    R.SAME_STATUS: _l("那一天已经是这个状态。"),
    R.SAME_DESIGNATION: _l("这个基地在这段时间已经有同一类命名，请先核对原来的记录。"),
    R.HAS_CASE: _l("这项命名由认定办理，请在办理页面里改状态。"),
    R.ROUND_CLOSED: _l("这个批次现在不收申请。请看批次的起止时间。"),
    R.ROUND_DAYS: _l("截止时间要晚于开始时间，受理截止日不早于截止的那一天。"),
    R.BAD_NUMBER: _l("“%(name)s”请填 0 到 %(most)d 的整数，只写数字；不知道就留空。"),
    R.SAME_CASE: _l("这个基地已经有一份同类申请在办理。"),
    R.NOT_TO_RENEW: _l("现有的命名没有期限，不用重新认定。"),
    R.RENEW_EARLY: _l("现有的命名从 %(day)s 起可以申请重新认定。"),
    R.BASE_NOT_PUBLIC: _l("基地通过登记审核并公开以后，才能办理命名。"),
    R.NOT_OWN_SCHEME: _l("这项命名不是区里命名的，由命名单位办理。"),
    R.CASE_RUNS: _l("这项命名正在认定办理里：不能改成别的命名，也不能改成今天无效，要结束请在办理页面里办。"),
    R.NOT_PLAIN: _l("这项命名现在有标注，或已预告要标注，请先登记状态“有效”，再承接办理。"),
    R.PAPERS_MISSING: _l("还缺材料：%(names)s。请上传后再提交。"),
    R.TOO_MANY_FILES: _l("这一步最多传 %(count)d 个文件。"),
    R.NOT_NOW: _l("现在不能改材料：请等对方处理，或看最新的情况。"),
    R.CORRECTION_OVER: _l("补正时间已过（%(day)s 截止），这份申请不能再提交。"),
    R.RETURN_LATE: _l("这个批次的补正 %(day)s 已经截止，不能再退回补正。请先改批次的截止日，或者不予受理。"),
    R.NO_SUCH_PERSON: _l("没有找到这个账号：%(address)s。请对方先登录一次。"),
    R.TOO_FEW_VISITORS: _l("实地勘察至少要 %(count)d 个人。"),
    R.RECUSALS: _l("最多申请 %(count)d 位专家回避，每一位都要写明原因。"),
    R.EXPERT_COUNT: _l("评审专家要 %(low)d 到 %(high)d 位。"),
    R.EXPERT_RECUSED: _l("%(name)s 已被申请回避，请另选一位。"),
    R.EXPERT_CONFLICT: _l("%(name)s 与这份申请有关联（管理或登记过这个基地，或经手过这份申请），请另选一位。"),
    R.SCORES_MISSING: _l("请给每一项打分，不超过该项满分，并说明是否推荐。"),
    R.SCORED: _l("您已经提交了评分。"),
    R.SCORES_OPEN: _l("还有专家没有评分。"),
    R.FOUR_EYES: _l("初审、受理、勘察或评审过这份申请的人不能作决定，请由另一位负责人决定。"),
    R.NUMBER_MISSING: _l("请填写编号。"),
    R.CONTACT_MISSING: _l("请写明联系方式；提异议的，还请写明姓名。"),
    R.WORDS_MISSING: _l("请写明内容。"),
    R.DAY_MISSING: _l("请填写日期。"),
    R.DAY_TO_COME: _l("勘察日期不能晚于今天。"),
    R.NOTICE_RUNS: _l("公示期到 %(day)s，期满以后才能命名。"),
    R.NOTICE_OVER: _l("公示期已过，不再收异议。如有问题请联系区科协。"),
    R.PLAQUE_TAKEN: _l("这个牌匾编号已经用过，请换一个。"),
    R.NOT_HEARD: _l("基地还可以陈述申辩到 %(day)s；收到陈述或期满以后才能撤销。"),
    R.STILL_TO_RECTIFY: _l("这项命名还在整改，不能直接恢复有效，要由区里转回整改。"),
    R.MENDED_IN_CHECK: _l("这次整改来自年检，请在年度档案里提交整改方案和证据。"),
    R.PAUSE_TOO_SOON: _l("暂停开放要提前 %(days)d 天公告；突发情况请在原因里写明，并勾选“突发情况”。"),
}


def sentence(broken: RuleBroken) -> str:
    """The sentence for a refusal, its facts filled in."""
    return str(SENTENCES[Refusal(broken.code)]) % broken.facts
