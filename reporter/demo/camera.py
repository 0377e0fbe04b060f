"""A telephone held at a grown-up's height: metres in front of it become pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin

from reporter.demo.brushes import Point

WIDTH, HEIGHT = 1600, 1200


@dataclass(frozen=True, kw_only=True)
class Camera:
    """x to the right, y up from the ground, z away from the eye, all in metres; the picture is 1600 × 1200."""

    eye: float = 1.55
    focus: float = 1150.0
    horizon: float = 420.0

    def at(self, x: float, y: float, z: float) -> Point:
        """The pixel of a point."""
        return WIDTH / 2 + self.focus * x / z, self.horizon + self.focus * (self.eye - y) / z

    def scale(self, z: float) -> float:
        """Pixels of a metre at that distance."""
        return self.focus / z

    @property
    def feet(self) -> float:
        """How far away the ground at the picture's lower edge is."""
        return self.focus * self.eye / (HEIGHT - self.horizon)

    def ground(self, x: float, z: float, width: float, depth: float, *, turn: float = 0.0) -> list[Point]:
        """A rectangle on the ground around (x, z), turned by radians: far left, far right, near right, near left."""
        corners = [(-width, depth), (width, depth), (width, -depth), (-width, -depth)]
        return [
            self.at(x + (a * cos(turn) - b * sin(turn)) / 2, 0, z + (a * sin(turn) + b * cos(turn)) / 2)
            for a, b in corners
        ]
