"""Who visits: at which level, with which account, and what of the canaries they may meet where."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client, RequestFactory

from plugins.levels.conformance.canaries import Canary
from plugins.levels.models import Topic
from plugins.levels.reader import Reader


class Browser(Client):
    """A client that keeps no copy of what templates are given: it asks for a great deal."""

    def request(self, **request: Any) -> Any:
        environ = RequestFactory._base_environ(self, **request)  # type: ignore[attr-defined]
        response = self.handler(environ)
        self.cookies.update(response.cookies)
        return response


@dataclass(frozen=True)
class Visitor:
    """Somebody who reads at a level, with an account (`user`) or without.

    `topic_level` is the level that they have set for one topic, which every second canary has.
    """

    name: str
    level: int = 1
    topic_level: int | None = None
    user: Any | None = None

    def __str__(self) -> str:
        return self.name

    def client(self, topic: Topic) -> Client:
        """Return the visitor's browser, with the levels chosen; `topic` is the one set apart."""
        client = Browser(raise_request_exception=False)
        answer = HttpResponse()
        if self.user is not None:
            client.force_login(self.user)
        Reader(user=self.user).remember(self.level, answer)
        if self.topic_level:
            reader = Reader({None: self.level}, user=self.user)
            reader.remember(self.topic_level, answer, topic=topic)
        for name, cookie in answer.cookies.items():
            if cookie.value:
                client.cookies[name] = cookie.value
        return client

    def meets(self, canary: Canary, topic: Topic) -> bool:
        """Tell whether the canary belongs in the visitor's lists: the rule, in other words."""
        own = self.topic_level if topic.pk in canary.topics else None
        return canary.is_open and canary.kind.level == (own or self.level)

    def may_open(self, canary: Canary) -> bool:
        """Tell whether a direct link to the page opens: whatever level it is for."""
        return canary.is_open or (canary.opens_to_members and self.user is not None)


#: Visitors without an account: one for each level, and one who is elsewhere in a topic.
ANONYMOUS: Collection[Visitor] = (
    *(Visitor(f"a visitor at level {number}", number) for number in range(1, 5)),
    Visitor("a visitor at level 1, and at 3 in a topic", 1, topic_level=3),
)
