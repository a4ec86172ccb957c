"""When a request is made again, and after how long."""

from __future__ import annotations

import email.utils
import random
import time
from dataclasses import dataclass
from typing import Callable, TypeVar

from ansible.module_utils.image_gate.oci.errors import RegistryError

T = TypeVar("T")

# Request Timeout and Too Many Requests; every other 4xx gives the same answer however often it is asked.
RETRYABLE_4XX = (408, 429)


def is_retryable(status: int) -> bool:
    """Whether an answer with this HTTP status may be another one later (RFC 9110, section 15)."""
    return status in RETRYABLE_4XX or status >= 500


def seconds_of(retry_after: str | None) -> float | None:
    """Seconds to wait by a Retry-After header, a number or a date (RFC 9110, section 10.2.3)."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after).timestamp()
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return max(0.0, moment - time.time())


@dataclass(frozen=True)
class Retry:
    """Exponential backoff with jitter; all times in seconds.

    Who waits in vain for minutes does so ``timeouts`` times at most.
    """

    attempts: int = 5
    timeouts: int = 2
    first: float = 0.5
    longest: float = 30.0
    longest_asked: float = 60.0

    def delay(self, attempt: int, asked: float | None) -> float:
        """Seconds between attempt number ``attempt`` (from 1) and the next one."""
        own = min(self.longest, self.first * 2 ** (attempt - 1)) * random.uniform(0.5, 1.0)
        # Jitter on top only: coming back before the time that the registry named is refused again. By another clock that time
        # may be over.
        return max(own, min(asked or 0.0, self.longest_asked) * random.uniform(1.0, 1.1))

    def run(self, unit: Callable[[], T]) -> T:
        """Call ``unit`` until it returns, fails for good, or has failed ``attempts`` times."""
        timeouts = 0
        for attempt in range(1, self.attempts + 1):
            try:
                return unit()
            except RegistryError as error:
                error.attempts = attempt
                timeouts += error.timed_out
                if not error.retryable or attempt == self.attempts or timeouts == self.timeouts:
                    raise
                time.sleep(self.delay(attempt, error.retry_after))
        raise AssertionError("unreachable: attempts is at least 1")
