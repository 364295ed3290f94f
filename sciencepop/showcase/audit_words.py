"""What the audit trail calls the acts of the showcase."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

ACTIONS: dict[str, Any] = {
    "showcase.add": _l("登记科技成果"),
    "showcase.change": _l("修改科技成果"),
    "showcase.picture": _l("上传成果照片"),
    "showcase.picture_gone": _l("删去成果照片"),
    "showcase.talk": _l("联系成果持有人"),
    "showcase.agree": _l("同意交换联系方式"),
    "showcase.report": _l("举报成果洽谈"),
    "showcase.slot": _l("开放洽谈时间"),
    "showcase.slot_gone": _l("收回洽谈时间"),
    "showcase.meet": _l("约定洽谈"),
    "showcase.call_off": _l("取消洽谈"),
}
