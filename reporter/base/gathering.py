"""Reading the fields of a form one by one, and gathering all that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from reporter.base.errors import Faults, Refusal

T = TypeVar("T")


class Gathering:
    """What was found wrong so far: `faults`, in the order of the fields."""

    def __init__(self, earlier: Sequence[Refusal] = ()) -> None:
        self.faults: list[Refusal] = list(earlier)

    @property
    def fields(self) -> set[str | None]:
        """The fields at fault so far."""
        return {fault.field for fault in self.faults}

    def take(self, check: Callable[[], T]) -> T | None:
        """What `check` gives; None, with its refusals noted, when it refuses."""
        try:
            return check()
        except Faults as several:
            self.faults += several.refusals
        except Refusal as refusal:
            self.faults.append(refusal)
        return None

    def stop(self) -> None:
        """Raises Faults when anything was found."""
        if self.faults:
            raise Faults(self.faults)
