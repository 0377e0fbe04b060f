"""A territory's files copied into a test's own folder, to be spoilt there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reporter.base.settings import TERRITORIES
from reporter.base.territory import TerritoryFault


class CopiedTown:
    """The town's files in `folder`; `change` and `add` spoil them and say on which line."""

    def __init__(self, folder: Path, original: Path = TERRITORIES / "carcassonne") -> None:
        self.folder = folder
        shutil.copytree(original, folder, dirs_exist_ok=True)

    def change(self, file: str, old: str, new: str) -> int:
        """Puts `new` in the place of `old`, which must be there; the line on which it begins."""
        text = (self.folder / file).read_text()
        assert old in text, f"{file} has no {old!r}"
        (self.folder / file).write_text(text.replace(old, new, 1))
        return text[: text.index(old)].count("\n") + 1

    def add(self, file: str, text: str, *, before: str | None = None) -> int:
        """Adds a passage before the first `before`, or at the end; the line on which it begins."""
        old = (self.folder / file).read_text()
        at = len(old) if before is None else old.index(before)
        (self.folder / file).write_text(old[:at] + text + "\n" + old[at:])
        return old[:at].count("\n") + 1

    def faults(self, load: Callable[[Path], object]) -> list[tuple[str, int, str]]:
        """What `load(folder)` finds: file name, line, message. It must find something."""
        with pytest.raises(TerritoryFault) as caught:
            load(self.folder)
        return [(Path(fault.file).name, fault.line, fault.message) for fault in caught.value.faults]
