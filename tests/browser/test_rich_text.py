"""Formatted text in a real browser: the editor, and a hundred attempts to run script through it."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from playwright.sync_api import Locator, Page, expect

from plugins.interviews import new_block
from plugins.resources.models import ResourcePage
from plugins.rich_text import clean, without_keys
from plugins.sharing.models import Draft
from plugins.sharing.widgets import PAGE_LINK
from plugins.stories.models import StoryIndexPage
from tests.browser.writer import go_to_end
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in
from tests.payloads import PAYLOADS
from tests.sharing.drafts import resource_by, story_by
from tests.test_rich_text import kept_texts
from tests.uploads.photos import PhotoFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "textarea[data-rich-text]"
# Puts texts into the editor, and takes out what it makes of them.
THROUGH_THE_EDITOR = """texts => {
  const field = document.querySelector("textarea[data-rich-text]");
  return texts.map((text) => {
    field.value = text;
    field.dispatchEvent(new CustomEvent("rich-text:set"));
    return field.value;
  });
}"""
# All in a page, templates included, that runs or could run what is not the site's own.
WHAT_RUNS = """() => {
  const found = window.hit ? ["hit"] : [];
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const named = (name) => element.getAttribute(name) ?? "";
      const handlers = element.getAttributeNames().filter((name) => name.startsWith("on"));
      const addresses = ["href", "src", "action", "formaction", "xlink:href", "data"].map(named);
      const unsafe = addresses.filter((address) =>
        /^(?:javascript|vbscript|data):/i.test(address.replace(/[\\u0000-\\u0020]/g, "")));
      const isForeign = element.matches("iframe, object, embed, base, meta[http-equiv], math")
        || (element.matches("script") && element.type !== "application/ld+json"
            && !named("src").startsWith("/static/"))
        || (element.matches("style") && root !== document);
      if (handlers.length || unsafe.length || isForeign) {
        found.push(element.outerHTML.slice(0, 200));
      }
      if (element.content instanceof DocumentFragment) visit(element.content);
    }
  };
  visit(document);
  return found;
}"""


@pytest.fixture
def member() -> Any:
    return MemberFactory()


@pytest.fixture
def written(person, member) -> Any:
    """Opens a step of a draft as its author: the page, once what was typed before is back."""

    def open_draft(draft: Draft, name: str = "situation") -> Page:
        page = person(member)
        page.goto(reverse("sharing:write", args=[draft.pk, name]))
        expect(page.locator("#writing[data-ready]")).to_be_attached()
        return page

    return open_draft


def editor_in(page: Page) -> Locator:
    expect(page.locator(".rich-text.is-edited").first).to_be_attached()
    return page.locator("[role=textbox][aria-multiline]").first


def saved(draft: Draft, page: Page) -> str:
    """Return the first text of a draft once the form is sent."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    draft.refresh_from_db()
    return draft.content["body"][0]["value"]


class TestTheEditor:
    def test_is_named_described_and_used_with_the_keyboard(self, written, member):
        draft = story_by(member)
        page = written(draft)
        editor = editor_in(page)
        keys = page.keyboard

        editor.focus()
        go_to_end(editor)
        keys.press("Enter")
        keys.type("Then ")
        keys.press("Control+b")
        keys.type("we asked")
        keys.press("Control+b")
        keys.type(" them.")
        keys.press("Enter")
        keys.type("- one")
        keys.press("Shift+Tab")
        tools = page.get_by_role("toolbar", name="Formatting")
        expect(tools.get_by_role("button", name="Bold")).to_be_focused()
        keys.press("End")
        expect(tools.get_by_role("button", name="Redo")).to_be_focused()
        keys.press("Tab")
        expect(editor).to_be_focused()
        keys.press("Tab")

        expect(editor).not_to_be_focused()
        expect(editor).to_have_accessible_name("What was going on?")
        assert Axe().run(page).response["violations"] == []
        assert saved(draft, page) == (
            "<p>The queue went round the corner.</p><p>Then <b>we asked</b> them.</p>"
            "<ul><li>one</li></ul>"
        )

    def test_asks_where_a_link_leads_until_it_is_an_address(self, written, member):
        draft = story_by(member, "See here")
        page = written(draft)
        editor_in(page).press("Control+a")

        page.get_by_role("button", name="Link", exact=True).click()
        address = page.get_by_role("textbox", name="Where does it lead?")
        address.fill("javascript:hit=1")
        address.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="This is no address")).to_be_visible()
        assert Axe().run(page).response["violations"] == []
        address.fill("www.example.org/queue")
        address.press("Enter")

        expect(page.get_by_role("dialog")).to_have_count(0)
        assert saved(draft, page) == '<p><a href="https://www.example.org/queue">See here</a></p>'

    def test_takes_what_is_pasted_with_light_formatting(self, written, member):
        draft = story_by(member, "")
        page = written(draft)
        pasted = (
            '<!--StartFragment--><h1 style="color:red">Rain</h1><p class="MsoNormal"><b>Forty</b>'
            ' <span style="font-size:40pt" onclick="hit=1">people</span></p><img src=x'
            ' onerror="hit=1"><script>hit=1</script><ul><li>one</ul><!--EndFragment-->'
        )

        editor_in(page).evaluate(
            """(editor, html) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData("text/html", html);
              editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
            }""",
            pasted,
        )

        assert page.evaluate(WHAT_RUNS) == []
        assert saved(draft, page) == (
            "<h3>Rain</h3><p><b>Forty</b> people</p><ul><li>one</li></ul>"
        )

    def test_gives_every_text_back_as_it_was(self, written, member):
        texts = examples_of_texts()
        page = written(story_by(member))
        editor_in(page)

        shown = [PAGE_LINK.sub(r'<a href="page:\1">', text) for text in texts]
        sent = page.evaluate(THROUGH_THE_EDITOR, shown)

        assert [clean(html) for html in sent] == texts

    def test_leaves_a_plain_field_where_its_script_does_not_come(self, written, member, person):
        draft = story_by(member)
        page = written(draft)
        page.route("**/django_prose_editor/**", lambda route: route.abort())
        page.reload()
        field = page.locator(TEXT)
        expect(page.locator("#writing[data-ready]")).to_be_attached()

        field.fill("Rain, *all day*.\n\n- forty people")

        assert saved(draft, page) == "<p>Rain, <i>all day</i>.</p><ul><li>forty people</li></ul>"


def examples_of_texts() -> list[str]:
    """Return texts as they are kept, without the keys of their lines."""
    texts: set[str] = set()

    @settings(
        max_examples=60,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(kept_texts)
    def gather(html: str) -> None:
        texts.add(without_keys(html))

    gather()
    return sorted(texts)


class Fields(HTMLParser):
    """What a browser would send of the fields of a draft, and into which of them one can type."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.typed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type", "text")
        if not name.startswith("u-") or tag not in ("input", "textarea"):
            return
        if tag == "textarea" or kind == "text":
            self.typed.append(name)
        elif kind == "hidden":
            self.values[name] = given.get("value") or ""


def with_blocks_for_payloads(draft: Draft, values: dict[str, Any]) -> dict[str, str]:
    """Add to `draft` a block of each of these values for each payload; return these by its key."""
    payloads = {}
    for payload in PAYLOADS:
        blocks = [new_block(kind, value) for kind, value in values.items()]
        draft.content["body"] += blocks
        payloads |= {block["id"]: payload for block in blocks}
    draft.save()
    return payloads


def type_into_every_field(client: Client, draft: Draft, values: dict[str, Any], kind: str) -> None:
    """Send the form of a draft with a payload in each field of its blocks, and all in others.

    `kind` says what its formatted texts claim to be, "html" or "notation".
    """
    payloads = with_blocks_for_payloads(draft, values)
    address = reverse("sharing:write_all", args=[draft.pk])
    fields = Fields(client.get(address).text)
    for name in fields.typed:
        unit = next((key for key in payloads if name.startswith(f"u-{key}-")), "")
        fields.values[name] = payloads.get(unit, " ".join(PAYLOADS))
        if f"{name}:format" in fields.values:
            fields.values[f"{name}:format"] = kind
    assert client.post(address, fields.values).status_code == 302


@pytest.fixture
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def what_runs(person, member) -> Callable[[str], list[str]]:
    """Opens an address as the author, and says what runs there that is not the site's own."""
    page = person(member)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))

    def look(address: str) -> list[str]:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        # What was typed is there, to be read.
        assert "hit=1" in page.content()
        return [*dialogs, *page.evaluate(WHAT_RUNS)]

    return look


class TestAHundredPayloads:
    def test_would_be_seen_if_they_ran(self, person):
        page = person()
        page.goto("/about/")
        page.evaluate(
            "texts => document.body.append(...texts.map((text) =>"
            " Object.assign(document.createElement('div'), { innerHTML: text })))",
            PAYLOADS,
        )

        # The others are for places other than between tags.
        assert len(page.evaluate(WHAT_RUNS)) > 70

    def test_run_nowhere_from_any_field_of_a_story(self, what_runs, member, media):
        draft = story_by(member)
        picture = {"image": PhotoFactory().pk, "alt_text": "", "caption": ""}
        values = {"text": "", "quote": {}, "picture": picture, "figures": {}}
        type_into_every_field(signed_in(member), draft, values, "html")

        for name in ("preview", "check"):
            assert what_runs(reverse(f"sharing:{name}", args=[draft.pk])) == [], name
        assert what_runs(reverse("sharing:write", args=[draft.pk, "situation"])) == []
        assert what_runs(reverse("sharing:mine")) == []

    def test_run_nowhere_from_a_form_that_is_shown_again(self, what_runs, member):
        draft = story_by(member)
        values = {"quote": {}, "figures": {}}
        type_into_every_field(signed_in(member), draft, values, "html")

        assert what_runs(reverse("sharing:write_all", args=[draft.pk])) == []

    def test_run_nowhere_from_any_field_of_a_resource(self, what_runs, member):
        draft = resource_by(member, ResourcePage.Kind.CHECKLIST)
        type_into_every_field(signed_in(member), draft, {"heading": "", "text": ""}, "notation")

        assert what_runs(reverse("sharing:preview", args=[draft.pk])) == []

    def test_run_nowhere_from_what_is_published(self, what_runs, member):
        body = [new_block("text", payload) for payload in PAYLOADS]
        title, summary = PAYLOADS[60], " ".join(PAYLOADS[60:66])
        stories = StoryIndexPage.objects.get()
        page = StoryPageFactory(parent=stories, title=title, summary=summary, body=json.dumps(body))

        assert what_runs(page.url) == []
        assert what_runs(stories.url) == []
        assert what_runs("/search/?" + urlencode({"q": f"hit {title}"})) == []
