"""Asks links, many in one run or one that an editor wants to know of, and keeps what comes back."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest

from django.utils import timezone

from plugins.freshness.answers import Answer, Reason
from plugins.freshness.asking import WAIT, Pace, ask
from plugins.freshness.models import Link

#: Links that one run asks at most.
LIMIT = 500
#: What is said before anything is asked of the network.
WITHOUT_NETWORK = frozenset({Reason.PRIVATE, Reason.ODD})


class NetworkDownError(Exception):
    """Raised where no site at all has answered: that says nothing of any link."""


class Run:
    """Asks links one after the other, each host in turn."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        #: How many were asked, by the state that they are in since.
        self.states: Counter[str] = Counter()
        self._asked: set[int] = set()
        self._left_alone: set[str] = set()
        # What failed before any site had answered. It may be this network that is down.
        self._waiting: list[tuple[Link, Answer, datetime]] = []
        self._has_heard = False

    def ask_all(self, links: list[Link]) -> None:
        """Ask all of `links`. Raises NetworkDownError where none of several sites has answered."""
        for link in hosts_in_turn(links):
            if link.host not in self._left_alone:
                self.ask_one(link)
        if len({link.host for link, *_rest in self._waiting}) > 1:
            raise NetworkDownError
        self._keep_waiting()

    def ask_one(self, link: Link) -> None:
        """Ask one link, unless somebody else does."""
        if not link.claim(timezone.now(), but_for=self._asked):
            return
        self._asked.add(link.pk)
        answer = ask(link.url, self._pace)
        self._respect(answer)
        self._has_heard = self._has_heard or answer.is_word_of_a_site
        self._waiting.append((link, answer, timezone.now()))
        if self._has_heard or answer.reason in WITHOUT_NETWORK:
            self._keep_waiting()

    def _respect(self, answer: Answer) -> None:
        """Leave a host alone that wants to be."""
        if answer.status in WAIT:
            self._left_alone.add(answer.host)
        leave_alone(answer)

    def _keep_waiting(self) -> None:
        for link, answer, at in self._waiting:
            link.note(answer, at)
            self.states[link.state] += 1
        self._waiting.clear()


def leave_alone(answer: Answer) -> None:
    """Ask nothing of a host before the time that it has named."""
    if answer.not_before:
        Link.objects.keep_away(answer.host, answer.not_before)


def hosts_in_turn(links: list[Link]) -> Iterator[Link]:
    """Yield links so that two of one host are as far apart as can be."""
    by_host: dict[str, list[Link]] = {}
    for link in links:
        by_host.setdefault(link.host, []).append(link)
    for row in zip_longest(*by_host.values()):
        yield from (link for link in row if link)


def run(limit: int = LIMIT, pace: Pace | None = None) -> Counter[str]:
    """Ask the links that it is time to ask; return how many are in which state since.

    Raises NetworkDownError.
    """
    links = list(Link.objects.to_be_asked(timezone.now())[:limit])
    this = Run(pace or Pace())
    this.ask_all(links)
    return this.states


def ask_again(link: Link) -> bool:
    """Ask one link at once; tell whether its host could be asked."""
    now = timezone.now()
    if (link.not_before and link.not_before > now) or not link.claim(now):
        return False
    answer = ask(link.url, Pace())
    leave_alone(answer)
    link.note(answer, timezone.now())
    return True
