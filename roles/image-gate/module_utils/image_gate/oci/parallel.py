"""Work on several things at a time, and one report of everything that failed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Iterable, TypeVar

from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors

T = TypeVar("T")
R = TypeVar("R")


def each(function: Callable[[T], R], items: Iterable[T], jobs: int, *, to_the_end: bool) -> list[R]:
    """Call ``function`` for every item, ``jobs`` at a time; the results in the order of the items.

    Raises ``RegistryErrors`` with every failure. ``to_the_end`` says whether items are still begun after one
    has failed: so when looking, to report all that is missing at once; not when writing.
    """
    failed = threading.Event()
    errors: list[RegistryError] = []
    results: list[R] = []

    def guarded(item: T) -> R | None:
        if failed.is_set() and not to_the_end:
            return None
        try:
            return function(item)
        except RegistryError as error:
            errors.append(error)
            failed.set()
            return None
        except BaseException:
            failed.set()
            raise

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        results = list(pool.map(guarded, items))
    if errors:
        raise RegistryErrors(errors)
    return results
