"""What the worker does, and how often: one line a job. Each is safe to run twice, at once, and to be killed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from reporter.digests import actions as digests
from reporter.forwarding import actions as forwarding
from reporter.intake import actions as intake
from reporter.mail import actions as mail
from reporter.reports import actions as reports


@dataclass(frozen=True, kw_only=True)
class Job:
    """`run(now)` every so many seconds after it ended; at once when the bell rings (base/wakeups.py)."""

    name: str
    run: Callable[[datetime], object]
    every_s: float
    first_after_s: float = 0.0


JOBS = (
    Job(name="mail", run=mail.deliver, every_s=1),
    Job(name="forwards", run=forwarding.run, every_s=1),
    Job(name="digests", run=digests.due, every_s=5),
    Job(name="addresses", run=intake.fill_addresses, every_s=5),
    Job(name="orphan photos", run=reports.sweep_orphans, every_s=6 * 3600, first_after_s=300),
)
