from __future__ import annotations

from reporter.places.breaker import FAILURES, LONGEST_REST_S, REST_S, Breaker


def test_it_opens_after_some_failures_in_a_row_and_not_before():
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.failed(0)
    assert breaker.allows(0)
    breaker.succeeded()
    for _ in range(FAILURES - 1):
        breaker.failed(0)
    assert breaker.allows(0)
    breaker.failed(0)
    assert not breaker.allows(0)
    assert not breaker.allows(REST_S - 1)


def test_after_its_rest_one_request_tries_and_its_success_opens_the_way():
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.failed(0)
    assert breaker.allows(REST_S + 1)
    assert not breaker.allows(REST_S + 1)
    breaker.succeeded()
    assert breaker.allows(REST_S + 1)


def test_a_failed_trial_means_another_rest():
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.failed(0)
    assert breaker.allows(REST_S + 1)
    breaker.failed(REST_S + 1)
    assert not breaker.allows(2 * REST_S)
    assert breaker.allows(2 * REST_S + 2)


def test_a_service_that_asks_to_be_left_alone_is_at_once_but_not_for_ever():
    breaker = Breaker()
    breaker.failed(0, rest_s=7)
    assert not breaker.allows(6)
    assert breaker.allows(8)
    breaker.failed(8, rest_s=1e9)
    assert breaker.allows(8 + LONGEST_REST_S)
