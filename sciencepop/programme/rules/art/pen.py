"""What all motifs draw with: a die that never changes its mind, four colours, and a few shapes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 160


class Dice:
    """Numbers made of a text by SHA-256: the same on every machine and in every version of Python."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rolled = 0

    def unit(self) -> float:
        """The next number in [0, 1)."""
        digest = hashlib.sha256(f"{self.text}/{self.rolled}".encode()).digest()
        self.rolled += 1
        return int.from_bytes(digest[:6], "big") / 2**48

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.unit()

    def below(self, count: int) -> int:
        return int(self.unit() * count)


@dataclass(frozen=True)
class Palette:
    """`ground` behind everything, `shape` for the large forms, `light` for what catches the eye, `shade` for depth."""

    ground: str
    shape: str
    light: str
    shade: str


Paint = Callable[[Dice, Palette], Iterator[str]]


@dataclass(frozen=True)
class Motif:
    paint: Paint
    palettes: tuple[Palette, ...]


def number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    seen = f' opacity="{number(opacity)}"' if opacity < 1 else ""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="{fill}"{seen}/>'


def rect(x: float, y: float, width: float, height: float, fill: str, round_: float = 0) -> str:
    corner = f' rx="{number(round_)}"' if round_ else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"{corner} '
        f'fill="{fill}"/>'
    )


def line(path: str, stroke: str, width: float) -> str:
    """An open path."""
    return (
        f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{number(width)}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def area(path: str, fill: str) -> str:
    return f'<path d="{path}" fill="{fill}"/>'


def ellipse(x: float, y: float, rx: float, ry: float, turn: float, paint: str) -> str:
    """`paint` is the attributes of fill or stroke."""
    place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}"'
    return f'<ellipse {place} transform="rotate({number(turn)} {number(x)} {number(y)})" {paint}/>'


def points(pairs: Sequence[tuple[float, float]]) -> str:
    """A path through points, in straight lines."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in pairs)
