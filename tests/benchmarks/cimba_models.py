"""M1 and M2 for Cimba, which compiles the methods of these classes through numba onto its C library.

Runs as a process of its own, since Cimba teaches numba types that our kernel must not meet: reads lines with a model,
a number of items and a seed, answers each with the mean time of an item and the seconds taken.
"""

import sys
from time import perf_counter

import cimba
from cimba import random


class Office(cimba.Model):
    """The stations of M2."""

    first: cimba.Resource = cimba.Resource(capacity=3)
    second: cimba.Resource = cimba.Resource(capacity=4)
    third: cimba.Resource = cimba.Resource(capacity=3)
    total: float = 0.0
    ended: int = 0


class Item(cimba.Model):
    office: cimba.Ref[Office]

    @cimba.process
    def journey(self):
        began = cimba.now()
        station = 0
        while station < 3:
            if station == 0:
                self.office.first.acquire()
                cimba.hold(random.exponential(1.6))
                self.office.first.release()
            elif station == 1:
                self.office.second.acquire()
                cimba.hold(random.exponential(1.9))
                self.office.second.release()
            else:
                self.office.third.acquire()
                cimba.hold(random.exponential(1.6))
                self.office.third.release()
            u = random.uniform(0.0, 1.0)
            if u >= 0.2:
                if u < 0.3 and station > 0:
                    station -= 1
                else:
                    station += 1
                if station < 3:
                    cimba.hold(0.5)
        self.office.total += cimba.now() - began
        self.office.ended += 1
        cimba.release(self)


class M2(cimba.Model):
    office: Office = Office()
    items: int = 5000
    mean_time: cimba.Output[float]

    @cimba.process
    def arrivals(self):
        for _ in range(self.items):
            cimba.hold(random.exponential(1.0))
            cimba.spawn(Item, office=self.office)

    @cimba.on_end
    def finish(self):
        self.mean_time = self.office.total / self.office.ended


class M1(cimba.Model):
    queue: cimba.Store[float]
    items: int = 5000
    total: float = 0.0
    ended: int = 0
    mean_time: cimba.Output[float]

    @cimba.process
    def arrivals(self):
        for _ in range(self.items):
            cimba.hold(random.exponential(0.25))
            self.queue.put(cimba.now())

    @cimba.process(copies=5)
    def person(self):
        while True:
            asked = self.queue.get()
            cimba.hold(random.exponential(1.0))
            self.total += cimba.now() - asked
            self.ended += 1

    @cimba.on_end
    def finish(self):
        self.mean_time = self.total / self.ended


def mean_time(model: str, items: int, seed: int) -> float:
    """Mean time of an item in one replication."""
    one = {"m1": M1, "m2": M2}[model]()
    one.items = items
    run = cimba.Experiment(one, replications=1, window=cimba.Window(), seed=seed).run(workers=1)
    return float(run[one].mean_time.values.mean())


if __name__ == "__main__":
    for line in sys.stdin:
        model, items, seed = line.split()
        began = perf_counter()
        answer = mean_time(model, int(items), int(seed))
        print(answer, perf_counter() - began, flush=True)
