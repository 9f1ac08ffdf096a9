"""Which addresses a link may have, and the one form in which each is kept."""

import re
from urllib.parse import quote

from plugins.rich_text.lines import INVISIBLE

MAX_LENGTH = 2000
PAGE = re.compile(r"page:[1-9][0-9]{0,9}")
# What could end an attribute or a link in the notation, or is read in two ways by browsers.
UNSAFE = re.compile(r"""[\s"'<>`\\\[\]]""")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
WEB = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#@]+(?:[/?#].*)?)", re.IGNORECASE)
MAIL = re.compile(
    r"(?:mailto:)?(?P<mailbox>[^\s@:/?#]+@[^\s@:/?#]+\.[^\s@:/?#]+(?:\?.*)?)", re.IGNORECASE
)
TELEPHONE = re.compile(r"tel:(?P<number>\+?[0-9().%-]+)", re.IGNORECASE)
# Somebody who types an address hardly ever types how a browser is to fetch it.
WITHOUT_SCHEME = re.compile(
    r"(?://)?(?P<host>[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d+)?(?:[/?#].*)?)"
)
WITHIN_SITE = re.compile(r"/(?!/).*|#.+")


def address_of(typed: str) -> str:
    """Return the address that `typed` means, empty where it is none that is safe to follow."""
    text = CONTROL.sub("", INVISIBLE.sub("", typed)).strip()
    url = _with_scheme(UNSAFE.sub(lambda match: quote(match[0]), text))
    return url if len(url) <= MAX_LENGTH else ""


def _with_scheme(url: str) -> str:
    if PAGE.fullmatch(url) or WITHIN_SITE.fullmatch(url):
        return url
    if match := WEB.fullmatch(url):
        return f"{match['scheme'].lower()}://{match['host']}"
    if match := MAIL.fullmatch(url):
        return f"mailto:{match['mailbox']}"
    if match := TELEPHONE.fullmatch(url):
        return f"tel:{match['number']}"
    if match := WITHOUT_SCHEME.fullmatch(url):
        return f"https://{match['host']}"
    return ""
