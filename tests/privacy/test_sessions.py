"""Many users at once, each with a marked cohort: none gets a byte of another; what is forgotten is gone."""

from concurrent.futures import ThreadPoolExecutor

from tests.browser.process import ROOT
from tests.privacy.visitor import Visitor
from tests.privacy.watched import BEGINNING, Watched, file_of

SESSIONS = 20
SCREENS = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem not in {"overview", "data"})
SCREENS += ["", "data"]  # the first screen has no path of its own; on the last one data are forgotten
MARKS = [f"{BEGINNING}{number:02d}q" for number in range(SESSIONS)]


def in_use(watched: Watched, mark: str) -> Visitor:
    """Return a session that uses a marked cohort, has looked at its patients and taken a file along."""
    visitor = Visitor(watched.url, "data")
    visitor.upload("file-0", f"{mark}.csv", file_of(mark))
    visitor.click("use-cohort")
    taken = "Tidy cohort (CSV)"
    if MARKS.index(mark) % 2:
        visitor.open("timelines")
        visitor.unfold("files-lanes")
        taken = "csv-lanes"
    assert visitor.export(taken).count(f"{mark}n".encode()) >= 8
    return visitor


def foreign(visitor: Visitor, own: str) -> list[str]:
    """Return the marks of others among everything a session received."""
    return [mark for mark in MARKS if mark != own and mark.encode() in visitor.received]


def test_twenty_sessions_at_once_receive_nothing_of_each_other_and_leave_nothing_behind(watched):
    watched.wait_until_nobody_is_left()
    with ThreadPoolExecutor(SESSIONS) as pool:
        visitors = list(pool.map(lambda mark: in_use(watched, mark), MARKS))
    assert watched.asked("sessions") == SESSIONS
    for visitor, mark in zip(visitors, MARKS, strict=True):
        assert f"{mark}n7".encode() in visitor.received
        assert foreign(visitor, mark) == []

    # One looks at every screen and forgets: what it held is gone; what another holds is found.
    first, second = visitors[:2]
    for screen in SCREENS:
        first.open(screen)
    first.click("forget")
    second.export("csv-lanes")
    assert first.ask("GET", first.answers[-1])[0] == 404
    assert second.ask("GET", second.answers[-1])[0] == 200
    held = watched.asked("holding", BEGINNING, *MARKS[:2])
    assert len(held[MARKS[0]]) == 0, "\n".join(held[MARKS[0]])
    assert {text.split()[0] for text in held[MARKS[1]]} >= {"bytes", "str", "ChunkedArray"}

    # All leave; when their time is over nothing of anybody is left.
    for visitor in visitors:
        visitor.leave()
    watched.wait_until_nobody_is_left()
    ended = watched.asked("holding", BEGINNING, *MARKS)
    left = [text for texts in ended.values() for text in texts]
    assert len(left) == 0, "\n".join(left)
    assert second.ask("GET", second.answers[-1])[0] == 404
