"""No question goes into a private network, whatever a name says it stands for."""

import socket

import pytest

from plugins.freshness.answers import Answer, Reason
from plugins.freshness.asking import Pace, Target, ask
from plugins.freshness.networks import PrivateNetworkError, address_of, is_the_worlds

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known_in_whatever_form(address):
    assert not is_the_worlds(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "64:ff9b::909:909"])
def test_others_are_the_world_s(address):
    assert is_the_worlds(address)


def stand_for(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Have each name stand for these addresses; return the names that are looked up."""
    asked = []

    def look_up(host: str, port: int, **kwargs: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_that_stands_for_a_private_address_among_others_is_refused(monkeypatch):
    stand_for(monkeypatch, "9.9.9.9", "10.0.0.1")

    with pytest.raises(PrivateNetworkError):
        address_of("example.org", 80)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
    ],
)
def test_nothing_is_connected_to_in_a_private_network(monkeypatch, url):
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("asked"))

    assert ask(url, Pace()).reason == Reason.PRIVATE


def test_the_address_that_was_judged_is_the_one_that_is_connected_to(monkeypatch):
    names = stand_for(monkeypatch, "9.9.9.9")
    connected = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)

    answer = ask("http://changing.example/", Pace())

    assert answer == Answer(Reason.NO_CONNECTION)
    assert (names, connected) == (["changing.example"], [("9.9.9.9", 80)])


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org:22/",
        "https://example.org:8443/",
        "http://example.org:x/",
        "http://user:secret@example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http:///no-host",
        "http://[::1/",
        f"http://{'a' * 70}.example/",
    ],
)
def test_addresses_of_another_form_are_not_asked(url):
    assert Target.of(url) is None
    assert ask(url, Pace()).reason == Reason.ODD


def test_what_a_person_has_typed_is_made_an_address():
    target = Target.of("http://Bücher.example/straße?q=ä b#part")

    assert target == Target("http", "xn--bcher-kva.example", 80, "/stra%C3%9Fe?q=%C3%A4%20b")
