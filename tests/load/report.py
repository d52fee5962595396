"""What was measured, beside the goals and beside the bare server."""

from __future__ import annotations

from dataclasses import dataclass


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of the values (seconds) do not exceed, in milliseconds."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Line:
    """One figure; ``floor`` is what the bare server needed for the same."""

    what: str
    got: float
    unit: str
    goal: float | None
    floor: float | None

    @property
    def fine(self) -> bool:
        return self.goal is None or self.got <= self.goal

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"≤ {self.goal:,g}"
        bare = "" if not self.floor else f"{self.floor:,.0f} (× {self.got / self.floor:.1f})"
        mark = " " if self.fine else "!"
        return f"{mark} {self.what:<58}{self.got:>10,.1f} {self.unit:<4}{goal:>9}  {bare}".rstrip()


class Report:
    """Figures under headings, in the order in which they came."""

    def __init__(self) -> None:
        self.parts: dict[str, list[Line]] = {}

    def add(
        self,
        heading: str,
        what: str,
        got: float,
        unit: str,
        goal: float | None = None,
        floor: float | None = None,
    ) -> None:
        self.parts.setdefault(heading, []).append(Line(what, got, unit, goal, floor))

    @property
    def fine(self) -> bool:
        """Whether every goal was reached."""
        return all(line.fine for lines in self.parts.values() for line in lines)

    def show(self) -> None:
        print(f"  {'':<58}{'got':>10} {'':<4}{'goal':>9}  bare server")
        for heading, lines in self.parts.items():
            print(f"\n{heading}")
            for line in lines:
                print(line)
