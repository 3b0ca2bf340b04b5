"""Figures in words, and the table of them."""

import statistics


def quartiles(values):
    low, middle, high = statistics.quantiles(values, n=4)
    return low, middle, high


def told(runs):
    """Median and quartiles of wall times."""
    low, middle, high = quartiles([run.wall for run in runs])
    return f"{middle:.2f} ms ({low:.2f}-{high:.2f})"


def ratio(runs, base):
    """The median of what each pair says."""
    return statistics.median(run.wall / other.wall for run, other in zip(runs, base))


class Row:
    """A line of the table. `floor` is what can't be beaten; `is_felt` says whether somebody waits for this, or README promises
    it: then README shows it."""

    def __init__(self, what, measured, floor, goal, kept, is_felt=False):
        self.what, self.measured, self.floor, self.goal, self.kept = what, measured, floor, goal, kept
        self.is_felt = is_felt

    def __str__(self):
        mark = {True: "yes", False: "**no**", None: ""}[self.kept]
        return f"| {self.what} | {self.measured} | {self.floor} | {self.goal} | {mark} |"


def table(rows):
    lines = ["| what | measured | floor | goal: at most | kept |", "| --- | --- | --- | --- | --- |"]
    return "\n".join(lines + [str(row) for row in rows])
