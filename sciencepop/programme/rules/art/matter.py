"""Rock, liquids, particles and circular flows."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

from sciencepop.programme.rules.art.pen import Dice, Palette, area, circle, ellipse, line, number, points


def layers(dice: Dice, colour: Palette) -> Iterator[str]:
    """Folded strata, and above them the trace of a seismograph."""
    bend, swing = dice.between(-24, 24), dice.between(14, 34)
    for band in range(7):
        y = 58 + band * 17 + dice.between(-2, 2)
        path = f"M-4 {number(y)}C80 {number(y - swing)} 170 {number(y + swing + bend)} 324 {number(y - bend / 2)}"
        wide = band % 2
        yield line(path, colour.shape if wide else colour.light, dice.between(8, 11) if wide else 2.6)
    x, trace = dice.between(50, 190), [(0.0, 30.0)]
    trace.append((x, 30))
    for step in range(7):
        height = (4, -16, 22, -20, 14, -8, 4)[step] * dice.between(0.8, 1.1)
        trace.append((x + 9 * (step + 1), 30 + height))
    yield line(points([*trace, (x + 76, 30), (320, 30)]), colour.light, 3)
    for _stone in range(9):
        yield circle(dice.between(8, 312), dice.between(70, 154), dice.between(2, 4.4), colour.shade)


def flask(dice: Dice, colour: Palette) -> Iterator[str]:
    """An Erlenmeyer flask with its liquid, a beaker, and bubbles."""
    x, level = dice.between(70, 130), dice.between(84, 110)
    half = 16 + (level - 62) * 0.5
    liquid = [(x - half, level), (x + half, level), (x + 56, 142), (x - 56, 142)]
    yield circle(x + dice.between(110, 150), dice.between(50, 100), dice.between(44, 66), colour.shade)
    yield area(points(liquid) + "Z", colour.shape)
    outline = [(x - 16, 20), (x - 16, 62), (x - 56, 142), (x + 56, 142), (x + 16, 62), (x + 16, 20)]
    yield line(points(outline), colour.light, 4)
    yield line(f"M{number(x - 24)} 20H{number(x + 24)}", colour.light, 4)
    left, top = x + dice.between(96, 116), dice.between(66, 84)
    yield area(points([(left, top + 22), (left + 64, top + 22), (left + 64, 142), (left, 142)]) + "Z", colour.shape)
    yield line(points([(left, top), (left, 142), (left + 64, 142), (left + 64, top)]), colour.light, 4)
    for _bubble in range(9):
        yield circle(x + dice.between(-30, 30), dice.between(level + 6, 136), dice.between(2, 6), colour.light, 0.8)
    for _bubble in range(5):
        yield circle(left + dice.between(10, 54), dice.between(top + 30, 134), dice.between(2, 5), colour.light, 0.8)


def atom(dice: Dice, colour: Palette) -> Iterator[str]:
    """A nucleus with three orbits and their electrons, and the ripples of a field."""
    x, y = dice.between(120, 200), 80.0
    for ripple in range(4):
        paint = f'fill="none" stroke="{colour.shape}" stroke-width="2"'
        yield ellipse(x, y, 90 + ripple * 34, 60 + ripple * 26, 0, paint)
    start = dice.between(0, 60)
    for orbit in range(3):
        turn = start + orbit * 60
        yield ellipse(x, y, 70, 24, turn, f'fill="none" stroke="{colour.light}" stroke-width="3"')
        angle = dice.between(0, 2 * pi)
        across, along = 70 * cos(angle), 24 * sin(angle)
        tilt = turn * pi / 180
        yield circle(
            x + across * cos(tilt) - along * sin(tilt), y + across * sin(tilt) + along * cos(tilt), 5, colour.light
        )
    yield circle(x, y, 15, colour.light)
    yield circle(x - 5, y - 4, 6, colour.shape)
    yield circle(x + 5, y + 4, 6, colour.shape)


def cycle(dice: Dice, colour: Palette) -> Iterator[str]:
    """Arrows that follow each other round, and a leaf in the middle."""
    x, y, r = dice.between(110, 210), 80.0, dice.between(48, 56)
    yield circle(x, y, r + 24, colour.shade)
    start, arms = dice.between(0, 2 * pi), 3
    for arm in range(arms):
        first = start + arm * 2 * pi / arms
        last = first + 2 * pi / arms - 0.5
        ax, ay, bx, by = x + r * cos(first), y + r * sin(first), x + r * cos(last), y + r * sin(last)
        radius = number(r)
        yield line(f"M{number(ax)} {number(ay)}A{radius} {radius} 0 0 1 {number(bx)} {number(by)}", colour.light, 9)
        tip = last + 0.34
        head = [
            (x + (r - 15) * cos(last), y + (r - 15) * sin(last)),
            (x + (r + 15) * cos(last), y + (r + 15) * sin(last)),
            (x + r * cos(tip), y + r * sin(tip)),
        ]
        yield area(points(head) + "Z", colour.light)
    yield ellipse(x, y, 22, 11, dice.between(-50, -20), f'fill="{colour.shape}"')
    for _drop in range(8):
        yield circle(dice.between(8, 312), dice.between(10, 150), dice.between(2, 5), colour.shape)
