"""Prints the speed table: ``python -m tests.bench [--quick]``."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from nnstudio.data.load import load_dataset
from tests.bench import frames, speed, startup, sweeps, tables, views


def main(argv: list[str]) -> int:
    quick = "--quick" in argv
    seconds = 0.05 if quick else 0.25
    show_startup(1 if quick else 2)
    show_speed(seconds)
    show_growth(seconds)
    show_sweeps(quick)
    show_frames(2.0 if quick else frames.SECONDS)
    show_tables(2.0 if quick else frames.SECONDS)
    show_views(2.0 if quick else views.SECONDS)
    return 0


def show_startup(repeats: int) -> None:
    bare, studio, early = startup.measure(repeats)
    print("Start-up, until the first paint")
    print(f"  bare window {bare:.2f} s, studio {studio:.2f} s: {studio / bare:.2f} times as long")
    print(f"  imported before it: {', '.join(early) or 'neither torch nor scikit-learn nor pandas'}\n")


def show_speed(seconds: float) -> None:
    print(f"{'Training, µs an epoch':36}{'studio':>9}{'lecture':>9}{'sklearn':>9}   times lecture, sklearn")
    for name, project in speed.projects().items():
        ours, lecture, sklearn = speed.compare(project, seconds)
        print(f"  {name:34}{ours:9.0f}{lecture:9.0f}{sklearn:9.0f}{lecture / ours:11.1f}{sklearn / ours:9.1f}")
    print()


def show_growth(seconds: float) -> None:
    print("How the time grows, µs an epoch")
    for what, sizes in speed.growing().items():
        parts = []
        for size, project in sizes:
            us = speed.microseconds(speed.studio(project, load_dataset(project.data)), seconds)
            parts.append(f"{size}: {us:.0f}")
        print(f"  {what:8} {', '.join(parts)}")
    project = speed.projects()["binary-classification"]
    train = speed.studio(project, load_dataset(project.data))
    early = speed.microseconds(train, seconds)
    train(100 if seconds < 0.2 else 10_000)
    print(f"  epochs   at the start: {early:.0f}, later: {speed.microseconds(train, seconds):.0f}\n")


def show_sweeps(quick: bool) -> None:
    print("Sweeps by the command, beside one run by the command")
    for sweep in sweeps.sweeps(quick):
        one, many = sweeps.measure(sweep, 1 if quick else 2)
        times, more = many.seconds / one.seconds, many.megabytes - one.megabytes
        print(f"  {sweep.title:52}{one.seconds:6.2f} s, {many.seconds:6.2f} s: {times:5.2f} times; {more:+.0f} MB")
    print()


def show_tables(seconds: float) -> None:
    print(f"While a table of {tables.COLUMNS} columns is trained on: ms between frames and until an event is served")
    small, large = tables.measure(seconds)
    for figures in (small, large):
        print(f"  {f'{figures.rows:,} rows':24}read in {figures.reading:.1f} s, an epoch takes {figures.epoch:.1f} ms")
        for name, gaps in (("frames", figures.frames), ("waits", figures.waits)):
            print(f"  {'':24}{name:14}{', '.join(f'{key} {value:.1f}' for key, value in gaps.items())}")
    for name, ours, others in (("frames", large.frames, small.frames), ("waits", large.waits, small.waits)):
        told = ", ".join(f"{key} {ours[key] / others[key]:.1f}" for key in ("median", "p99"))
        print(f"  {'times as long':24}{name:14}{told}")
    print()


def show_views(seconds: float) -> None:
    print("With panels torn off, 2-8-8-1: ms between frames while 1,000 epochs are dragged through, and live")
    for panels in views.OPENED:
        for what, watch in views.measure(panels, seconds).items():
            figures = ", ".join(f"{key} {value:.1f}" for key, value in frames.quantiles(watch.paints).items())
            print(f"  {', '.join(panels) or 'none':45}{what:11}{figures}")
    print()


def show_frames(seconds: float) -> None:
    print("The window while it trains at full speed, ms between frames and until an event is served")
    for lesson in ("binary-classification", "nonlinear-regression"):
        figures = frames.measure(lesson, seconds)
        share = figures["share of the speed without a window"]["median"]
        for name in ("frames", "waits", "waits at rest"):
            values = ", ".join(f"{key} {value:.1f}" for key, value in figures[name].items())
            print(f"  {lesson:24}{name:14}{values}")
        print(f"  {lesson:24}{'speed':14}{share:.0%} of the speed without a window")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
