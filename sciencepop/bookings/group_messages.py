"""The words for what is refused to groups, and for what is wrong with a list of names."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.bookings import messages
from sciencepop.bookings.rules.groups import MOST_IN_GROUP, GroupRefusal
from sciencepop.bookings.rules.name_list import LONGEST_NAME, LONGEST_NOTE, ColumnProblem, NameFault, NameProblem
from sciencepop.bookings.rules.rotation import MOST_ROUNDS
from sciencepop.core.errors import RuleBroken
from sciencepop.core.table_file import BadFile, FileProblem

_SENTENCES: dict[GroupRefusal, Any] = {
    GroupRefusal.NOT_FOR_GROUPS: _l("这个活动不接受团体预约。请选其他活动，或联系场馆。"),
    GroupRefusal.NOT_A_MEMBER: _l("您现在不能替这个单位预约。请先登记单位，或请同事邀请您加入。"),
    GroupRefusal.SHORT_NOTICE: _l("团体要提前 %(days)d 天预约，这一场来不及了。请选以后的场次，或直接联系场馆。"),
    GroupRefusal.NO_TIME_TO_ANSWER: _l("离预约截止太近，场馆来不及答复。请选以后的场次，或直接联系场馆。"),
    GroupRefusal.NOBODY_COMES: _l("请在至少一个学段写上人数。"),
    GroupRefusal.GROUP_TOO_SMALL: _l("团体至少 %(smallest)d 人（连带队的大人）。人数不够，请用普通预约。"),
    GroupRefusal.GROUP_TOO_LARGE: _l("一次最多 %(most)d 人。请分成几天来。", most=MOST_IN_GROUP),
    GroupRefusal.ADULTS_MISSING: _l("这么多学生要 %(needed)d 位大人带队。请增加大人；分组时每组都要够。"),
    GroupRefusal.NO_ROOM: _l(
        "“%(title)s”（%(span)s）只剩 %(free)d 席，不够 %(seats)d 席。请在下面多勾几场，分成小组轮换，或另选一天。"
    ),
    GroupRefusal.OTHER_DAY: _l("轮换的场次要在同一个基地、同一天。请重新勾选。"),
    GroupRefusal.STATIONS_UNEVEN: _l("轮换时，每个活动要勾一样多的场次，这样每组才能每个活动都参加一次。"),
    GroupRefusal.ROUNDS_OVERLAP: _l("轮换时，一轮全部结束，下一轮才能开始。勾选的场次时间有重叠，请重新勾选。"),
    GroupRefusal.TOO_MANY_STATIONS: _l("活动比轮次多，有的组会排不上。请少选活动，或每个活动多选几场。"),
    GroupRefusal.TOO_MANY_ROUNDS: _l("一天最多排 %(most)d 轮。请少选几场。", most=MOST_ROUNDS),
    GroupRefusal.NOT_PENDING: _l("这个申请已经处理过，或对方已经取消。请看最新情况。"),
    GroupRefusal.ANSWER_OVER: _l("答复时间已过，席位已经放开。请联系对方，另约时间。"),
    GroupRefusal.GROUP_RISK_LAPSED: _l(
        "活动的安全风险评估已经到期，现在不能确认。请先在活动的审核卡里更新评估并签字，再来答复；也可以谢绝。"
    ),
    GroupRefusal.GROUP_REASON_MISSING: _l("请写明原因，至少四个字，对方会看到。"),
    GroupRefusal.NAMES_CLOSED: _l("现在不能改名单：已经过了截止时间，或这次参观已经取消。有变动请直接联系场馆。"),
    GroupRefusal.TOO_MANY_NAMES: _l("名单有 %(names)d 人，多于预约的 %(seats)d 席。请删去多余的，或重新预约。"),
    GroupRefusal.NEEDS_PERMIT: _l("要先申请查看未成年人信息，区级负责人批准后才能看。"),
    GroupRefusal.NAMES_TOO_FAR: _l("参观前三天到参观后一天才能查看名单。"),
}

FIELD_OF = {
    GroupRefusal.NOT_A_MEMBER: "organisation",
    GroupRefusal.NOBODY_COMES: "pupils",
    GroupRefusal.GROUP_TOO_SMALL: "pupils",
    GroupRefusal.GROUP_TOO_LARGE: "pupils",
    GroupRefusal.ADULTS_MISSING: "adults",
    GroupRefusal.NO_ROOM: "sessions",
    GroupRefusal.GROUP_RISK_LAPSED: "step",
    GroupRefusal.OTHER_DAY: "sessions",
    GroupRefusal.STATIONS_UNEVEN: "sessions",
    GroupRefusal.ROUNDS_OVERLAP: "sessions",
    GroupRefusal.TOO_MANY_STATIONS: "sessions",
    GroupRefusal.TOO_MANY_ROUNDS: "sessions",
    GroupRefusal.GROUP_REASON_MISSING: "reason",
}
"""Which field of a form a refusal hangs on; the others are about the whole wish."""

_FILES: dict[Any, Any] = {
    FileProblem.EMPTY: _l("文件是空的：第一行写列名“姓名”，从第二行起一行一人。"),
    FileProblem.TOO_BIG: _l("文件太大，最多 %(megabytes)d MB。请去掉图片或多余的工作表。"),
    FileProblem.TOO_MANY_ROWS: _l("行数太多，一次最多 %(count)d 行。"),
    FileProblem.NOT_TEXT: _l("看不懂文件的编码。请把 CSV 存成 UTF-8，或者存成 XLSX。"),
    FileProblem.BROKEN: _l("文件在第 %(row)d 行附近坏了（引号不成对，或表格损坏）。请重新导出。"),
    ColumnProblem.NO_NAME_COLUMN: _l("第 1 行：缺少“姓名”这一列。"),
    ColumnProblem.UNKNOWN_COLUMN: _l(
        "第 1 行：这里只收“姓名”和“备注”。请删去“%(column)s”这一列，不要上传证件号等信息。"
    ),
    ColumnProblem.COLUMN_TWICE: _l("第 1 行：“%(column)s”这一列出现了两次，请只留一列。"),
}

_FAULTS: dict[NameProblem, Any] = {
    NameProblem.NAME_MISSING: _l("没有写姓名。"),
    NameProblem.NAME_TOO_LONG: _l("姓名太长，最多 %(count)d 个字。", count=LONGEST_NAME),
    NameProblem.NOT_A_NAME: _l("姓名里没有文字，可能填错了列。"),
    NameProblem.NOTE_TOO_LONG: _l("备注太长，最多 %(count)d 个字。", count=LONGEST_NOTE),
    NameProblem.CELL_TOO_MUCH: _l("多了一格，这一格没有列名。"),
}


def sentence(broken: RuleBroken) -> str:
    """What to tell a leader or a base whose wish was refused, and what to do instead."""
    if not isinstance(broken.code, GroupRefusal):
        return messages.sentence(broken)
    words = str(_SENTENCES[broken.code])
    return words % messages.spoken(broken.facts) if "%(" in words else words


def file_words(bad: BadFile) -> str:
    """Why a list cannot be read."""
    words = str(_FILES[bad.problem])
    return words % bad.facts if bad.facts else words


def fault_words(fault: NameFault) -> str:
    """第 3 行：没有写姓名。"""
    return str(_("第 %(row)d 行：%(problem)s", row=fault.row, problem=str(_FAULTS[fault.problem])))
