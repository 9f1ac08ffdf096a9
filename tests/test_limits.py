"""A limit counts places, or members, and keeps nothing that tells who they are."""

import pytest

from plugins.limits import Limit, store

TWO = Limit("tests.two", amount=2, seconds=3600)


@pytest.fixture
def come_from(rf):
    """Ask twice from one address, then once from another, and tell whether that is allowed."""

    def ask(one, other=None, **kwargs):
        for _ in range(2):
            assert TWO.allows(rf.get("/", REMOTE_ADDR=one), **kwargs)
        return TWO.allows(rf.get("/", REMOTE_ADDR=other or one), **kwargs)

    return ask


@pytest.mark.parametrize(
    ("one", "other", "is_allowed"),
    [
        ("192.0.2.1", "192.0.2.1", False),
        ("192.0.2.1", "192.0.2.2", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", False),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", True),
    ],
)
def test_is_of_each_line(come_from, one, other, is_allowed):
    assert come_from(one, other) == is_allowed


def test_believes_no_header_without_a_proxy(rf):
    requests = [rf.get("/", headers={"X-Forwarded-For": f"192.0.2.{part}"}) for part in range(3)]

    assert [TWO.allows(request) for request in requests] == [True, True, False]


def test_tells_people_behind_a_proxy_apart(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    requests = [rf.get("/", headers={"X-Forwarded-For": f"192.0.2.{part}"}) for part in range(3)]

    assert all(TWO.allows(request) for request in requests)


def test_follows_a_member_from_place_to_place(come_from):
    assert not come_from("192.0.2.1", "192.0.2.2", who=17)


def test_tells_members_at_one_place_apart(come_from, rf):
    come_from("192.0.2.1", who=17)

    assert TWO.allows(rf.get("/", REMOTE_ADDR="192.0.2.1"), who=18)
    assert TWO.allows(rf.get("/", REMOTE_ADDR="192.0.2.1"))


def test_does_not_count_for_another(come_from, rf):
    come_from("192.0.2.1")

    assert Limit("tests.other", amount=1, seconds=3600).allows(rf.get("/", REMOTE_ADDR="192.0.2.1"))


def test_is_kept_where_the_site_has_but_one_cache(come_from, settings):
    settings.CACHES = {"default": settings.CACHES["default"]}

    assert not come_from("192.0.2.1")


@pytest.mark.parametrize("who", [None, "ana@example.org"])
def test_keeps_no_address(come_from, monkeypatch, who):
    keys = []
    monkeypatch.setattr(store(), "add", lambda key, *_, **__: keys.append(key))
    monkeypatch.setattr(store(), "incr", lambda _key: 1)

    come_from("192.0.2.17", who=who)

    assert len(set(keys)) == 1
    assert not any(part in keys[0] for part in ("192.0.2", "ana", "example"))
