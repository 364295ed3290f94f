"""What people are asked to consent to, in the words that they read. A change of words is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

CHILD_DATA = "child_data"
PROXY = "proxy_booking"
CHILD_PASSPORT = "child_passport"
VOLUNTEER = "volunteer"
MINOR_VOLUNTEER = "minor_volunteer"
CONTEST = "contest"
CONTEST_CHILD = "contest_child"
CONTEST_NAME = "contest_name"
DIGEST = "digest"
CAMPAIGNS = "campaigns"
FEEDBACK = "feedback"
DEMAND = "demand"


@dataclass(frozen=True)
class Wording:
    """`version` names the words; `short` is what a tired parent reads, `full` the rest, one tap away."""

    version: str
    short: Any
    full: Any

    @property
    def shown(self) -> str:
        """Everything that was shown, in the language of the page."""
        return f"{self.short}\n\n{self.full}"


WORDINGS: dict[str, Wording] = {
    CHILD_DATA: Wording(
        version="2026-11",
        short=_l(
            "我是这个孩子的父母或其他监护人。我同意平台保存孩子的小名、出生年月和需要照顾的地方，只用来预约活动、核对年龄和现场照顾。"
        ),
        full=_l(
            "不需要真名、证件和照片。只有监护人能看到全部内容；场馆只看到有几个孩子，确需了解照顾事项时要写明理由，每次查看都有记录，您可以在这里看到。活动结束三个月后，孩子与这次活动的联系会删除。您随时可以更正、删除，也可以撤回同意，撤回和同意一样方便。不同意也能给自己预约，只是不能替孩子占一个有名字的席位。"
        ),
    ),
    CHILD_PASSPORT: Wording(
        version="2026-11",
        short=_l("我是监护人，同意保存孩子去过哪些基地、哪一天和多久，做成孩子的科普护照。"),
        full=_l(
            "只存基地、日期和时长，不存活动名称。其他信息仍在活动结束三个月后删除。只有监护人看得到；您开的证明，拿到编号的人只看到小名的第一个字、次数、时长和日期。随时可以停用，停用后护照和证明全部删除。"
        ),
    ),
    PROXY: Wording(
        version="2026-11",
        short=_l("本人请服务台代为预约，同意平台保存称呼和电话（可以不留），只用来预约、通知变动和到场核对。"),
        full=_l(
            "只有登记的服务台看得到电话，场馆只看到称呼。最后一场活动结束三个月后删除称呼和电话。本人随时可以凭预约号请服务台取消、更正或删除；以后有了自己的账号，凭预约号可以领回预约。代约的预约不记爽约分。"
        ),
    ),
    VOLUNTEER: Wording(
        version="2026-11",
        short=_l(
            "我自愿报名，了解志愿服务可能有的风险：久站、人多拥挤、冷热天气、搬运和路上的意外。我会照自己的身体情况选班次，听从现场安排，去不了会尽早说。"
        ),
        full=_l(
            "平台保存您的服务类别、技能、语言、可服务时间、志愿者编号和服务记录，只用来安排班次、计算时长和开具证明；不收身份证件和照片。负责您班次的人看得到称呼和技能，别人看不到。有危险的班次会另外写明风险并要求保险。您随时可以暂停或退出，退出后可服务时间、技能和编号删除，做过的服务时长保留，供您开证明。"
        ),
    ),
    MINOR_VOLUNTEER: Wording(
        version="2026-11",
        short=_l(
            "我是这位志愿者的父母或其他监护人，同意其在课余参加适合年龄的志愿服务，并了解可能有的风险：久站、人多拥挤、冷热天气和路上的意外。"
        ),
        full=_l(
            "未满 18 岁的志愿者每天服务时间较短，晚上不排班，不做有危险的工作，现场有成年人带领。"
            "我知道可以随时撤回同意，撤回后不再安排新的班次。平台只保存我的称呼、同意的时间和这段文字。"
        ),
    ),
    CONTEST: Wording(
        version="2026-11",
        short=_l(
            "我已满 18 岁，自愿参加这次竞赛，作品是我们队自己做的。我同意平台保存我的姓名和作品，只用来评审和发证书。"
        ),
        full=_l(
            "评委只看到作品编号，看不到姓名、单位和街镇。结果公示默认只显示姓名的第一个字。"
            "竞赛结束三个月后，作品文件和没有同意公开的姓名会删除，证书上的姓名留在登记册里供核验。您随时可以退出，退出后姓名删除。"
        ),
    ),
    CONTEST_CHILD: Wording(
        version="2026-11",
        short=_l(
            "我是这个孩子的父母或其他监护人，同意孩子参加这次竞赛。我同意平台保存孩子的姓名和作品，只用来评审和发证书。"
        ),
        full=_l(
            "姓名只给本队、主办方和证书用；评委只看到作品编号，看不到姓名、学校和街镇。结果公示默认只显示姓名的第一个字。"
            "竞赛结束三个月后，作品文件和没有同意公开的姓名会删除，证书上的姓名留在登记册里供核验。您随时可以撤回同意，撤回后孩子退出本队，姓名删除。"
        ),
    ),
    CONTEST_NAME: Wording(
        version="2026-11",
        short=_l("获奖时，可以在公开的结果里写出完整姓名（不勾选就只显示第一个字）。"),
        full=_l("只写在这次竞赛的结果页上。随时可以收回，收回后只显示第一个字。不同意不影响参赛和获奖。"),
    ),
    DEMAND: Wording(
        version="2026-11",
        short=_l("有合适的场次时，请先给我留座并写信告诉我。我同意平台保存这个需求，只用来汇总和通知。"),
        full=_l(
            "场馆只看到有几户、一共几个人、来自哪些街镇，看不到您是谁。开了场次，您会先收到一封带链接的信，在信里写明的时间前确认或放弃都行，不确认就自动让给下一家。您随时可以去掉需求，到期自动删除。"
        ),
    ),
    DIGEST: Wording(
        version="2026-11",
        short=_l("我同意收科普周报：每周（或每月）一封，介绍适合我所选人群和年龄的活动。"),
        full=_l(
            "只用您在这里选的人群、年龄和收信方式。账号开着个性化推荐时，按您的推荐标签挑选，每条都写明为什么；关着时不看个人记录。信里没有图片和跟踪代码，我们不知道您有没有打开。每封信里都有一键退订，不用登录。"
        ),
    ),
    CAMPAIGNS: Wording(
        version="2026-11",
        short=_l("我同意收区科协的专题推送：工作人员写给某类人群或街镇居民的活动消息。"),
        full=_l(
            "发给谁，只看您在资料和这里写的人群、街镇和年龄。工作人员只看到有多少人收到，看不到是谁。每周的封数有上限，晚上不发。每封信里都有一键退订，不用登录。"
        ),
    ),
    FEEDBACK: Wording(
        version="2026-11",
        short=_l("可以在信里放“有用、没用”两个链接，记下我点的回答。"),
        full=_l(
            "只记您点了哪一个和哪一天，用来看哪些信值得写；工作人员只看到总数。不点什么也不记。不同意不影响收信，收回后已记的回答删除。"
        ),
    ),
}
