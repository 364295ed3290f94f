"""Texts as short vectors: character n-grams, weighed by how rare they are, thrown into a few dimensions.

No dictionary and no word list: Chinese is taken by single characters and pairs, other scripts by words and their
parts. Hashes come from CRC-32, so that vectors are the same in every process and on every day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

WIDTH = 256
"""Numbers a vector. Two unrelated texts then differ from a cosine of 0 by about 1/16."""
_BUCKETS = 1 << 16
_WORDS = re.compile(r"[㐀-鿿]+|[^\W_㐀-鿿]+")
_NUMBERS = re.compile(r"\d+")


def grams(text: str) -> set[str]:
    """The parts by which texts are compared: "望远镜" gives 望, 远, 镜, 望远 and 远镜."""
    found: set[str] = set()
    for word in _WORDS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if "㐀" <= word[0] <= "鿿":
            found.update(word)
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            found.add(word)
            edged = f"^{word}$"
            found.update(edged[at : at + 4] for at in range(len(edged) - 3))
    return found


def series_key(title: str) -> str:
    """What titles of one series have in common: "观星夜（第3期）" and "观星夜（第4期）" are one."""
    return " ".join(_WORDS.findall(_NUMBERS.sub(" ", unicodedata.normalize("NFKC", title).casefold())))


class Rarity:
    """In how many texts of a collection each gram stands, approximately; small enough to be kept."""

    def __init__(self, texts: Iterable[str]) -> None:
        counted = np.zeros(_BUCKETS, np.float32)
        many = 0
        for many, text in enumerate(texts, start=1):  # noqa: B007 - the count is wanted
            counted[[code % _BUCKETS for code in _codes(text)]] += 1
        self.weight = np.log((1 + many) / (1 + counted)) + 1

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 a text; a text without any letter is a row of zeros."""
        rows = np.zeros((len(texts), WIDTH), np.float32)
        for at, text in enumerate(texts):
            codes = np.array(_codes(text), np.int64)
            if codes.size:
                sign = np.where(codes >> 31 & 1, 1.0, -1.0)
                np.add.at(rows[at], (codes >> 16) % WIDTH, sign * self.weight[codes % _BUCKETS])
        lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
        rows /= np.maximum(lengths, 1e-9)
        return rows


def _codes(text: str) -> list[int]:
    return [crc32(gram.encode()) for gram in sorted(grams(text))]
