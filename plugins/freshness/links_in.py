"""Which addresses on other sites the text of a page leads to."""

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Field
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import AbstractPage, Site

#: Longer ones are no addresses that a person has written.
LONGEST = 2_000
SCHEMES = ("http://", "https://")


class Addresses(HTMLParser):
    """Collects where a rich text leads to, and what of other sites is put into it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "embed": "url"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


def links_in_page(page: AbstractPage, own_hosts: frozenset[str]) -> set[str]:
    """Return the links to other sites of a page as it is at hand, with all that belongs to it."""
    links = links_in(values_of(page))
    for relation in get_all_child_relations(type(page)):
        if fields_with_links(relation.related_model):
            for child in getattr(page, relation.get_accessor_name()).all():
                links |= links_in(values_of(child))
    return {link for link in links if host_of(link) not in own_hosts}


def fields_with_links(model: type[models.Model]) -> list[Field]:
    """Return the fields of a model in which there may be links to other sites."""
    kinds = (StreamField, RichTextField, models.URLField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds)]


def values_of(instance: models.Model) -> Iterator[Any]:
    """Yield what may hold links of a page, or of something that belongs to one."""
    for field in fields_with_links(type(instance)):
        value = getattr(instance, field.attname)
        # Blocks as they are stored: they would fetch whatever they name.
        yield list(value.raw_data) if isinstance(field, StreamField) else value


def links_in(values: Iterable[Any]) -> set[str]:
    """Return the addresses with http or https in values as they are stored."""
    return {url for text in texts_in(values) for url in addresses_in(text) if is_link(url)}


def texts_in(value: Any) -> Iterator[str]:
    """Yield all texts in a stored value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in(value.values())
    elif isinstance(value, Iterable):
        for part in value:
            yield from texts_in(part)


def addresses_in(text: str) -> list[str]:
    """Return where a text leads to: itself, if it is an address, or what is linked in it."""
    if text.startswith(SCHEMES):
        return [] if any(map(str.isspace, text)) else [without_fragment(text)]
    if "<" not in text:
        return []
    parser = Addresses()
    parser.feed(text)
    return [without_fragment(url.strip()) for url in parser.found]


def without_fragment(url: str) -> str:
    """Return an address without its part of a page: no server is told that."""
    return url.partition("#")[0]


def is_link(url: str) -> bool:
    """Tell whether an address is one that can be asked."""
    return url.lower().startswith(SCHEMES) and len(url) <= LONGEST and bool(host_of(url))


def host_of(url: str) -> str:
    """Return the name of the host in an address, in small letters; empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def own_hosts() -> frozenset[str]:
    """Return the names of this site's own hosts: what is there Wagtail knows itself."""
    names = {name.lower() for name in Site.objects.values_list("hostname", flat=True)}
    return frozenset(names | {host_of(settings.WAGTAILADMIN_BASE_URL)})
