"""The open pages of a scene: some post, some are judged frame by frame, all by what they are told at last."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from benchmarks.compare.nicegui_page import page_of
from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.shown import ShownRows, Updates
from benchmarks.compare.verdict import Faults, judge
from benchmarks.growing.crowd import Crowd
from benchmarks.growing.lanes import MARK, Lane, Source, page_lane
from tests.support.servers.server import Server

KEPT = 2  # pages of each room and process that are judged frame by frame, beside those that post

Place = tuple[str, int]  # a room and a server's port


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that is open: whose server, which room."""

    server: Server
    room: str
    reader: Reader


def place_of(lane: int, rooms: int, processes: int) -> tuple[int, int]:
    """Return in which room and at which process a lane posts: both take turns, in one room as in many."""
    room = lane % rooms
    return room, (room + lane // rooms) % processes


class Watched:
    """So many ``lanes`` post, spread over rooms and processes; their pages and some others keep all they hear."""

    def __init__(self, opened: list[Opened], readers: Readers, lanes: int) -> None:
        self._readers = readers
        self._pages = Counter(page.room for page in opened)
        left: dict[Place, list[Opened]] = defaultdict(list)
        for page in opened:
            left[page.room, page.server.port].append(page)
        rooms, ports = list(self._pages), sorted({port for _, port in left})
        self.lanes: list[Lane] = []
        for number in range(lanes):
            room, port = place_of(number, len(rooms), len(ports))
            page = left[rooms[room], ports[port]].pop()
            self.lanes.append(page_lane(page.reader, page.room))
            self.lanes[-1].source.kept = []
        self._sources = {
            place: [Source(page.reader.socket, MARK, page.reader) for page in some] for place, some in left.items()
        }
        for source in (source for some in self._sources.values() for source in some[:KEPT]):
            source.kept = []
        self.crowd = Crowd(
            [source for sources in self._sources.values() for source in sources], [lane.source for lane in self.lanes]
        )
        self._judged = [(lane.room, lane.source) for lane in self.lanes]
        self._judged += [(room, source) for (room, _), some in self._sources.items() for source in some[:KEPT]]
        self._known: dict[Source, int] = {}  # what a page had kept before its last words

    @property
    def deliveries(self) -> int:
        """How many there must have been: each message, to each page of its room."""
        return sum(len(lane.posted) * self._pages[lane.room] for lane in self.lanes)

    def keep_all(self) -> None:
        """Have all pages keep what they hear from now on. Before, they must have read all that there was."""
        for source in self._all:
            source.kept = source.kept or []
            self._known[source] = len(source.kept)

    def judge(self, stored: dict[str, list[int]]) -> dict[str, int]:
        """Compare what is stored with what was posted, what kept pages showed with that, and others' last words.

        ``passed_over``: messages that came and went between two frames of a kept page, whose reader finds them by
        scrolling up. ``unlike``: pages that since `keep_all` were told of other messages than the first one of the same
        room and process; a page that lacked something before is told of that as well.
        """
        faults, posted = Faults(), defaultdict[str, list[int]](list)
        for lane in self.lanes:
            posted[lane.room] += lane.posted
        for room, numbers in posted.items():
            faults += judge(sorted(numbers), sorted(stored.get(room, [])))
        last_words = {source: self._hear(source) for source in self._all}
        passed_over, updates = 0, Updates()
        for room, source in self._judged:
            page = ShownRows(page_of(reader_of(source)).elements)
            for message in reader_of(source).received:
                page.take(updates[message])
            faults += page.judge(stored.get(room, []))
            passed_over += len(page.passed_over)
        return {
            "lost": faults.lost,
            "duplicated": faults.duplicated,
            "reordered": faults.reordered,
            "passed_over": passed_over,
            "unlike": sum(last_words[one] != last_words[some[0]] for some in self._sources.values() for one in some),
            "pages_judged": len(self._judged),
            "faults": len(self._readers.faults),
        }

    @property
    def _all(self) -> list[Source]:
        return [*(lane.source for lane in self.lanes), *self.crowd.sources]

    def _hear(self, source: Source) -> list[int]:
        """Take apart what a page has kept; returns of which messages it was told since `keep_all`."""
        reader, kept, known = reader_of(source), source.kept or [], self._known.get(source, 0)
        self._readers.take(reader, b"".join(kept[:known]))
        before = len(reader.received)
        self._readers.take(reader, b"".join(kept[known:]))
        return [number for said in reader.received[before:] for number in said.numbers]


def reader_of(source: Source) -> Reader:
    """Return the page that a source belongs to."""
    assert source.reader is not None
    return source.reader
