"""Every address of a site: what its URL configuration yields, and what its pages link to."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from django.utils.regex_helper import normalize

# Where a link would end the visit, or lead to what is no page of the site.
LEFT_OUT = re.compile(r"logout|failwhale|/static/|jsi18n|\.(?:js|css|woff2?)$")
LINK = re.compile(r"""(?:href|src|action|data-url)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
XML_LINK = re.compile(r"<(?:link|loc|guid[^>]*)>([^<]+)</")
# A URL in a JSON text, as the API has them.
ADDRESS = re.compile(r"^(?:https?://[^\s]+|/[^\s]*)$")
# Parameters that say where to go on to afterwards.
WAYS_BACK = {"next"}
# What is filled in where nothing is known of a parameter.
ANYTHING = ("1", "x")


def configured(values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the paths of all URL patterns, with what `values` has for their parameters by name."""
    for route in routes(get_resolver().url_patterns, ""):
        for form, names in normalize(route):
            filled = product(*(values.get(name, ANYTHING) for name in names))
            for each in filled:
                path = "/" + (form % dict(zip(names, each, strict=True))).lstrip("/")
                if resolves(path) and not LEFT_OUT.search(path):
                    yield path


def routes(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    """Yield the regular expression of each URL pattern, with those that it is included under."""
    for pattern in patterns:
        own: Any = pattern.pattern
        route = before + own.regex.pattern.removeprefix("^").removesuffix("\\Z").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def resolves(path: str) -> bool:
    """Tell whether the site has a view for a path."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def linked(url: str, response: HttpResponseBase, body: str, hosts: Iterable[str]) -> Iterator[str]:
    """Yield the addresses on this site that a response leads to, without their fragments."""
    found = [response.headers.get("Location", ""), *links_in(response, body)]
    for link in found:
        target = urlsplit(urldefrag(urljoin(f"http://testserver{url}", link)).url)
        if not link or target.hostname not in {"testserver", *hosts}:
            continue
        query = [each for each in parse_qsl(target.query) if each[0] not in WAYS_BACK]
        # What narrows a list that is narrowed already leads on without an end.
        if LEFT_OUT.search(target.path) or (query and urlsplit(url).query):
            continue
        yield target.path + (f"?{urlencode(query)}" if query else "")


def links_in(response: HttpResponseBase, body: str) -> Iterator[str]:
    """Yield the links in the body of a response: HTML, XML or JSON."""
    content_type = response.headers.get("Content-Type", "")
    if "json" in content_type:
        with suppress(ValueError):
            yield from addresses_in(json.loads(body))
    elif "xml" in content_type:
        yield from (unescape(link) for link in XML_LINK.findall(body))
    elif "html" in content_type:
        yield from (unescape(double or single) for double, single in LINK.findall(body))


def addresses_in(value: Any) -> Iterator[str]:
    """Yield the texts in a JSON value that are addresses."""
    if isinstance(value, str) and ADDRESS.match(value):
        yield value
    elif isinstance(value, dict):
        yield from addresses_in(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from addresses_in(each)
