"""When a request is made again, and how long after."""

import email.utils
import time

import pytest
from ansible.module_utils.image_gate.oci import retry as retry_module
from ansible.module_utils.image_gate.oci.errors import RegistryError, message_of
from ansible.module_utils.image_gate.oci.retry import Retry, is_retryable, seconds_of


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_worth_another_attempt(status):
    assert is_retryable(status)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422])
def test_not_worth_another_attempt(status):
    assert not is_retryable(status)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), (" 7 ", 7.0), ("0", 0.0), ("soon", None), ("-1", None), ("", None), (None, None)],
)
def test_retry_after(header, seconds):
    assert seconds_of(header) == seconds


def test_retry_after_as_a_date():
    assert 50 < seconds_of(email.utils.formatdate(time.time() + 60, usegmt=True)) <= 60
    assert seconds_of(email.utils.formatdate(time.time() - 60, usegmt=True)) == 0


def test_delays_grow_vary_and_are_limited():
    retry = Retry(first=1, longest=10, longest_asked=20)
    for attempt, longest in enumerate([1, 2, 4, 8, 10, 10], 1):
        delays = {retry.delay(attempt, None) for _ in range(20)}
        assert longest / 2 <= min(delays) <= max(delays) <= longest
        assert len(delays) > 1
    assert 5 <= retry.delay(1, 5) <= 5.5
    assert 20 <= retry.delay(1, 9999) <= 22
    # A registry that says "at once", or names a time that is over by this clock, is not asked more often for that.
    assert all(2 <= retry.delay(3, 0.0) <= 4 for _ in range(20))


def test_it_stops_when_the_attempts_are_used_up(monkeypatch):
    slept, calls = [], []
    monkeypatch.setattr(retry_module.time, "sleep", slept.append)

    def fail():
        calls.append(1)
        raise RegistryError("r", "do it", status=503, retryable=True, retry_after=3)

    with pytest.raises(RegistryError, match=r"r: cannot do it: HTTP 503 \(3 attempts\)"):
        Retry(attempts=3).run(fail)
    assert len(calls) == 3
    assert [3 <= seconds <= 3.3 for seconds in slept] == [True, True]


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        (b'{"errors":[{"code":"DENIED","message":"no"},{"code":"X"}]}', "application/json", "DENIED: no; X"),
        (b'{"message":"unauthorized"}', "application/json", "unauthorized"),
        (b'{"detail":"no such account"}', "application/json", "no such account"),
        (b"plain\n words", "text/plain", "plain words"),
        (b"<html><body>gone</body></html>", "text/html; charset=utf-8", ""),
        (b"\xff\xfe", "text/plain", "\ufffd\ufffd"),
        (b"", "", ""),
        (b'["a"]', "application/json", '["a"]'),
    ],
)
def test_what_a_registry_says(body, kind, message):
    assert message_of(body, kind) == message


def test_long_messages_are_shortened():
    assert len(message_of(b"word " * 1000, "text/plain")) == 300
