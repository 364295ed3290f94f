"""Sky, plants, water, fields and the heart's beat."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

from sciencepop.programme.rules.art.pen import HEIGHT, WIDTH, Dice, Palette, area, circle, ellipse, line, number, points


def stars(dice: Dice, colour: Palette) -> Iterator[str]:
    """A night sky over hills, with a ringed planet or a moon."""
    for _star in range(46):
        size = (0.7, 1.1, 1.1, 1.8)[dice.below(4)]
        yield circle(dice.between(4, 316), dice.between(4, 124), size, colour.light)
    x, y, r = dice.between(200, 262), dice.between(48, 78), dice.between(24, 36)
    turn = dice.between(-28, -8)
    ring = f'fill="none" stroke="{colour.light}" stroke-width="3"'
    if dice.below(3):
        yield ellipse(x, y, r * 2, r * 0.46, turn, ring)
        yield circle(x, y, r, colour.shape)
    else:
        yield circle(x, y, r, colour.light)
        yield circle(x + r * 0.42, y - r * 0.18, r * 0.86, colour.ground)
    peaks = [(0.0, 160.0), (0.0, dice.between(128, 146))]
    for step in range(1, 5):
        peaks.append((step * 72 - dice.between(0, 26), dice.between(104, 140)))
    yield area(points([*peaks, (320, dice.between(128, 146)), (320, 160)]) + "Z", colour.shade)


def leaves(dice: Dice, colour: Palette) -> Iterator[str]:
    """Stems with leaves by pairs, as in a bed of water plants."""
    yield circle(dice.between(40, 280), dice.between(30, 70), dice.between(40, 62), colour.shade)
    x = dice.between(10, 24)
    leaf = f'fill="{colour.shape}"'
    while x < 312:
        height, bend = dice.between(46, 128), dice.between(-14, 14)
        yield line(f"M{number(x)} 160q{number(bend)} {number(-height / 2)} 0 {number(-height)}", colour.light, 2.6)
        y, side = 160 - height + 8, 1 if dice.below(2) else -1
        while y < 154:
            length = dice.between(9, 14)
            yield ellipse(x + side * length * 0.85, y, length, length * 0.46, -30 * side, leaf)
            y, side = y + dice.between(14, 20), -side
        x += dice.between(22, 46)


def waves(dice: Dice, colour: Palette) -> Iterator[str]:
    """Water in bands, reeds at one side, and a low sun."""
    yield circle(dice.between(190, 270), dice.between(42, 64), dice.between(18, 28), colour.light)
    shift = dice.between(0, 2 * pi)
    for band in range(5):
        top, height = 74 + band * 18, dice.between(3, 7)
        crest = [(x, top + height * sin(x / _length(band) + shift + band)) for x in range(0, 321, 16)]
        path = points([*crest, (WIDTH, HEIGHT), (0, HEIGHT)]) + "Z"
        yield area(path, (colour.shape, colour.shade)[band % 2])
        yield line(points([(float(x), y) for x, y in crest]), colour.light, 1.2)
    for _reed in range(6):
        x, height = dice.between(14, 84), dice.between(60, 112)
        yield line(f"M{number(x)} 160q3 {number(-height / 2)} 0 {number(-height)}", colour.light, 2.4)
        yield ellipse(x, 160 - height - 6, 3.4, 10, dice.between(-6, 6), f'fill="{colour.light}"')


def _length(band: int) -> float:
    """The length of a wave grows toward the viewer."""
    return 22.0 + band * 7


def field(dice: Dice, colour: Palette) -> Iterator[str]:
    """Rows of a field running to the horizon, and ears of grain in front."""
    yield circle(dice.between(60, 260), dice.between(34, 48), dice.between(16, 24), colour.light)
    yield area("M0 78Q90 58 170 74T320 66V160H0Z", colour.shape)
    middle = dice.between(120, 200)
    for row in range(-7, 8):
        yield line(f"M{number(middle + row * 7)} 76L{number(middle + row * 46)} 160", colour.shade, 3)
    for _ear in range(7):
        x, height = dice.between(16, 304), dice.between(44, 78)
        top = 160 - height
        yield line(f"M{number(x)} 160V{number(top)}", colour.light, 2.4)
        for grain in range(5):
            side = 1 if grain % 2 else -1
            yield ellipse(x + side * 4.4, top + grain * 6, 5.6, 2.6, -38 * side, f'fill="{colour.light}"')


def pulse(dice: Dice, colour: Palette) -> Iterator[str]:
    """The line of a heartbeat across soft discs."""
    yield circle(dice.between(30, 110), dice.between(50, 110), dice.between(70, 96), colour.shade)
    yield circle(dice.between(210, 290), dice.between(40, 120), dice.between(50, 76), colour.shape)
    y, x = dice.between(76, 92), 0.0
    path = [(0.0, y)]
    while x < 290:
        x += dice.between(26, 52)
        height = dice.between(26, 54)
        path += [(x, y), (x + 7, y - height * 0.3), (x + 14, y), (x + 20, y + height * 0.4)]
        path += [(x + 28, y - height), (x + 37, y + height * 0.6), (x + 43, y)]
        x += 43
    yield line(points([*path, (WIDTH, y)]), colour.light, 4)
    for turn in range(8):
        angle, reach = turn * pi / 4, dice.between(8, 12)
        yield circle(286 + reach * cos(angle), 28 + reach * sin(angle), 2.2, colour.light)
