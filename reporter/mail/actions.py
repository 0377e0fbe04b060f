"""Sending what is due: rows are leased in one short transaction, sent outside any, and noted in another."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Thread

import structlog

from reporter.base.current import current
from reporter.base.db import transaction
from reporter.base.jobs import LEASE, STOPPING
from reporter.mail import queries, writes
from reporter.mail.transport import Parcel, PostOffice, Result

log = structlog.get_logger()

# Messages under way at once. For each that takes longer than STUCK_S there are two more, up to MOST_AT_ONCE in all: a
# server that falls silent over some recipients delays no other.
AT_ONCE = 4
MOST_AT_ONCE = 32
STUCK_S = 1.0
# How often new mail is looked for while others are under way.
LOOK_EVERY_S = 0.25
# After no connection could be made, nothing is tried for so long.
REST = timedelta(seconds=3)


def deliver(now: datetime) -> int:
    """Sends all mail whose time has come, and what comes to be due meanwhile; gives how many were taken.

    A mail that is refused fails with the server's words; one that is put off comes again later. Safe to run in several
    processes at once, and to be killed: a mail that was under way is sent again when its lease ends, the same to the
    byte, with the same Message-ID.
    """
    office = current(PostOffice)  # type: ignore[type-abstract]
    resting = current(Resting)
    if (resting.until and now < resting.until) or not queries.anything_due(now):
        return 0
    try:
        return _Round(office, resting, now).run()
    finally:
        office.hang_up()


class Resting:
    """Until when a post office that could not be reached is left alone. One for each application."""

    until: datetime | None = None


class _Round:
    """One run of deliver: who is under way, and since when."""

    def __init__(self, office: PostOffice, resting: Resting, now: datetime) -> None:
        self._office, self._resting, self._now = office, resting, now
        self._began = self._held = time.monotonic()
        self._under_way: dict[int, float] = {}
        self._ended: SimpleQueue[tuple[int, Result]] = SimpleQueue()
        self._reachable = True
        self._sent = 0

    def run(self) -> int:
        ended: list[tuple[int, Result]] = []
        while True:
            for parcel in self._exchange(ended):
                self._under_way[parcel.mail_id] = time.monotonic()
                # Daemons: a server that does not answer must not keep the process from ending.
                Thread(target=self._send, args=(parcel,), name="mail", daemon=True).start()
            if not self._under_way:
                return self._sent
            ended = self._wait()
            self._hold()

    def _exchange(self, ended: list[tuple[int, Result]]) -> list[Parcel]:
        """Notes what ended and leases what there is room for, in one transaction."""
        now = self._time()
        room = self._room() if self._reachable and not STOPPING.is_set() else 0
        if not ended and not (room and queries.anything_due(now)):
            return []
        with transaction():
            for mail_id, result in ended:
                writes.note(mail_id, result, now=now)
            parcels = writes.take(now, limit=room, but=tuple(self._under_way))
        for mail_id, result in ended:
            self._tell(mail_id, result, now)
        return parcels if self._reachable else []

    def _hold(self) -> None:
        """Keeps what is under way from other workers: a slow server may take longer than a lease."""
        if self._under_way and time.monotonic() - self._held > LEASE.total_seconds() / 4:
            self._held = time.monotonic()
            with transaction():
                writes.hold(tuple(self._under_way), now=self._time())

    def _time(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def _tell(self, mail_id: int, result: Result, now: datetime) -> None:
        # Never the recipient, nor the server's words, which repeat them.
        log.info("mail", mail=mail_id, ending=result.ending)
        self._sent += result.ending == "sent"
        if result.ending == "unreachable":
            self._resting.until = now + REST

    def _room(self) -> int:
        stuck = sum(time.monotonic() - since > STUCK_S for since in self._under_way.values())
        return min(AT_ONCE + 2 * stuck, MOST_AT_ONCE) - len(self._under_way)

    def _send(self, parcel: Parcel) -> None:
        try:
            result = self._office.send(parcel)
        except Exception as fault:
            result = Result(ending="again", reply=type(fault).__name__)
        self._ended.put((parcel.mail_id, result))

    def _wait(self) -> list[tuple[int, Result]]:
        """What ended by now, or soon."""
        ended = []
        try:
            ended.append(self._ended.get(timeout=LOOK_EVERY_S))
            while True:
                ended.append(self._ended.get_nowait())
        except Empty:
            pass
        for mail_id, result in ended:
            del self._under_way[mail_id]
            self._reachable = self._reachable and result.ending != "unreachable"
        return ended
