"""Refusals and the pages that tell them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NoReturn

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, ServiceUnavailable
from werkzeug.wrappers import Response

from sciencepop.core.access import public


class RuleBroken(Exception):
    """A rule refuses what was asked. `code` is a member of a feature's refusal enum; `facts` fill its sentence."""

    def __init__(self, code: StrEnum, **facts: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts = facts


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    for kind in (DatabaseError, InterfaceError, NoConnection):
        app.register_error_handler(kind, _database_away)
    app.register_error_handler(Exception, _crash)
    app.add_url_rule("/too-large", "core.too_large", too_large)


@public
def too_large() -> NoReturn:
    """What the proxy answers for a body that it does not pass on, in the site's own words (docs/operations.md)."""
    raise RequestEntityTooLarge


def error_page(status: int, title: str, advice: str) -> tuple[str, int]:
    """The one error page: what happened, what to do, and the number to quote on the telephone."""
    return render_template(
        "error.html", status=status, title=title, advice=advice, request_id=g.get("request_id", "")
    ), status


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException | Response:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()
    if request.path.endswith(".ics"):
        return error.get_response()
    title, advice = _words(status)
    return error_page(status, title, advice)


def _words(status: int) -> tuple[str, str]:
    words = {
        400: (_("没有看懂这次提交"), _("页面可能放得太久了。请返回上一页，刷新后再试一次。")),
        401: (_("登录已经结束"), _("这个账号已经退出或注销。请重新登录后再试。")),
        403: (_("您的账号不能打开这一页"), _("如果这是您负责的基地，请区科协给您的账号授权。")),
        404: (_("没有找到这一页"), _("链接可能已经失效。请从首页重新查找活动或基地。")),
        405: (_("这一页不能这样打开"), _("请从首页重新进入。")),
        410: (_("这个链接已经停用"), _("请从“我的”页面取得新的链接。")),
        413: (
            _("文件或内容太大"),
            _("一次最多提交 8 MB。请按浏览器的后退键回到表单，填过的内容一般还在，再换一个小一点的文件。"),
        ),
        422: (_("还不能这样做"), _("请返回上一页，按提示修改后再试。")),
        429: (_("操作太频繁"), _("请等一分钟再试。")),
        503: (_("现在太忙"), _("刚才的操作没有生效。请过几秒再试一次。")),
    }
    return words.get(status, (_("出了问题"), _("请稍后再试；如果一直这样，请致电并报出下面的编号。")))


def _database_away(error: Exception) -> tuple[str, int] | Response:
    """The database is missing, busy or damaged. A wrong statement or value is a mistake of ours all the same."""
    if isinstance(error, DataError | IntegrityError | ProgrammingError):
        return _crash(error)
    current_app.logger.warning("database away", exc_info=error)
    if request.path.endswith(".ics"):
        answer = ServiceUnavailable().get_response()
    else:
        answer = current_app.make_response(error_page(503, *_words(503)))
    answer.headers["Retry-After"] = "30"
    return answer


def _crash(error: Exception) -> tuple[str, int]:
    current_app.logger.exception("unhandled error")
    if current_app.testing:
        raise error
    return error_page(500, *_words(500))
