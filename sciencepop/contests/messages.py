"""The words for states and refusals of contests."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.contests.rules.ranking import Average, Promotion
from sciencepop.contests.rules.states import ContestState, EntryState, Refusal, RoundState
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day, wall_clock

CONTEST_STATES: dict[ContestState, Any] = {
    ContestState.DRAFT: _l("草稿"),
    ContestState.SUBMITTED: _l("等区科协审核"),
    ContestState.PUBLISHED: _l("进行中"),
    ContestState.FINISHED: _l("已结束"),
    ContestState.CANCELLED: _l("已取消"),
}

CONTEST_STEPS: dict[ContestState, Any] = {
    ContestState.SUBMITTED: _l("提交审核"),
    ContestState.PUBLISHED: _l("审核通过并公布"),
    ContestState.DRAFT: _l("退回修改"),
    ContestState.CANCELLED: _l("取消竞赛"),
}

ROUND_STATES: dict[RoundState, Any] = {
    RoundState.ENTRIES: _l("收作品"),
    RoundState.JUDGING: _l("评审中"),
    RoundState.RANKED: _l("评审已结束，等公布"),
    RoundState.PUBLISHED: _l("结果公示中"),
    RoundState.FINAL: _l("结果已确定"),
}

ROUND_STEPS: dict[RoundState, Any] = {
    RoundState.JUDGING: _l("开始评审"),
    RoundState.RANKED: _l("结束评审，计算名次"),
    RoundState.PUBLISHED: _l("公布结果"),
    RoundState.FINAL: _l("确定结果"),
}

ENTRY_STATES: dict[EntryState, Any] = {
    EntryState.DRAFT: _l("还没有提交"),
    EntryState.HANDED_IN: _l("已提交"),
    EntryState.WITHDRAWN: _l("已退赛"),
    EntryState.RULED_OUT: _l("不合规则"),
}

AVERAGES: dict[Average, Any] = {
    Average.TRIMMED: _l("五位以上评委打分时，去掉一个最高分和一个最低分再平均；不足五位直接平均"),
    Average.MEAN: _l("所有评委的平均分"),
}

PROMOTIONS: dict[Promotion, Any] = {
    Promotion.NONE: _l("最后一轮，不再晋级"),
    Promotion.NUMBER: _l("前几名晋级（末位同分都晋级）"),
    Promotion.MARK: _l("达到分数线的都晋级"),
}

MEDIA: dict[str, Any] = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
}

R = Refusal
SENTENCES: dict[Refusal, Any] = {
    R.WRONG_STATE: _l("现在不能这样做，页面可能放得太久了。请刷新后再看。"),
    R.REASON_MISSING: _l("请写明原因。"),
    R.OFFICER_NEEDED: _l("公布竞赛要由区科协审核。"),
    R.NO_ROUNDS: _l("请先至少加一轮比赛。"),
    R.FIRST_ROUND_OVER: _l("第一轮在 %(when)s 已经截止，公布了也没有人能参加。请先把第一轮的截止时间改到以后。"),
    R.FIXED: _l("竞赛已经公布，规则不能再改。标题、介绍可以改，收作品的截止时间可以推迟。"),
    R.DATES_REVERSED: _l("截止时间要在开始以后。"),
    R.BOUNDS_REVERSED: _l("请检查人数和年龄：最少不能大于最多。"),
    R.ROUND_BEFORE: _l("每一轮要在上一轮截止以后才开始。"),
    R.CRITERIA_MISSING: _l("第 %(number)d 轮还没有评分项目。"),
    R.PROMOTION_WRONG: _l("请检查第 %(number)d 轮的晋级办法：只有最后一轮不晋级。"),
    R.LINE_UNREAD: _l("看不懂“%(line)s”这一行。"),
    R.ENTRIES_CLOSED: _l("现在不在收作品或报名的时间里。"),
    R.ENTRIES_OPEN: _l("还在收作品，%(when)s 以后才能开始评审。"),
    R.NOT_THROUGH: _l("只有上一轮晋级的队伍可以参加这一轮。"),
    R.TEAM_FULL: _l("一队最多 %(count)d 人。"),
    R.TEAM_SMALL: _l("一队至少 %(least)d 人，请先邀请队员加入。"),
    R.TEAM_GONE: _l("这支队伍已经退赛，或者竞赛已经结束。"),
    R.MOST_TEAMS: _l("一个账号在一次竞赛里最多报 %(count)d 支队。"),
    R.IN_A_TEAM: _l("这位队员已经在这次竞赛的一支队里了，每人只能参加一队。"),
    R.TOO_YOUNG: _l("年龄不合适：这次竞赛要满 %(low)d 岁。"),
    R.TOO_OLD: _l("年龄不合适：这次竞赛不超过 %(high)d 岁。"),
    R.ADULTS_NOT_TAKEN: _l("这次竞赛只收未成年人，请勾选您的孩子。"),
    R.NAME_MISSING: _l("请写证书上用的姓名。"),
    R.CONSENT_MISSING: _l("请先同意，再报名。"),
    R.LINK_OVER: _l("这个邀请链接已经过期，请队长再发一个。"),
    R.FILE_EMPTY: _l("请选一个文件，不能是空的。"),
    R.FILE_TOO_BIG: _l("文件最多 %(megabytes)d MB。"),
    R.FILE_KIND: _l("这一轮不收这种文件，请看要求。"),
    R.TOO_MANY_FILES: _l("最多 %(count)d 个文件，请先删掉一些。"),
    R.FILES_MISSING: _l("请先上传作品文件。"),
    R.TITLE_MISSING: _l("请写作品名称。"),
    R.JURY_CLOSED: _l("竞赛已经结束或取消，不再需要评委。"),
    R.JUROR_ORGANISES: _l("主办方自己的人和区科协审核员不能当评委。"),
    R.NOT_ACCEPTED: _l("请先看评审规则并同意。"),
    R.JURY_TOO_SMALL: _l("评委不够：除去回避的，这些作品不到 %(count)d 位评委：%(numbers)s。请再邀请评委。"),
    R.NO_ENTRIES: _l("没有提交的作品，不能评审。"),
    R.JUDGING_OVER: _l("评审没有开始，或者已经结束，分数不能再改。"),
    R.CONFLICT: _l("您与这件作品有关联，不能打分。请点“回避”。"),
    R.SCORE_WRONG: _l("请给每一项打分，不能超过满分。"),
    R.SCORES_MISSING: _l("这些作品的分数还不够：%(numbers)s。"),
    R.OBJECTIONS_OVER: _l("现在不在提异议的时间里。"),
    R.OBJECTED_ALREADY: _l("每件作品每轮只能提一次异议，已经提过了。"),
    R.OBJECTIONS_OPEN: _l("异议期到 %(when)s 结束，之后才能确定结果。"),
    R.OBJECTIONS_WAIT: _l("还有异议没有答复。"),
    R.ANSWERED_ALREADY: _l("这个异议已经答复过了。"),
    R.WORDS_MISSING: _l("请写上要说的话。"),
    R.NONE_OWED: _l("没有等着发证书的队员，已经有证书的不重复发。"),
    R.REVOKED_ALREADY: _l("这份证书已经撤销了。"),
}


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    facts = dict(broken.facts)
    if "numbers" in facts:
        facts["numbers"] = str(_("、")).join(str(number) for number in facts["numbers"])
    if facts.get("when") is not None:
        facts["when"] = f"{day(facts['when'])} {wall_clock(facts['when'])}"
    words = str(SENTENCES[Refusal(broken.code)])
    return words % facts if "%(" in words else words
