"""Errors planted in a copy of the program, to see that the twin tests notice them.

A planted error is a text of one engine and what stands there instead. The twin tests then run in the copy, in a process
of their own; what matters is that traces differ, not that something breaks. What is planted in what both engines share
no twin can notice: stories have to, whose days are known.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TWINS = "tests/engines/test_twins.py"
FAILED = re.compile(rf"^FAILED {TWINS}::\w+\[(.+?)\] - (.*)$", re.MULTILINE)
DIFFER = re.compile(r"the traces differ from row (\d+) on")


@dataclass(frozen=True)
class Planted:
    """An error in words, and how it is planted in a file of an engine."""

    name: str
    file: str  # below sim/engines
    text: str  # occurs exactly once
    instead: str

    @property
    def path(self) -> Path:
        return Path("sim", "engines", self.file)

    def occurrences(self) -> int:
        """How often the text stands in the program as it is."""
        return (ROOT / self.path).read_text(encoding="utf-8").count(self.text)


@dataclass(frozen=True)
class Misread(Planted):
    """An error in what both engines share, and the stories that notice it; its file is given below sim."""

    stories: str = ""  # a file in tests/engines

    @property
    def path(self) -> Path:
        return Path("sim", self.file)


@dataclass(frozen=True)
class Verdict:
    """What the twin tests said: the first differing row by scenario or grid, and what failed otherwise."""

    differ: dict[str, int]
    broken: dict[str, str]
    output: str

    def __str__(self) -> str:
        if not self.differ:
            return "not caught"
        names = [f"grid {float(where):g}" if where[0].isdigit() else where for where in self.differ]
        return f"row {min(self.differ.values())}; {', '.join(names)}"


def copy_of_the_program(folder: Path) -> Path:
    """A copy in which errors can be planted."""
    for part in ("sim", "scenarios", "tests/engines"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "tests/__init__.py", "tests/benchmarks/m2.yaml"):
        (folder / part).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / part, folder / part)
    return folder


@contextmanager
def planted(error: Planted, folder: Path) -> Iterator[None]:
    """A copy with this error in it, and without it afterwards."""
    path = folder / error.path
    right = path.read_text(encoding="utf-8")
    assert right.count(error.text) == 1, f"{error.name}: its text must occur exactly once in {error.path}"
    path.write_text(right.replace(error.text, error.instead), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(right, encoding="utf-8")


def twins(folder: Path, which: str = "the_same_trace_in_both_engines") -> Verdict:
    """Run the twin tests of a copy; what is compiled of a kernel with an error is not kept among the user's."""
    unchanged = all(
        path.read_bytes() == (ROOT / path.relative_to(folder)).read_bytes()
        for path in (folder / "sim" / "engines" / "compiled").glob("*.py")
    )
    kept = {} if unchanged else {"OPMODEL_CACHE": str(folder / "compiled")}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", TWINS, "-k", which],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, **kept, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "400"},
    )  # fmt: skip
    differ, broken = {}, {}
    for where, why in FAILED.findall(ran.stdout):
        row = DIFFER.search(why)
        if row:
            differ[where] = int(row[1])
        else:
            broken[where] = why
    if ran.returncode not in (0, 1):
        broken["pytest"] = ran.stdout[-2000:] + ran.stderr[-2000:]
    return Verdict(differ, broken, ran.stdout)


def stories(folder: Path, which: str) -> list[str]:
    """The stories of a file that go wrong in a copy, as the reference engine tells them."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", f"tests/engines/{which}", "-k",
         "reference"],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return re.findall(r"^FAILED \S+::(\w+)", ran.stdout, re.MULTILINE)


IN_WHAT_THEY_SHARE = [
    Misread(
        "what comes next is drawn at the rate of the moment", "renewals.py",
        "        here = pace(gap, rate, u, day, records)\n",
        "        here = pace(gap, rate, u, day, records)\n        end = NEVER\n", "test_stories_rates.py",
    ),
    Misread(
        "a path over requests a year interpolates the gap", "renewals.py",
        "    share = 1.0\n    if rate >= 0:\n", "    share = 1.0\n    if rate >= 0 and False:\n",
        "test_stories_rates.py",
    ),
    Misread(
        "a sum of days has to meet what is given to the last bit", "rules.py",
        "return day <= limit + TOLERANCE * abs(limit)", "return day <= limit", "test_stories_hair.py",
    ),
    Misread(
        "who stands in works at the stand-in skill alone", "blueprint/people.py",
        "skill * held[name] for name, skill", "skill for name, skill", "test_stories_people.py",
    ),
]  # fmt: skip

IN_THE_REFERENCE = [
    Planted(
        "parts are due before changes of rate", "reference/clock.py",
        "RATE_CHANGE, PART, SOURCE, ADMIT,", "PART, RATE_CHANGE, SOURCE, ADMIT,",
    ),
    Planted(
        "sources are due before parts", "reference/clock.py",
        "RATE_CHANGE, PART, SOURCE, ADMIT,", "RATE_CHANGE, SOURCE, PART, ADMIT,",
    ),
    Planted(
        "the last part of an item goes first", "reference/office.py",
        "return (0 if item.urgent else 1, value, now, item.number, part)",
        "return (0 if item.urgent else 1, value, now, item.number, -part)",
    ),
    Planted(
        "a last-come queue", "reference/office.py",
        "return (0 if item.urgent else 1, value, now, item.number, part)",
        "return (0 if item.urgent else 1, value, -now, item.number, part)",
    ),
    Planted(
        "hand-out before the instant is complete", "reference/office.py",
        "self.clock.due(self.clock.now, HAND_OUT, self._hand_out)", "self.clock.due(self.clock.now, 2, self._hand_out)",
    ),
    Planted(
        "admission after hand-out", "reference/office.py",
        "self.clock.due(self.clock.now, ADMIT, self._admit)",
        "self.clock.due(self.clock.now, HAND_OUT + 1, self._admit)",
    ),
    Planted(
        "an item that comes back into a span is held", "reference/journey.py",
        "if item.parent is not None or wanted & ~item.been == 0:", "if item.parent is not None:",
    ),
    Planted(
        "the last bounce is dropped", "reference/handover.py",
        "if attempt + 1 < attempts and chance >= 0:", "if attempt + 2 < attempts and chance >= 0:",
    ),
    Planted(
        "lost context is forgotten", "reference/handover.py",
        "item.odds *= 1.0 + office.plan.level(loss, office.clock.now)", "item.odds *= 1.0",
    ),
    Planted(
        "a team that worked on the last step is not preferred", "reference/staff.py",
        "                if pool.team in item.last_teams:\n                    return pool\n                first = ",
        "                first = ",
    ),
    Planted(
        "a shifted visit number", "reference/journey.py",
        "drawn = plan.value(task.effort, item.key, task.stream, visit, now)",
        "drawn = plan.value(task.effort, item.key, task.stream, visit + 1, now)",
    ),
    Planted(
        "papers ready on the day of a meeting wait for the next", "reference/journey.py",
        "rules.next_meeting(ready, gate.meet_every)", "rules.next_meeting(ready + 1e-9, gate.meet_every)",
    ),
    Planted(
        "what is due a hair after the horizon is lost", "reference/clock.py",
        "at = rules.happens_at(at, self.horizon)", "pass",
    ),
    Planted(
        "what would end a hair after its person goes is put down", "reference/people.py",
        "rules.not_after(\n            rules.finish_time(self.since, self.clock, first.target, self.slope()), now\n"
        "        )",
        "(\n            rules.finish_time(self.since, self.clock, first.target, self.slope()) <= now\n        )",
    ),
    Planted(
        "who would be served a hair before patience ends is", "reference/people.py",
        "return not self.begun and rules.not_after(self.until, now)", "return not self.begun and self.until <= now",
    ),
    Planted(
        "patience ends also where somebody has begun", "reference/office.py",
        "if any(stint.started >= 0.0 for stint in stints):", "if all(stint.started >= 0.0 for stint in stints):",
    ),
    Planted(
        "re-rated late: the finish that was due stays", "reference/staff.py",
        "        person.look_up()\n        person.tell(self.office.clock)\n", "        person.look_up()\n",
    ),
    Planted(
        "re-rated late: the time before a change passes at the new speed", "reference/staff.py",
        "        person.reach(now)\n        stood_still = person.speed <= 0.0\n"
        "        person.speed, person.presence = slope, presence\n",
        "        stood_still = person.speed <= 0.0\n"
        "        person.speed, person.presence = slope, presence\n        person.reach(now)\n",
    ),
    Planted(
        "a work clock that is never reset", "reference/people.py",
        "        else:\n            self.clock = 0.0\n        self.since = now\n", "        self.since = now\n",
    ),
    Planted(
        "a work clock written differently, in its last bit", "reference/people.py",
        "self.clock = rules.clock_after(self.clock, self.since, now, self.slope())",
        "self.clock += now * self.slope() - self.since * self.slope()",
    ),
    Planted(
        "switching between items in hand costs nothing", "reference/people.py",
        "rules.share_of_attention(len(self.hands), self.loss, self.copies)",
        "rules.share_of_attention(len(self.hands), 0.0, self.copies)",
    ),
    Planted(
        "an interrupted stint that restarts", "reference/people.py",
        "        stint.work = rules.work_left(self.clock, stint.target, stint.skill)\n", "",
    ),
    Planted(
        "an interrupted stint loses its place in the queue", "reference/office.py",
        "        person.let_go(stint, self.clock.now)\n",
        "        person.let_go(stint, self.clock.now)\n"
        "        stint.rank = (*stint.rank[:2], self.clock.now, *stint.rank[3:])\n",
    ),
    Planted(
        "the stint that ranks first is interrupted", "reference/pools.py",
        "if last is None or key > last[0]:", "if last is None or key < last[0]:",
    ),
    Planted(
        "a workshop seated in another order", "reference/pools.py",
        "        for seat in workshop.seats:\n            person = seat.pool.best_free(seat, nobody)\n"
        "            victim = None\n",
        "        for seat in reversed(workshop.seats):\n            person = seat.pool.best_free(seat, nobody)\n"
        "            victim = None\n",
    ),
    Planted(
        "nobody is withheld for a workshop convened in order", "reference/pools.py",
        "        self.withheld = nobody\n", "",
    ),
    Planted(
        "who knows the item does not go first", "reference/pools.py",
        "            person.number not in stint.item.workers,\n", "            False,\n",
    ),
    Planted(
        "the longest free does not go first", "reference/pools.py",
        "            person.free_since,\n            person.number,\n",
        "            0.0,\n            person.number,\n",
    ),
    Planted(
        "the highest number goes first", "reference/pools.py",
        "            person.free_since,\n            person.number,\n",
        "            person.free_since,\n            -person.number,\n",
    ),
    Planted(
        "what an urgent item asks for is not urgent", "reference/office.py",
        "parent.urgent or b.kind_urgent[kind]", "b.kind_urgent[kind]",
    ),
    Planted(
        "a clock drawn at the rate of its start", "reference/plan.py",
        "return renewals.next_day(interval, b.source_rate[source], u, now, self._records)",
        "return now + 1 / (renewals.pace(interval, b.source_rate[source], u, now, self._records) or 1e-9)",
    ),
    Planted(
        "the next drift does not wait for the remedy", "reference/sources.py",
        "waits = b.source_waits[source]", "waits = False",
    ),
]  # fmt: skip

IN_THE_KERNEL = [
    Planted(
        "of two parts due at once the last goes first", "compiled/calendar.py",
        "return w.events[e, MINOR] < w.events[f, MINOR]", "return w.events[e, MINOR] > w.events[f, MINOR]",
    ),
    Planted(
        "a last-come queue in the kernel", "compiled/requests.py",
        "return w.weights[r, ASKED_AT] < w.weights[s, ASKED_AT]",
        "return w.weights[r, ASKED_AT] > w.weights[s, ASKED_AT]",
    ),
    Planted(
        "hand-out before the instant is complete in the kernel", "compiled/kernel.py",
        "if w.count[DUE] > 0 and w.times[0] <= now:",
        "if not handing_out and w.count[DUE] > 0 and w.times[0] <= now:",
    ),
    Planted(
        "a pool whose requests were put back is not looked at again in the kernel", "compiled/handout.py",
        "enqueue(victim, w)\n                hopeful = w.count[STIRRED_POOLS]\n", "enqueue(victim, w)\n",
    ),
    Planted(
        "what is due a hair after the horizon is lost in the kernel", "compiled/calendar.py",
        "at = happens_at(at, w.horizon)", "at = at",
    ),
    Planted(
        "a clock at a rate that moves off by its last bits in the kernel", "compiled/amounts.py",
        "return next_day(w.source_interval[source], w.source_rate[source], u, now, records)",
        "return next_day(w.source_interval[source], w.source_rate[source], u, now, records) * (1 + 1e-15)",
    ),
    Planted(
        "the last bounce is dropped in the kernel", "compiled/due.py",
        "if p + 1 < w.attempts and chance >= 0:", "if p + 2 < w.attempts and chance >= 0:",
    ),
    Planted(
        "a shifted visit number in the kernel", "compiled/working.py",
        "w.activity_stream[activity], visit, now, w)",
        "w.activity_stream[activity], visit + 1, now, w)",
    ),
    Planted(
        "an interrupted stint that restarts in the kernel", "compiled/hands.py",
        "    w.weights[r, WORK] = work_left(w.clocks[p, CLOCK], w.weights[r, TARGET], w.weights[r, SKILL])\n", "",
    ),
]  # fmt: skip
