"""What people build and say: patterns, nets, boards, talk and roofs."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from sciencepop.programme.rules.art.pen import Dice, Palette, area, circle, line, number, points, rect


def grid(dice: Dice, colour: Palette) -> Iterator[str]:
    """Tiles as of a cipher or a puzzle: some filled, some with a disc, some with an arc."""
    for column in range(8):
        for row in range(4):
            x, y, kind = column * 40, row * 40, dice.below(6)
            if kind == 0:
                yield rect(x + 3, y + 3, 34, 34, colour.shape, 4)
            elif kind == 1:
                yield circle(x + 20, y + 20, 11, colour.light)
            elif kind == 2:
                yield area(f"M{x + 3} {y + 37}V{y + 3}A34 34 0 0 1 {x + 37} {y + 37}Z", colour.shape)
            elif kind == 3:
                yield line(f"M{x + 8} {y + 32}L{x + 32} {y + 8}", colour.light, 4)
            else:
                yield rect(x + 3, y + 3, 34, 34, colour.shade, 4)


def network(dice: Dice, colour: Palette) -> Iterator[str]:
    """Nodes, and lines between those that are near."""
    nodes: list[tuple[float, float]] = []
    for _try in range(90):
        node = (dice.between(16, 304), dice.between(14, 146))
        if all(hypot(node[0] - x, node[1] - y) > 26 for x, y in nodes):
            nodes.append(node)
        if len(nodes) == 22:
            break
    for index, (x, y) in enumerate(nodes):
        for other_x, other_y in nodes[index + 1 :]:
            if hypot(x - other_x, y - other_y) < 72:
                yield line(points([(x, y), (other_x, other_y)]), colour.shape, 2)
    for index, (x, y) in enumerate(nodes):
        yield circle(x, y, 9 if index % 7 == 0 else 5.4, colour.light)


def circuit(dice: Dice, colour: Palette) -> Iterator[str]:
    """A board: one chip, and tracks that run from its pins to their pads."""
    x, y = dice.between(110, 170), dice.between(46, 62)
    width, height = 76.0, 60.0
    for pin in range(5):
        at, reach, drop = y + 8 + pin * 11, dice.between(26, 84), dice.between(-30, 30)
        for side in (-1, 1):
            edge = x if side < 0 else x + width
            bend, end = edge + side * 14, edge + side * (14 + reach)
            yield line(
                points(
                    [(edge, at), (bend, at), (bend + side * abs(drop), at + drop), (end + side * abs(drop), at + drop)]
                ),
                colour.shape,
                3,
            )
            yield circle(end + side * abs(drop), at + drop, 4.6, colour.light)
    for pin in range(5):
        at, reach = x + 10 + pin * 14, dice.between(14, 40)
        yield line(f"M{number(at)} {number(y)}V{number(y - reach)}", colour.shape, 3)
        yield line(f"M{number(at)} {number(y + height)}V{number(y + height + reach)}", colour.shape, 3)
        yield circle(at, y - reach, 4, colour.light)
        yield circle(at, y + height + reach, 4, colour.light)
    yield rect(x, y, width, height, colour.shade, 8)
    yield rect(x + 14, y + 14, width - 28, height - 28, colour.light, 5)


def chat(dice: Dice, colour: Palette) -> Iterator[str]:
    """Speech bubbles whose lines nobody needs to read."""
    yield circle(dice.between(20, 90), dice.between(60, 110), dice.between(80, 110), colour.shade)
    x, y, tall = dice.between(118, 166), dice.between(22, 34), dice.between(60, 74)
    yield from _bubble(x, y, 138, tall, colour.light, 28)
    for row in range(3):
        yield rect(x + 16, y + 14 + row * 17, dice.between(60, 104), 7, colour.ground, 3.5)
    left, top = dice.between(24, 48), dice.between(84, 96)
    yield from _bubble(left, top, 84, 40, colour.shape, 64)
    for dot in range(3):
        yield circle(left + 24 + dot * 18, top + 20, 5, colour.light)


def _bubble(x: float, y: float, width: float, height: float, fill: str, tail: float) -> Iterator[str]:
    yield rect(x, y, width, height, fill, 14)
    foot = y + height - 1
    yield area(points([(x + tail, foot), (x + tail + 20, foot), (x + tail - 4, foot + 20)]) + "Z", fill)


def skyline(dice: Dice, colour: Palette) -> Iterator[str]:
    """Roofs old and new under a large sun, with a pagoda among them."""
    yield circle(dice.between(60, 260), dice.between(58, 76), dice.between(34, 46), colour.light)
    x = -6.0
    while x < 322:
        width, height = dice.between(22, 40), dice.between(34, 92)
        yield rect(x, 160 - height, width, height, colour.shape)
        x += width + dice.between(-4, 8)
    tower = dice.between(60, 250)
    for storey in range(6):
        half, top = 19 - storey * 2.4, 132 - storey * 17
        roof = [
            (tower - half - 9, top + 4),
            (tower - half, top - 4),
            (tower + half, top - 4),
            (tower + half + 9, top + 4),
        ]
        yield rect(tower - half, top, half * 2, 17, colour.shade)
        yield area(points(roof) + "Z", colour.shade)
    yield line(f"M{number(tower)} 44V22", colour.shade, 3)
    x = 0.0
    while x < 320:
        width = dice.between(26, 52)
        yield area(
            points([(x, 160), (x, 146), (x + width / 2, 136), (x + width, 146), (x + width, 160)]) + "Z", colour.shade
        )
        x += width + 6
