"""How long a body may take on its way: the larger it is the longer, and no longer than that."""

from __future__ import annotations

import socket

# Bytes a second; who is slower in giving or taking a body is given up.
SLOWEST = 16 * 1024


class Pace:
    """The time that one body, or one head, may keep us waiting; all times in seconds.

    ``silence`` is how long nothing may move. Every byte earns the time that it takes at ``SLOWEST``; who gives or takes
    a byte now and then is given up after ``silence`` as well. Only waiting counts: what the other end of a copy needs
    is not charged here.
    """

    def __init__(self, silence: float) -> None:
        self.silence = silence
        self._earned = self._spent = 0.0

    def left(self) -> float:
        """How long to wait for the next bytes; raises ``socket.timeout`` if no time is left."""
        left = self.silence + self._earned - self._spent
        if left <= 0:
            raise socket.timeout("timed out")
        return min(self.silence, left)

    def waited(self, seconds: float) -> None:
        """Charge the time of one wait."""
        self._spent += seconds

    def moved(self, count: int) -> None:
        """Credit ``count`` bytes."""
        self._earned += count / SLOWEST
