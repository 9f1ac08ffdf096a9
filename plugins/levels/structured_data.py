"""What a page says of itself to machines: schema.org data, its one address, a card for sharing.

Any Wagtail page can be described. One that has more to say than its levels, topics and dates has
`schema_types`, and a method `structured_data(site, context)` that returns what to add.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import to_locale
from wagtail.models import Page

from plugins.levels.feeds import root_url, site_name
from plugins.levels.languages import language_around, language_of
from plugins.levels.models import Level, LevelledMixin, Topic
from plugins.levels.privacy import has_expired
from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.sites import site_of
from plugins.levels.visibility import all_pages

#: One thing in the words of schema.org.
Node = dict[str, Any]
#: A step on the way down to a page: its name and address.
Crumb = tuple[str, str]

#: The size of the drawings that stand for pages without a picture (`make artwork`).
DRAWING_SIZE = (1200, 630)

# What would end a script element, or begin a comment in it (Django's json_script escapes the same).
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class SiteFacts:
    """What every page of a site says alike."""

    name: str
    #: Where it begins, without a slash at the end.
    root_url: str
    root_page_id: int | None = None
    #: The name of the licence of what has none of its own, and where it is explained.
    licence: str = ""
    licence_url: str = ""

    @classmethod
    def of(cls, request: HttpRequest, name: str = "", **licence: str) -> "SiteFacts":
        """Return the facts of the site of `request`, called `name` or else as Wagtail has it."""
        site = site_of(request)
        return cls(
            name=name or site_name(site),
            root_url=root_url(request, site),
            root_page_id=site.root_page_id if site else None,
            **licence,
        )

    def licence_node(self) -> Node:
        """Return the licence of what has none of its own, empty where the site names none."""
        if not (self.licence or self.licence_url):
            return {}
        node = {"@type": "CreativeWork", "name": self.licence, "url": self.licence_url}
        return {name: value for name, value in node.items() if value}

    def url(self, name: str, *args: Any) -> str:
        """Return the whole address of a view by the name of its URL."""
        return self.root_url + reverse(name, args=args)

    def whole(self, url: str) -> str:
        """Return the whole address of what may be named without its host."""
        return self.root_url + url if url.startswith("/") else url


@dataclass(frozen=True)
class Picture:
    """The picture that stands for a page where it is shared."""

    url: str
    width: int
    height: int
    alt_text: str

    def as_node(self) -> Node:
        """Return it in the words of schema.org."""
        size = {"width": self.width, "height": self.height}
        return {"@type": "ImageObject", "url": self.url, **size, "caption": self.alt_text}


@dataclass(frozen=True)
class About:
    """What stands in the head of one page."""

    url: str
    title: str
    description: str
    site_name: str
    picture: Picture
    language: str
    nodes: list[Node] = field(default_factory=list)
    is_article: bool = False
    published_at: datetime | None = None
    #: Where it is to be had in which language, itself included; empty where there is but one.
    translations: list[tuple[str, str]] = field(default_factory=list)

    @property
    def locale(self) -> str:
        """The language as Open Graph writes it."""
        return to_locale(self.language)

    @property
    def json(self) -> SafeString:
        """All that is said in the words of schema.org, safe within a script element."""
        data = {"@context": "https://schema.org", "@graph": self.nodes}
        # Nothing in it can end the element: see _UNSAFE.
        return mark_safe(json.dumps(data, cls=DjangoJSONEncoder).translate(_UNSAFE))  # noqa: S308


def about_page(page: Page, site: SiteFacts, context: Mapping[str, Any]) -> About:
    """Describe a page from what its template is shown: `context`, with the request in it."""
    url = canonical_url(page, context)
    ancestors = context.get("ancestors")
    if ancestors is None:
        ancestors = public_ancestors(page, context["request"].reader)
    trail = [(each.title, each.get_full_url(context["request"])) for each in ancestors]
    published_at = page.first_published_at if isinstance(page, LevelledMixin) else None
    return About(
        url=url,
        title=first_text(page, "seo_title", "headline", "title"),
        description=first_text(page, "search_description", "summary", "introduction"),
        site_name=site.name,
        picture=context.get("picture") or drawing(site, lowest_level(page)),
        language=language_of(page),
        nodes=[page_node(page, url, site, context), *breadcrumbs([*trail, (page.title, url)])],
        is_article=isinstance(page, LevelledMixin),
        published_at=published_at,
        translations=translations(page, context["request"]),
    )


def about_list(
    title: str,
    description: str,
    url: str,
    site: SiteFacts,
    *,
    about: Node,
    above: Crumb | None = None,
    level: Level | None = None,
) -> About:
    """Describe a list of what `about` says that is no page of Wagtail's; `above` it is another.

    It is pictured by its `level`, if it is of one.
    """
    node = {
        "@type": "CollectionPage",
        "name": title,
        "url": url,
        "about": about,
        **described(description),
        **common(site),
    }
    trail = [(_("Home"), site.root_url + "/"), *([above] if above else []), (title, url)]
    return About(
        url=url,
        title=title,
        description=description,
        site_name=site.name,
        picture=drawing(site, level),
        language=language_around(),
        nodes=[node, *breadcrumbs(trail)],
    )


def drawing(site: SiteFacts, level: Level | None) -> Picture:
    """Return what stands for a page without a picture: the drawing of its level, or of all four.

    A site that wants others has files of the same names among its own static files.
    """
    width, height = DRAWING_SIZE
    if level is None:
        url = site.whole(static("levels/all-levels.png"))
        return Picture(url, width, height, _("Four steps, one for each level of practice"))
    url = site.whole(static(f"levels/level-{level.number}.png"))
    words = {"number": level.number, "name": level.name}
    alt_text = _("Level %(number)d, %(name)s, among four steps") % words
    return Picture(url, width, height, alt_text)


def lowest_level(page: Page) -> Level | None:
    """Return the lowest level that a page is written for, None where it is for all."""
    levels = page.levels_in_order() if isinstance(page, LevelledMixin) else []
    return levels[0] if levels else None


def translations(page: Page, request: ReaderRequest) -> list[tuple[str, str]]:
    """Return the languages in which anybody may read `page`, each with the address there.

    None where it is one alone. What Wagtail has copied to be translated is no translation yet.
    """
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return []
    versions = all_pages().filter(translation_key=page.translation_key, alias_of=None)
    found = versions.public_to(request.reader).select_related("locale")
    urls = [(each.locale.language_code, each.get_full_url(request)) for each in found]
    known = sorted((language, url) for language, url in urls if url)
    return known if len(known) > 1 else []


def canonical_url(page: Page, context: Mapping[str, Any]) -> str:
    """Return the one address of what is shown: a list's later pages have one each, filters none."""
    url = page.get_full_url(context["request"]) or ""
    number = context.get("canonical_number", 1)
    return f"{url}?page={number}" if number > 1 else url


def page_node(page: Page, url: str, site: SiteFacts, context: Mapping[str, Any]) -> Node:
    """Return what schema.org has words for in `page`, the page's own additions last."""
    if page.pk and page.pk == site.root_page_id:
        return {"url": url, **website(page, site)}
    node: Node = {
        "@type": list(schema_types(page)),
        "@id": url,
        "url": url,
        "name": page.title,
        **described(first_text(page, "search_description", "summary", "introduction")),
        **dates(page),
        **common(site),
        "inLanguage": language_of(page),
    }
    if isinstance(page, LevelledMixin):
        node |= levelled(page, site)
    add = getattr(page, "structured_data", None)
    return {**node, **stated(add(site, context))} if add else node


def schema_types(page: Page) -> Iterable[str]:
    """Return the types of schema.org that `page` is of."""
    usual = ("LearningResource",) if isinstance(page, LevelledMixin) else ("WebPage",)
    return getattr(page, "schema_types", usual)


def website(page: Page, site: SiteFacts) -> Node:
    """Return what the home page says: which site this is, and how to search it."""
    search = site.url("search") + "?q={search_term_string}"
    return {
        "@type": "WebSite",
        "name": site.name,
        **described(first_text(page, "search_description", "introduction")),
        "inLanguage": language_of(page),
        "publisher": organization(site.name),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


def levelled(page: LevelledMixin, site: SiteFacts) -> Node:
    """Return what is true of every page that has levels, whatever its type."""
    node: Node = {
        "headline": page.title,
        "learningResourceType": page.kind_label,
        "educationalLevel": [level_term(level, site) for level in page.levels_in_order()],
        "isAccessibleForFree": True,
    }
    topics = [topic_term(topic, site) for topic in page.topics_in_order()]
    return {**node, "about": topics} if topics else node


def level_term(level: Level, site: SiteFacts) -> Node:
    """Return a level as one of the set of four terms that readers choose from."""
    return {
        "@type": "DefinedTerm",
        "termCode": str(level.number),
        "name": level.name,
        "description": level.offers,
        "url": site.url("levels:level", level.number),
        "inDefinedTermSet": term_set(_("Levels of practice"), site.url("levels:choose")),
    }


def topic_term(topic: Topic, site: SiteFacts) -> Node:
    """Return a topic as a term of the community's vocabulary."""
    return {
        "@type": "DefinedTerm",
        "name": topic.name,
        **described(topic.description),
        "url": site.url("topics:topic", topic.slug),
        "inDefinedTermSet": term_set(_("Topics"), site.url("topics:index")),
    }


def term_set(name: str, url: str) -> Node:
    """Return a vocabulary."""
    return {"@type": "DefinedTermSet", "name": name, "url": url}


def common(site: SiteFacts) -> Node:
    """Return what all pages of a site say alike."""
    return {
        "inLanguage": language_around(),
        "isPartOf": {"@type": "WebSite", "name": site.name, "url": site.root_url + "/"},
        "publisher": organization(site.name),
    }


def organization(name: str) -> Node:
    """Return an organisation of which no more is known than its name."""
    return {"@type": "Organization", "name": name}


def described(text: str) -> Node:
    """Return `text` as a description, nothing where it is empty."""
    return {"description": text} if text else {}


def stated(node: Node) -> Node:
    """Return what `node` says something with, without what is empty."""
    return {name: value for name, value in node.items() if value not in ("", None, [], {})}


def dates(page: Page) -> Node:
    """Return when a page was first and last published; not when its draft was changed."""
    found = {"datePublished": page.first_published_at, "dateModified": page.last_published_at}
    return {name: date.isoformat() for name, date in found.items() if date}


def breadcrumbs(trail: list[Crumb]) -> list[Node]:
    """Return the way down to a page; none where it has one step."""
    if len(trail) < 2:
        return []
    steps = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(trail, start=1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": steps}]


def public_ancestors(page: Page, reader: Reader) -> list[Page]:
    """Return what anybody may see of the pages above `page` that have an address, topmost first."""
    above = all_pages().ancestor_of(page).public_to(reader).order_by("path")
    return [each for each in above if each.get_full_url()]


def is_public(page: Page, reader: Reader) -> bool:
    """Tell whether anybody may see a page at hand, by the rule of `public_to`."""
    return page.live and not has_expired(page) and not reader.restrictions_on(page)


def first_text(page: Page, *names: str) -> str:
    """Return the first of these fields of `page` that it has and that holds something."""
    return next(filter(None, (getattr(page, name, "") for name in names)), "")
