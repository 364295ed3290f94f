"""What a measurement needs: the servers of this run and how long to load them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Flask

from bench.load import Sample, wrk, wrk_many
from bench.servers import Server
from sciencepop import create_app
from sciencepop.core.config import Config


@dataclass
class Setting:
    database: str
    environ: dict[str, str]
    site: Server
    ceilings: Server
    seconds: int
    rounds: int

    @cached_property
    def app(self) -> Flask:
        """The site in this process, on the same database and with the same key: for making clients and lists."""
        return create_app(Config.from_environ(self.environ))

    def against(self, ceiling: str, path: str, headers: dict[str, str] | None = None) -> list[tuple[Sample, Sample]]:
        """Ceiling and one page in turn, `rounds` times, after a short warm-up."""
        wrk(self.site.url + path, 1, headers=headers)
        return [
            (
                wrk(self.ceilings.url + ceiling, self.seconds),
                wrk(self.site.url + path, self.seconds, headers=headers),
            )
            for _round in range(self.rounds)
        ]

    def against_many(
        self, ceiling: str, paths: list[str], headers: dict[str, str] | None = None
    ) -> list[tuple[Sample, Sample]]:
        """As `against`, over many addresses; each round takes its own share of them, so that none was asked before."""
        share = len(paths) // self.rounds
        pairs = []
        for number in range(self.rounds):
            some = paths[number * share : (number + 1) * share]
            pairs.append(
                (
                    wrk(self.ceilings.url + ceiling, self.seconds),
                    wrk_many(self.site.url, some, self.seconds, headers),
                )
            )
        return pairs
