"""What a practitioner writes is found by nobody else, at whatever address of the site or admin."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from wagtail.models import Page, Revision, TaskState, WorkflowState

from plugins.levels.conformance.addresses import configured, linked
from plugins.levels.conformance.examining import body_of, headers_of
from plugins.levels.conformance.visitors import Browser
from plugins.levels.indexing import BACKEND
from plugins.sharing.links import ReadingLink, Remark
from plugins.sharing.models import Draft, KeptVersion
from tests.members.people import MemberFactory
from tests.sharing.drafts import story_by
from tests.sharing.unpublished import COMMON, Secrets

pytestmark = pytest.mark.django_db

STEPS = ("situation", "about", "credit", "check")
#: What belongs to the draft that the link opens, beside its own texts.
ALSO_SHOWN = {"the name of a picture", "whom a link is for", "who made a remark", "a remark"}
# Where one may ask for words. In Wagtail's choosers too, by which a page or a picture is linked.
SEARCHES = [
    ("search", "q"),
    ("search_complete", "q"),
    ("wagtailapi:pages:listing", "search"),
    ("wagtailadmin_pages:search", "q"),
    ("wagtailadmin_choose_page_search", "q"),
    ("wagtailadmin_api:pages:listing", "search"),
    ("wagtailimages:index", "q"),
    ("wagtailimages_chooser:choose_results", "q"),
    ("wagtaildocs:index", "q"),
    ("wagtaildocs_chooser:choose_results", "q"),
]


@pytest.fixture
def roles(db: None) -> None:
    call_command("set_up_roles", verbosity=0)


@pytest.fixture
def secrets(roles: None, stories: Any, resources: Any) -> Secrets:
    author = MemberFactory(groups=["Practitioners"], first_name="Ana Lind")
    secrets = Secrets(author, MemberFactory(groups=["Editors"]))
    secrets.plant(stories)
    call_command("update_index", backend_name=BACKEND, verbosity=0)
    return secrets


class Crawl:
    """A visit to every address that there is, with the keys of what is secret filled in.

    Of the editor's, what its pages lead to is left out: it is vast, and each leads to all others.
    """

    def __init__(self, secrets: Secrets, user: Any | None = None) -> None:
        self.secrets, self.client = secrets, Browser(raise_request_exception=False)
        if user:
            self.client.force_login(user)
        self.visited: dict[str, Any] = {}
        #: The words that were met, each with the address.
        self.met: set[tuple[str, str]] = set()

    def visit_all(self, places: str = "/") -> "Crawl":
        """Visit all addresses that match `places`, a regular expression for their beginnings."""
        waiting = deque(dict.fromkeys(self.beginnings()))
        while waiting:
            url = waiting.popleft()
            if url not in self.visited and re.match(places, url):
                waiting.extend(self.visit(url))
        return self

    def beginnings(self) -> Iterator[str]:
        yield "/"
        own = [urlsplit(page.url).path for page in self.secrets.pages]
        yield from own
        yield from (url for url in configured(self.values()) if is_more_than_any_path(url))
        yield from (f"{reverse(name)}?{parameter}={COMMON}" for name, parameter in SEARCHES)
        yield self.secrets.photo.file.url
        yield self.secrets.document.url

    def values(self) -> dict[str, list[str]]:
        """Return the keys of what is secret, by the names that URLs give them."""
        secrets = self.secrets
        pages = [str(page.pk) for page in secrets.pages]
        # One that readers have never seen, and one of which they see what was before.
        two = [pages[0], pages[-1]]
        files = [str(secrets.photo.pk), str(secrets.document.pk)]
        ours = [str(secrets.link.pk), str(secrets.remark.pk)]
        revisions = [str(revision.pk) for revision in secrets.revisions]
        return {
            "pk": sorted({*two, *files, *ours}),
            "key": [str(draft.pk) for draft in secrets.of_each_kind()],
            "name": list(STEPS),
            "token": [secrets.link.token_hash, str(secrets.drafts[0].pk)],
            "image_id": files[:1],
            "doc_id": files[1:],
            "document_id": files[1:],
            "_0": files[1:],
            **dict.fromkeys(("page_id", "page_pk", "parent_page_id", "object_id"), two),
            **dict.fromkeys(("page_to_move_id", "destination_id"), two),
            **dict.fromkeys(("revision_id", "revision_id_a", "revision_id_b"), revisions[:2]),
            **{name: ["stories"] for name in ("app_label", "content_type_app_name", "app_name")},
            **{name: ["storypage"] for name in ("model_name", "content_type_model_name")},
            "action_name": ["approve"],
        }

    def visit(self, url: str) -> list[str]:
        """Note which words an address tells, and return where it leads to."""
        response: Any = self.client.get(url)
        self.client.cookies.pop("messages", None)
        body = body_of(response)
        told = [*headers_of(response), *map(str, get_messages(response.wsgi_request)), body]
        # To say once more what was asked for, tells nothing.
        text = "\n".join(told).replace(url, "").replace(quote(url), "").replace(quote(url, ""), "")
        found = re.findall("|".join(self.secrets.words), text)
        self.met |= {(url, word) for word in found}
        self.visited[url] = response.status_code
        links = linked(url, response, body, ["localhost"])
        return [] if is_in_editor(url) else [link for link in links if not is_in_editor(link)]

    def told(self, words: Any = None) -> list[str]:
        """Return the sentences that say what was met of `words`, or all, at which address."""
        words = self.secrets.words if words is None else words
        return sorted(f"{self.secrets.words[w]}: {url}" for url, w in self.met if w in words)

    def errors(self) -> list[str]:
        return [url for url, status in self.visited.items() if status >= 500]


def is_in_editor(url: str) -> bool:
    return url.startswith("/admin/")


def is_more_than_any_path(url: str) -> bool:
    """Tell whether a view of its own answers: Wagtail takes every path for that of a page."""
    return resolve(urlsplit(url).path).url_name != "wagtail_serve"


@pytest.mark.parametrize("who", ["another practitioner", "a visitor"])
def test_nobody_else_finds_a_word_of_it(secrets, who):
    user = MemberFactory(groups=["Practitioners"]) if who == "another practitioner" else None
    if user:
        story_by(user, title=f"My own {COMMON}")

    crawl = Crawl(secrets, user).visit_all()

    assert crawl.told() == []
    assert crawl.errors() == []
    assert len(crawl.visited) > 400


def test_editors_find_only_what_was_sent_to_them(secrets):
    crawl = Crawl(secrets, secrets.editor).visit_all(f"/share/|/admin/$|.*{COMMON}")

    assert crawl.told(secrets.unsent) == []
    assert crawl.errors() == []
    sent = {secrets.words[word] for _url, word in crawl.met}
    assert "a title, with the editors" in sent


def test_its_author_finds_it(secrets):
    # Or the words would be in no page at all, and not to find them would prove nothing.
    crawl = Crawl(secrets, secrets.author)
    for url in ("/share/mine/", secrets.photo.file.url, secrets.document.url):
        crawl.visit(url)
    for draft in secrets.drafts:
        for name in ("write_all", "preview", "links"):
            crawl.visit(reverse(f"sharing:{name}", args=[draft.pk]))

    met = {secrets.words[word] for _url, word in crawl.met}
    nowhere = {"what was taken away", "the title of a picture"}
    assert set(secrets.words.values()) - met == nowhere
    assert crawl.errors() == []


def test_by_a_private_link_a_colleague_finds_that_draft_and_nothing_else(secrets):
    address, picture = reverse("sharing:read", args=[secrets.token]), secrets.photo.file.url
    crawl = Crawl(secrets)
    crawl.visit(address)

    crawl.visit_all("/share/|/media/|/documents/|/search")

    assert {url for url, _word in crawl.met} == {address, picture}
    met = {secrets.words[word] for _url, word in crawl.met}
    assert {where for where in met if "being written" not in where} == ALSO_SHOWN
    assert crawl.visited[picture] == 200
    assert crawl.visited[secrets.document.url] == 404


def everything(secrets: Secrets) -> dict[str, Any]:
    """Return all that the database holds of what is secret."""
    keys = [page.pk for page in secrets.pages]
    texts = [str(key) for key in keys]
    rows = {
        "drafts": Draft.objects.filter(owner=secrets.author),
        "versions": KeptVersion.objects.filter(draft__owner=secrets.author),
        "links": ReadingLink.objects.filter(draft__owner=secrets.author),
        "remarks": Remark.objects.filter(draft__owner=secrets.author),
        "pages": Page.objects.filter(pk__in=keys),
        "revisions": Revision.page_revisions.filter(object_id__in=texts),
        "reviews": WorkflowState.objects.filter(object_id__in=texts),
        "tasks": TaskState.objects.filter(workflow_state__object_id__in=texts),
    }
    return {name: list(found.order_by("pk").values()) for name, found in rows.items()}


@pytest.mark.parametrize("who", ["another practitioner", "a visitor"])
def test_nobody_else_changes_anything_of_it(secrets, who):
    client = Client(raise_request_exception=False)
    if who == "another practitioner":
        client.force_login(MemberFactory(groups=["Practitioners"]))
    before = everything(secrets)
    everything_at_once = {
        "interview": "story", "window": "1", "at": "9", "go": "next", "add": "quote:",
        "u-title-seen": "", "u-title-text": "Mine", "remark": f"delete:{secrets.remark.pk}",
        "for_whom": "Me", "days": "14", "licence": "on", "rights": "on", "licence_name": "All mine",
        "unit": "", "text": "Mine", "name-0": "Me", "role-0": "", "organisation-0": "",
        "kind": "resource:pattern", "picked": "0", "key": str(secrets.drafts[0].pk),
    }  # fmt: skip
    urls = [url for url in configured(Crawl(secrets).values()) if url.startswith("/share/")]

    answers = {
        url: client.post(url, everything_at_once).status_code
        for url in filter(is_more_than_any_path, urls)
    }

    assert everything(secrets) == before
    assert [url for url, status in answers.items() if status >= 500] == []
    assert len(answers) > 60


def test_a_link_to_a_page_that_nobody_may_see_tells_nothing_of_it(secrets):
    other = MemberFactory()
    own = story_by(other)
    page = next(draft.page for draft in secrets.drafts if draft.page and not draft.page.live)
    for block in own.content["body"]:
        block["value"] = f'<p>Look <a linktype="page" id="{page.pk}">here</a>.</p>'
    own.touch()
    crawl = Crawl(secrets, other)

    crawl.visit(reverse("sharing:preview", args=[own.pk]))
    crawl.visit(reverse("sharing:write_all", args=[own.pk]))

    assert crawl.told() == []
    assert set(crawl.visited.values()) == {200}
