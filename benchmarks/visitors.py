"""Concurrency: twenty visitors who think three seconds between clicks, and the memory of idle sessions.

Each visitor goes on changing the filter of one of the screens. Taken is the time from the click until the
script has finished, at the visitor; the visitors run on the same two cores. Once they all visit one server
(`make run`), once half of them each of two, as `deploy/` starts them.
"""

import argparse
import itertools
import random
import statistics
import threading
import time
from contextlib import ExitStack
from typing import Any

from benchmarks.growth import CHANGES
from benchmarks.screens import SCREENS
from benchmarks.server import Server, serving
from benchmarks.timed_visitor import Visitor

USERS, THINKING, CLICKS = 20, 3.0, 6
SESSIONS = (1, 10, 50)
REPLICAS = (1, 2)
GOAL = {"p95_seconds": 1.0, "megabytes_per_session": 1.0}


def visit(server: Server, number: int, clicks: int, taken: list[float]) -> None:
    """Open a screen and change its filter again and again, thinking in between."""
    chance = random.Random(number)
    path, settings = list(SCREENS.values())[number % len(SCREENS)]
    visitor = Visitor(server, path, dict(settings))
    visitor.show()
    for types, sexes in itertools.islice(itertools.cycle(CHANGES[number % 5 :]), clicks):
        time.sleep(THINKING * chance.uniform(0.5, 1.5))
        visitor.choose("leukemia_type", *types)
        visitor.choose("sex", *sexes)
        taken.append(visitor.show().seconds)
    visitor.close()


def busy(users: int, clicks: int, replicas: int) -> list[float]:
    """Return what the clicks of so many visitors at once took, ordered; they share out the servers."""
    taken: list[float] = []
    with ExitStack() as stack:
        servers = [stack.enter_context(serving()) for _ in range(replicas)]
        threads = [
            threading.Thread(target=visit, args=(servers[n % replicas], n, clicks, taken))
            for n in range(users)
        ]
        for thread in threads:
            thread.start()
            time.sleep(THINKING / users)
        for thread in threads:
            thread.join()
    return sorted(taken)


def idle() -> dict[int, float]:
    """Return the server's megabytes with so many sessions open, each of which has seen a screen once."""
    held: dict[int, float] = {}
    open_: list[Visitor] = []
    screens = itertools.cycle(SCREENS.values())
    with serving() as server:
        for count in SESSIONS:
            while len(open_) < count:
                path, settings = next(screens)
                open_.append(Visitor(server, path, dict(settings)))
                open_[-1].show()
            held[count] = server.memory()
        for visitor in open_:
            visitor.close()
    return held


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--clicks", type=int, default=CLICKS)
    given = parser.parse_args(arguments)
    found: dict[str, Any] = {"users": given.users}
    for replicas in REPLICAS:
        taken = busy(given.users, given.clicks, replicas)
        found[f"{replicas} server{'s' * (replicas > 1)}"] = {
            "clicks": len(taken),
            "median_seconds": statistics.median(taken),
            "p95_seconds": taken[int(0.95 * (len(taken) - 1))],
        }
    memory = idle()
    few, many = SESSIONS[1], SESSIONS[-1]
    found |= {
        "megabytes": memory,
        "megabytes_per_session": (memory[many] - memory[few]) / (many - few),
        "goal": GOAL,
    }
    print(found, flush=True)
    return found


if __name__ == "__main__":
    main()
