"""Visits every address of a site as one visitor, before and after pages came that must not show."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import quote, urlsplit

from django.contrib.messages import get_messages
from django.core.management import call_command
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page, Site

from plugins.levels.conformance.addresses import configured, linked
from plugins.levels.conformance.canaries import (
    OPEN_STATES,
    Canary,
    Kind,
    Maker,
    Planter,
    all_kinds,
    made_up_word,
)
from plugins.levels.conformance.judging import Answer, Finding, Judge, is_in_editor, level_named_in
from plugins.levels.conformance.visitors import Visitor
from plugins.levels.indexing import BACKEND
from plugins.levels.models import all_levels
from plugins.levels.registry import levelled_models

logger = logging.getLogger(__name__)

#: So many addresses are visited at most, in the editor as many again.
MAX_ADDRESSES = 1_500
#: A word that the title of every canary holds.
COMMON = "canary"
#: A word that no page holds.
NOWHERE = made_up_word()
#: What stands for a word in an address that is given.
WORD = "{word}"
# The states of the pages whose keys are filled into addresses: one of each kind of secret.
TRIED = ("in moderation", "private")
# Headers that say how an answer was made, not what is in it.
NOT_TOLD = {"Content-Length", "Set-Cookie", "ETag", "Date", "Expires"}
# Where one may ask for words, with the name of the parameter; what is not installed is left out.
SEARCHES = [
    ("search", "q"),
    ("search_complete", "q"),
    ("wagtailapi:pages:listing", "search"),
]


@dataclass
class Report:
    """What an examination found, and how far it looked."""

    visitor: str
    findings: list[Finding] = field(default_factory=list)
    addresses: int = 0
    requests: int = 0
    canaries: int = 0
    #: Addresses that were found and not visited, since there were too many.
    left_out: int = 0

    def __str__(self) -> str:
        looked = (
            f"{self.visitor}: {self.addresses} addresses, {self.requests} requests, "
            f"{self.canaries} canaries, {self.left_out} left out, {len(self.findings)} findings"
        )
        return "\n".join([looked, *map(str, self.findings)])


class Examination:
    """One visitor's look at the site."""

    def __init__(
        self,
        visitor: Visitor,
        *,
        owner: Any | None = None,
        makers: Mapping[type[Page], Maker] | None = None,
        urls: Iterable[str] = (),
    ) -> None:
        self._planter = Planter(visitor.user, owner=owner, makers=makers)
        self._topic = self._planter.shared_topic
        self._visitor = visitor
        self._client = visitor.client(self._topic)
        self._judge = Judge(visitor, self._topic)
        self._report = Report(str(visitor))
        self._given = [url for url in urls if WORD not in url]
        self._given_searches = [url for url in urls if WORD in url]
        self._hosts = [site.hostname for site in Site.objects.all()]
        self._canaries: list[Canary] = []
        self._controls: dict[str, Answer] = {}

    def run(self) -> Report:
        """Plant what the visitor meets and look around, then plant all else and look again."""
        kinds = all_kinds(levelled_models())
        # Every second one is in the topic that a visitor may have set apart.
        apart = list(zip(kinds, cycle([True, False])))
        met = [each for each in apart if self._meets(*each)]
        self._plant(met)
        before = self._visit_all(with_editor=False)
        self._plant([each for each in apart if each not in met])
        after = self._visit_all(with_editor=self._visitor.user is not None)
        self._compare(before, after)
        for canary in self._canaries:
            self._ask_for(canary)
        self._report.addresses = len(after)
        self._report.canaries = len(self._canaries)
        logger.info("%s", self._report)
        return self._report

    def _meets(self, kind: Kind, in_topic: bool) -> bool:
        own = self._visitor.topic_level if in_topic else None
        return kind.state in OPEN_STATES and kind.level == (own or self._visitor.level)

    def _plant(self, kinds: Iterable[tuple[Kind, bool]]) -> None:
        planted = [
            canary
            for kind, in_topic in kinds
            for canary in self._planter.plant(kind, in_topic=in_topic)
        ]
        self._canaries += planted
        self._judge.add(planted)
        call_command("update_index", backend_name=BACKEND, verbosity=0)

    def _visit_all(self, *, with_editor: bool) -> dict[str, Answer]:
        """Visit every address that there is, follow the links, and judge what they tell."""
        answers: dict[str, Answer] = {}
        waiting = deque(dict.fromkeys(self._beginnings(with_editor=with_editor)))
        while waiting and len(answers) < MAX_ADDRESSES:
            url = waiting.popleft()
            if url in answers:
                continue
            answers[url], links = self._visit(url)
            # The editor is vast, and each page of it leads to all others.
            waiting.extend(
                link
                for link in links
                if link not in answers and not (is_in_editor(url) or is_in_editor(link))
            )
        self._report.left_out += len(set(waiting) - set(answers))
        for answer in answers.values():
            self._report.findings += self._judge.findings(answer)
        return answers

    def _beginnings(self, *, with_editor: bool) -> Iterator[str]:
        """Yield the addresses to begin with: given, configured, the canaries' own, and searches."""
        yield from self._given
        yield "/"
        values = parameter_values(self._canaries, with_editor=with_editor)
        yield from (url for url in configured(values) if with_editor or not is_in_editor(url))
        yield from (urlsplit(canary.url).path for canary in self._canaries if canary.url)
        yield from self._searches(COMMON)

    def _searches(self, word: str) -> Iterator[str]:
        """Yield the addresses at which one may ask for a word."""
        yield from (url.replace(WORD, quote(word)) for url in self._given_searches)
        for name, parameter in SEARCHES:
            try:
                yield f"{reverse(name)}?{parameter}={quote(word)}"
            except NoReverseMatch:
                continue

    def _visit(self, url: str) -> tuple[Answer, list[str]]:
        """Return what an address answers, and the addresses on this site that it leads to."""
        self._report.requests += 1
        response: Any = self._client.get(url)
        body = body_of(response)
        head = "\n".join([*headers_of(response), *self._messages_of(response)])
        links = list(linked(url, response, body, self._hosts))
        return Answer(url, response.status_code, head, body), links

    def _messages_of(self, response: Any) -> list[str]:
        """Return what the next page would tell, and keep it from telling."""
        self._client.cookies.pop("messages", None)
        request = response.wsgi_request
        return [str(message) for message in get_messages(request)]

    def _compare(self, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> None:
        """Find answers that pages which the visitor does not meet have changed."""
        for url, answer in before.items():
            if url in after and self._is_of_visitors_level(url):
                self._report.findings += self._judge.changed(answer, after[url])

    def _is_of_visitors_level(self, url: str) -> bool:
        """Tell whether an address shows what the visitor meets, and nothing else."""
        path, number = urlsplit(url).path, level_named_in(url)
        if is_in_editor(path) or "sitemap" in path:
            return False
        named_own = number == self._visitor.level and not self._visitor.topic_level
        return number is None or named_own

    def _ask_for(self, canary: Canary) -> None:
        """Ask for a canary by its name, and for a word that is nowhere in the same way."""
        if self._visitor.meets(canary, self._topic):
            return
        asked = list(self._searches(canary.word))
        if canary.url and not self._visitor.may_open(canary):
            asked.append(urlsplit(canary.url).path)
        for url in asked:
            answer, control = self._visit(url)[0], self._control(url, canary.word)
            found = self._judge.told_apart(answer, control, canary.word, NOWHERE)
            self._report.findings += found

    def _control(self, url: str, word: str) -> Answer:
        """Return what an address answers for a word that is nowhere; asked once for all words."""
        form = url.replace(word, WORD)
        if form not in self._controls:
            self._controls[form] = self._visit(url.replace(word, NOWHERE))[0]
        return self._controls[form]


def parameter_values(canaries: Sequence[Canary], *, with_editor: bool) -> dict[str, Sequence[str]]:
    """Return values for the parameters of URLs, by the names that Wagtail and we give them."""
    few = {canary.kind.state: canary for canary in canaries}
    keys = [str(few[state].key) for state in (TRIED if with_editor else few) if state in few]
    numbers = [str(level.number) for level in all_levels()]
    models = {canary.kind.model._meta for canary in canaries}
    labels = [meta.app_label for meta in models] or ["wagtailcore"]
    names = [str(meta.model_name) for meta in models] or ["page"]
    values: dict[str, Sequence[str]] = {
        "slug": [canary.topic_word for canary in few.values()][:4],
        "number": numbers,
        "level": numbers,
    }
    values |= dict.fromkeys(["app_label", "content_type_app_name"], labels)
    values |= dict.fromkeys(["model_name", "content_type_model_name"], names)
    return values | dict.fromkeys(["pk", "page_id", "parent_page_id", "object_id"], keys)


def headers_of(response: HttpResponseBase) -> list[str]:
    """Return the headers of a response, one a line, but for those that tell nothing of it."""
    return [f"{name}: {value}" for name, value in response.items() if name not in NOT_TOLD]


def body_of(response: Any) -> str:
    """Return the body of a response as text, a file's too."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(response.charset or "utf-8", errors="replace")
