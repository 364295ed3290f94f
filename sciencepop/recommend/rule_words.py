"""The rules of ranking in plain words: what each of the engine's numbers says, for the page with their weights."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from sciencepop.recommend.engine.features import Reason
from sciencepop.recommend.engine.weights import Stage

REASONS = {
    Reason.BASE: _l("您去过的基地"),
    Reason.SERIES: _l("您参加过的活动又有新场次"),
    Reason.TOPIC: _l("您选的或常预约的主题"),
    Reason.TEXT: _l("题目和您参加过的相近"),
    Reason.TIME: _l("是您常来的星期几和时段"),
    Reason.AUDIENCE: _l("适合您选的人群"),
    Reason.PLACE: _l("离您选的街镇近"),
    Reason.BESIDE: _l("去过同样基地的人也常来"),
    Reason.CELL: _l("同一人群、同一街镇的人常来"),
    Reason.CROWD: _l("来的人多，新朋友多"),
    Reason.OFFER: _l("场次本身：多久以后、余位、同类场次多少"),
}

STAGES = {
    Stage.NEW: _l("没有预约记录"),
    Stage.SOME: _l("来过 1–4 次"),
    Stage.OFTEN: _l("来过 5 次以上"),
}

FEATURES = {
    "base_ever": _l("去过这个基地几次"),
    "base_rate": _l("这个基地的活动您参加了多大一部分"),
    "base_share": _l("您的预约里有多大一部分在这个基地"),
    "base_return": _l("去过这个基地的人有多少又来"),
    "series_visits": _l("参加过这个活动几次"),
    "series_rate": _l("这个活动您参加了多大一部分"),
    "topic_lift": _l("这个主题您比别人选得多多少"),
    "topic_share": _l("您的预约里有多大一部分是这个主题"),
    "text_mean": _l("题目和您所有预约的相近程度"),
    "text_best": _l("题目和最相近的一次预约的相近程度"),
    "day_lift": _l("您比别人更常在星期几来"),
    "part_lift": _l("您比别人更常在什么时段来"),
    "slot_lift": _l("星期几和时段合在一起"),
    "habit": _l("您在这个时段来这个基地的习惯"),
    "made_for": _l("适合您选的人群（由区科协规定，不低于 1）"),
    "near": _l("离您选的街镇有多近（由区科协规定，不低于 0.8）"),
    "beside": _l("去过您的基地的人，来这里的多多少"),
    "beside_share": _l("同上，按您常去的程度算"),
    "cell_base": _l("您这个人群或街镇的人，来这个基地多多少"),
    "cell_topic": _l("您这个人群或街镇的人，选这个主题多多少"),
    "series_size": _l("这个活动每场来多少人"),
    "base_size": _l("这个基地每场来多少人"),
    "series_rise": _l("这个活动比基地平时来的人多多少"),
    "newcomers": _l("每场有多少人是第一次参加科普活动"),
    "openness": _l("每场有多少人是第一次来这个基地"),
    "topic_size": _l("这个主题总体有多少人选"),
    "siblings": _l("这个基地同时有很多场次"),
    "twins": _l("这个活动同时有很多场次"),
    "held": _l("常常举办，下次来也行"),
    "ahead": _l("还要等多久"),
    "room": _l("还有多少余位（由区科协规定，不低于 0.15）"),
    "fresh": _l("新基地"),
}
"""By the names of `engine.features`; a test holds that none is missing."""
