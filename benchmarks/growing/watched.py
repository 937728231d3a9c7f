"""The open pages of a scene: some post, some are judged message by message, all are counted."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median

from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.verdict import Faults, judge
from benchmarks.growing.crowd import Crowd
from benchmarks.growing.lanes import MARK, Lane, Source, page_lane
from tests.support.server import Server

KEPT = 2  # pages of each room and process that are judged message by message, beside those that post
TOLERATED = 300  # bytes, half a message: pages differ in the digits of their own counters

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
        for sources in self._sources.values():
            for source in sources[:KEPT]:
                source.kept = []
        self.crowd = Crowd([source for sources in self._sources.values() for source in sources])

    @property
    def deliveries(self) -> int:
        """How many there must have been: each message, to each page of its room."""
        return sum(len(lane.posted) * self._pages[lane.room] for lane in self.lanes)

    def judge(self, stored: dict[str, list[int]]) -> dict[str, int]:
        """Compare what is stored with what was posted, what kept pages heard with that, and others' bytes with theirs.

        ``miscounted``: pages that got more or fewer bytes than the kept ones of the same room and process.
        """
        faults, posted = Faults(), defaultdict[str, list[int]](list)
        for lane in self.lanes:
            posted[lane.room] += lane.posted
        for room, numbers in posted.items():
            faults += judge(sorted(numbers), sorted(stored.get(room, [])))
        kept = [(lane.room, lane.source) for lane in self.lanes]
        kept += [
            (room, source) for (room, _), some in self._sources.items() for source in some if source.kept is not None
        ]
        for room, source in kept:
            faults += judge(stored.get(room, []), self._heard(source))
        miscounted = 0
        for sources in filter(None, self._sources.values()):
            right = median(source.received for source in sources if source.kept is not None)
            miscounted += sum(abs(source.received - right) > TOLERATED for source in sources)
        return {
            "lost": faults.lost,
            "duplicated": faults.duplicated,
            "reordered": faults.reordered,
            "miscounted": miscounted,
            "pages_judged": len(kept),
            "faults": len(self._readers.faults),
        }

    def _heard(self, source: Source) -> list[int]:
        """Return the messages of a page, each when it came first."""
        assert source.reader is not None
        assert source.kept is not None
        self._readers.take(source.reader, b"".join(source.kept))
        return list(dict.fromkeys(number for said in source.reader.received for number in said.numbers))
