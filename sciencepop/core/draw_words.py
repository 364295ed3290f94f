"""What a check of a draw's file says: the same at the terminal and on the page, where a script fills them in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import gettext as _

from sciencepop.draws.verify import Report

FACT = re.compile(r"\{(\w+)\}")


def check_words() -> dict[str, str]:
    """Sentences by their codes. `{line}`, `{expected}`, … stand where facts come in."""
    line, expected, found = "{line}", "{expected}", "{found}"
    return {
        "utf8": _("这不是摇号文件，或文件已经损坏：里面有不是 UTF-8 文字的内容。"),
        "line": _("文件第 %(line)s 行的写法不合公布的规则，可能被改动过。", line=line),
        "sorted": _("文件第 %(line)s 行的志愿单没有按代号排列。", line=line),
        "twice": _("文件第 %(line)s 行：有人同时出现在两张志愿单上。", line=line),
        "no_commitment": _("文件里没有封存记录，无法知道志愿单在开奖以前是否就是这样。"),
        "commitment": _(
            "封存记录与您保存的不同：您保存的摘要是 %(expected)s，文件里的是 %(found)s。",
            expected=expected,
            found=found,
        ),
        "promise": _(
            "结果不是为这份封存记录摇出的：结果写着摘要 %(expected)s，文件里的封存记录是 %(found)s。",
            expected=expected,
            found=found,
        ),
        "round": _(
            "文件的各部分不属于同一轮：应为 %(expected)s，却写着 %(found)s。", expected=expected, found=found
        ),
        "input": _(
            "志愿单在封存以后被改动过：封存的摘要是 %(expected)s，现在算得 %(found)s。", expected=expected, found=found
        ),
        "code": _(
            "分配程序与封存时公布的不同：封存的摘要是 %(expected)s，这里是 %(found)s。", expected=expected, found=found
        ),
        "entropy": _(
            "结果用的开奖号码与您输入的不同：您输入的是“%(expected)s”，文件里是“%(found)s”。",
            expected=expected,
            found=found,
        ),
        "seed": _(
            "种子不是由志愿单的摘要和开奖号码算出的：应为 %(expected)s，文件里是 %(found)s。",
            expected=expected,
            found=found,
        ),
        "place": _(
            "文件第 %(line)s 行：%(number)s 号志愿单的结果不对，应录取到 %(class)s 班（名额类别 %(bucket)s）。",
            line=line, number="{number}", bucket="{bucket}", **{"class": "{class}"},
        ),
        "no_place": _(
            "文件第 %(line)s 行：%(number)s 号志愿单的结果不对，应为没有录取。", line=line, number="{number}"
        ),
        "queue": _(
            "文件第 %(line)s 行：%(class)s 班（名额类别 %(bucket)s）的人数或录取线不对。",
            line=line, bucket="{bucket}", **{"class": "{class}"},
        ),
        "seal": _("文件第 %(line)s 行：结果的摘要不对，重新算得 %(digest)s。", line=line, digest="{digest}"),
        "reordered": _("结果的次序被调换过，从文件第 %(line)s 行开始。", line=line),
        "incomplete": _("结果不完整：文件到第 %(line)s 行就没有了。", line=line),
        "too_long": _("文件第 %(line)s 行起有多余的内容。", line=line),
        "right_promise": _(
            "封存记录与 %(sheets)s 张志愿单相符。还没有开奖。封存记录的摘要：%(digest)s",
            sheets="{sheets}", digest="{commitment_digest}",
        ),
        "right": _(
            "全部相符：用开奖号码“%(entropy)s”重新计算了 %(sheets)s 张志愿单、%(classes)s 个班，"
            "每一张的结果都与公布的一样。封存记录的摘要：%(digest)s",
            entropy="{entropy}", sheets="{sheets}", classes="{classes}", digest="{commitment_digest}",
        ),
        "unreachable": _("没有取到文件，请检查网络后再试。"),
    }  # fmt: skip


def report_words(report: Report) -> list[str]:
    """A report in sentences: everything that does not match, or the one that says that all does."""
    words = check_words()
    if report.faults:
        return [fill(words[fault.code], fault.facts) for fault in report.faults]
    return [fill(words["right" if report.facts["is_drawn"] else "right_promise"], report.facts)]


def fill(sentence: str, facts: Mapping[str, object]) -> str:
    return FACT.sub(lambda name: str(facts[name[1]]), sentence)
