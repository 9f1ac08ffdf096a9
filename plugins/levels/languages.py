"""Which language a page is written in, and how its words are marked among those of another."""

from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi
from wagtail.models import Locale, Page

from plugins.levels.edition import kept

LANGUAGES_CACHE_KEY = "levels.languages"


def language_around() -> str:
    """Return the code of the language of all words that are no page's own: labels, buttons."""
    return get_language() or settings.LANGUAGE_CODE


def foreign_language(page: Any) -> str:
    """Return the code of the language of a page, "" where it is that of the words around it.

    An English page is not foreign on a site in British English; no query where the site's
    languages are known.
    """
    key = getattr(page, "locale_id", None)
    if key is None:
        return ""
    code = kept(LANGUAGES_CACHE_KEY, languages).get(key) or page.locale.language_code
    around = language_around()
    return "" if f"{around}-".startswith(f"{code}-") else code


def languages() -> dict[int, str]:
    """Return the codes of the languages that the site has pages in, by the keys of locales."""
    return dict(Locale.objects.values_list("pk", "language_code"))


def language_of(page: Page) -> str:
    """Return the code of the language of a page, as exact as it is known."""
    return foreign_language(page) or language_around()


def marked_as(code: str, *, among_rtl: bool) -> SafeString:
    """Return the attributes of an element in a language, among words that run this way or that."""
    is_rtl = code.split("-")[0] in settings.LANGUAGES_BIDI
    if is_rtl == among_rtl:
        return format_html(' lang="{}"', code)
    return format_html(' lang="{}" dir="{}"', code, "rtl" if is_rtl else "ltr")


def marks_of(page: Any) -> SafeString:
    """Return the attributes of an element that holds words of a page among those of the site."""
    code = foreign_language(page)
    return marked_as(code, among_rtl=get_language_bidi()) if code else SafeString()


def marks_within(page: Any) -> SafeString:
    """Return the attributes of an element that holds words of the site among those of a page."""
    code = foreign_language(page)
    if not code:
        return SafeString()
    return marked_as(language_around(), among_rtl=code.split("-")[0] in settings.LANGUAGES_BIDI)
