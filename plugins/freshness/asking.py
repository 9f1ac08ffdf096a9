"""Asks a link whether it still leads somewhere, as politely as a question can be asked.

One request at a time, with a pause between two to one host. A HEAD first, which makes no text
travel; only where that is refused a GET, of which nothing but the beginning is read. The site says
who it is and where it can be found. Nothing is followed but redirects, each hop of which is judged
like the first. No robots.txt is asked: it speaks to programs that find their own way through a site
and read it, while this is one question, once a week at most, about an address that a person has
chosen to lead readers to. Whoever does not want it can say so with 403 or 429, and is believed.
"""

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from threading import Timer
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from django.utils import timezone
from django.utils.encoding import iri_to_uri

from plugins.freshness.answers import Answer, Reason
from plugins.freshness.networks import PrivateNetworkError, address_of, ports
from plugins.letters import whole

#: Seconds that one request may take, from the first packet to the last header.
TIMEOUT = 10.0
#: Seconds between the end of one request to a host and the beginning of the next.
PAUSE = 2.0
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Where a site wants to be left alone for a while, nothing is asked a second time.
WAIT = frozenset({429, 503})
LONGEST_WAIT = timedelta(days=30)
DEFAULT_PORTS = {"http": 80, "https": 443}
#: The lowest status that is an error.
ERRORS = 400

Headers: TypeAlias = dict[str, str]


class Pace:
    """Keeps a pause between two requests to one host."""

    def __init__(
        self,
        pause: float = PAUSE,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause, self._clock, self._sleep = pause, clock, sleep
        self._last: dict[str, float] = {}

    def wait_for(self, host: str) -> None:
        """Wait until `host` may be asked."""
        if host in self._last:
            left = self._last[host] + self._pause - self._clock()
            if left > 0:
                self._sleep(left)

    def note(self, host: str) -> None:
        """Say that a request to `host` has ended."""
        self._last[host] = self._clock()


@dataclass(frozen=True)
class Target:
    """What is asked for, and of whom."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> "Target | None":
        """Return the target of an address, None where it is not one that may be asked."""
        try:
            parts = urlsplit(url)
            port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
            host = (parts.hostname or "").encode("idna").decode()
        except ValueError:
            return None
        # A name and a password in an address are nobody's to send.
        if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc:
            return None
        query = f"?{iri_to_uri(parts.query)}" if parts.query else ""
        path = (iri_to_uri(parts.path) or "/") + query
        return cls(parts.scheme, host, port, path) if port in ports() else None


class PinnedConnection(HTTPConnection):
    """A connection to one address, whatever the name in the request stands for by then."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self.default_port = DEFAULT_PORTS[target.scheme]
        self._address, self._is_secure = address, target.scheme == "https"
        self.has_ended = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_secure:
            context = ssl.create_default_context()
            # Shaken hands with afterwards, so that it can be cut off meanwhile.
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()
        if self.has_ended:
            raise TooSlowError

    def end(self) -> None:
        """Cut it off, from another thread."""
        self.has_ended = True
        with suppress(OSError, AttributeError):
            # Not by the method of a secure socket, which takes from under a reader what it reads.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class TooSlowError(Exception):
    """Raised where a request takes longer than it may."""


def ask(url: str, pace: Pace) -> Answer:
    """Return what comes back of an address, at the end of all redirects."""
    for _hop in range(MOST_REDIRECTS + 1):
        target = Target.of(url)
        if target is None:
            return Answer(Reason.ODD)
        answer, leads_to = ask_one(target, pace)
        if not leads_to:
            return answer
        url = urljoin(url, leads_to)
    return Answer(Reason.IN_CIRCLES)


def ask_one(target: Target, pace: Pace) -> tuple[Answer, str]:
    """Return what one address answers, and where it leads on to, if anywhere."""
    try:
        status, headers = head_or_get(target, pace)
    except PrivateNetworkError:
        return Answer(Reason.PRIVATE), ""
    except (OSError, HTTPException, TooSlowError, UnicodeError) as error:
        return Answer(reason_of(error)), ""
    leads_to = headers.get("Location", "") if status in REDIRECTS else ""
    not_before = wish(headers.get("Retry-After", "")) if status in WAIT else None
    return Answer(Reason.ANSWERED, status, target.host, not_before), leads_to


def head_or_get(target: Target, pace: Pace) -> tuple[int, Headers]:
    """Return the status and the headers of a target, by a GET where it does not take a HEAD."""
    try:
        status, headers = request("HEAD", target, pace)
    except RemoteDisconnected:
        return request("GET", target, pace)
    if status >= ERRORS and status not in WAIT:
        return request("GET", target, pace)
    return status, headers


def request(method: str, target: Target, pace: Pace) -> tuple[int, Headers]:
    """Send one request, and return the status and the headers that come back."""
    pace.wait_for(target.host)
    connection = PinnedConnection(target, address_of(target.host, target.port))
    # Each packet in time is not enough: a host may send a letter every few seconds.
    timer = Timer(TIMEOUT, connection.end)
    timer.daemon = True
    timer.start()
    try:
        connection.request(method, target.path, headers=headers_sent())
        response = connection.getresponse()
        return response.status, {name.title(): value for name, value in response.getheaders()}
    except (OSError, HTTPException) as error:
        if connection.has_ended:
            raise TooSlowError from error
        raise
    finally:
        timer.cancel()
        connection.close()
        pace.note(target.host)


def headers_sent() -> dict[str, str]:
    """Return who asks, and for what."""
    return {
        "User-Agent": f"CommunityLinkCheck/1.0 (+{iri_to_uri(whole(''))})",
        "Accept": "*/*",
        "Connection": "close",
    }


def reason_of(error: Exception) -> Reason:
    """Return why nothing came back."""
    if isinstance(error, TooSlowError | TimeoutError):
        return Reason.TOO_SLOW
    if isinstance(error, socket.gaierror):
        return Reason.NO_HOST
    if isinstance(error, ssl.SSLCertVerificationError):
        return Reason.CERTIFICATE
    is_garbled = isinstance(error, HTTPException) and not isinstance(error, RemoteDisconnected)
    return Reason.GARBLED if is_garbled else Reason.NO_CONNECTION


def wish(retry_after: str) -> datetime | None:
    """Return when a host wants to be asked again at the earliest, None where it does not say."""
    now = timezone.now()
    if retry_after.strip().isdecimal():
        # More digits than a year has seconds say no more.
        seconds = int(retry_after.strip()[:9])
        return now + min(timedelta(seconds=seconds), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(at, now + LONGEST_WAIT) if at > now else None
