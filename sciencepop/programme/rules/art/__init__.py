"""Cover pictures drawn by program: one motif a group of topics, varied by a seed, the same picture for the same seed.

Flat shapes without text, so that they print, scale and need no translation. Canvas 320 × 160 units.
"""

from __future__ import annotations

from sciencepop.programme.rules.art import city, living, matter
from sciencepop.programme.rules.art.pen import HEIGHT, WIDTH, Dice, Motif, Palette

MOTIFS: dict[str, Motif] = {
    "stars": Motif(
        living.stars,
        (
            Palette("#0e2a47", "#27598f", "#f7d070", "#081a2e"),
            Palette("#1d2452", "#8a5a83", "#ffd9a0", "#111634"),
            Palette("#10333f", "#c07a4b", "#f4e3b2", "#08202a"),
        ),
    ),
    "leaves": Motif(
        living.leaves,
        (
            Palette("#1f5a43", "#4a9c6d", "#e9f2c8", "#17452f"),
            Palette("#2b4c2a", "#7da453", "#f6efc4", "#203a20"),
            Palette("#155457", "#43a08c", "#e4f4df", "#0f4144"),
        ),
    ),
    "waves": Motif(
        living.waves,
        (
            Palette("#0f4c5c", "#2c7a8c", "#bfe6ee", "#0b3945"),
            Palette("#1c4f45", "#45907b", "#d9f1dd", "#133b34"),
        ),
    ),
    "field": Motif(
        living.field,
        (
            Palette("#4f6a2a", "#86a044", "#f7e7a6", "#3b511e"),
            Palette("#7a5a1e", "#b98d34", "#fdf0c0", "#5d4415"),
        ),
    ),
    "pulse": Motif(
        living.pulse,
        (
            Palette("#7a1f3d", "#a94565", "#ffe3ea", "#5c152c"),
            Palette("#8a3324", "#bb6350", "#ffe9df", "#692417"),
        ),
    ),
    "layers": Motif(
        matter.layers,
        (
            Palette("#6b3e26", "#b7744a", "#ffe2c4", "#4f2c1a"),
            Palette("#4a4238", "#8d7d66", "#f1e4c9", "#373129"),
        ),
    ),
    "flask": Motif(
        matter.flask,
        (
            Palette("#0b6b68", "#2a9d8f", "#ffe8c2", "#075250"),
            Palette("#4b3a78", "#8e6fc0", "#fde7ff", "#382a5c"),
        ),
    ),
    "atom": Motif(
        matter.atom,
        (
            Palette("#163a5f", "#3b76ad", "#ffe2a8", "#0f2a46"),
            Palette("#5b2a52", "#9a5a8d", "#ffe6c9", "#431d3c"),
        ),
    ),
    "cycle": Motif(
        matter.cycle,
        (
            Palette("#1d5b45", "#5fb58a", "#f2ffe0", "#144332"),
            Palette("#0f5a66", "#4fa9b0", "#eafaf2", "#0a434d"),
        ),
    ),
    "grid": Motif(
        city.grid,
        (
            Palette("#243447", "#4d6a8a", "#ffd68a", "#18242f"),
            Palette("#3d2f5b", "#77609f", "#ffe0b0", "#2c2143"),
        ),
    ),
    "network": Motif(
        city.network,
        (
            Palette("#33306b", "#5b57b3", "#c9f0ff", "#242250"),
            Palette("#123f52", "#3b7f95", "#fff0c9", "#0c2f3d"),
        ),
    ),
    "circuit": Motif(
        city.circuit,
        (
            Palette("#123a33", "#2f8f7a", "#d6ffe9", "#0c2a25"),
            Palette("#3a2a24", "#9a6b4c", "#ffe7cf", "#2b1f1a"),
        ),
    ),
    "chat": Motif(
        city.chat,
        (
            Palette("#7a2f3d", "#b65a6a", "#ffe7ea", "#5c202c"),
            Palette("#26527a", "#5f8fbb", "#eaf4ff", "#1b3d5c"),
        ),
    ),
    "city": Motif(
        city.skyline,
        (
            Palette("#3b2f4f", "#7a6a9a", "#ffd9a8", "#2a2139"),
            Palette("#1f4a5a", "#5f95a0", "#ffe4b8", "#163642"),
        ),
    ),
}


def draw(art: str, seed: int) -> str:
    """The picture as an SVG document. Raises KeyError for a motif that nobody can draw."""
    motif = MOTIFS[art]
    dice = Dice(f"{art} {seed}")
    palette = motif.palettes[dice.below(len(motif.palettes))]
    shapes = "".join(motif.paint(dice, palette))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="640" height="320" '
        f'preserveAspectRatio="xMidYMid slice"><rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.ground}"/>'
        f"{shapes}</svg>"
    )
