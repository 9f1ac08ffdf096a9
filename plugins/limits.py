"""How much may come from one place, so that what many say is not what one person says often.

A place is a network address. What tells one from another is a hash that changes every day, kept in
the cache `limits`, or the site's only one, until the limit is over. Where several processes have
caches of their own, each counts.
"""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.base import BaseCache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

ALIAS = "limits"
#: Bits of an address that one line is given: whoever has one has all addresses that begin so.
LINE = {4: 32, 6: 64}


@dataclass(frozen=True)
class Limit:
    """So many requests at most, in so many seconds, from one place, or from one of whatever else.

    Its name begins with that of the plugin that sets it ("feedback.reports"): limits of one name
    count together.
    """

    name: str
    amount: int
    seconds: int

    def allows(self, request: HttpRequest, who: object = None) -> bool:
        """Count `request`, and tell whether it is within the limit.

        `who` is what is counted in place of the place that it comes from, such as a member's key.
        """
        key = f"limits.{self.name}.{place_of(request) if who is None else hashed(f'who {who}')}"
        counts = store()
        counts.add(key, 0, timeout=self.seconds)
        try:
            return counts.incr(key) <= self.amount
        except ValueError:
            # The time ran out between the two.
            return True


def store() -> BaseCache:
    """Return where it is kept how often somebody came."""
    return caches[ALIAS if ALIAS in caches.settings else DEFAULT_CACHE_ALIAS]


def place_of(request: HttpRequest) -> str:
    """Return what tells where `request` comes from, today and on this site only.

    The address is the one that django-allauth counts sign-ins by, which knows of proxies
    (ALLAUTH_TRUSTED_PROXY_COUNT).
    """
    address = ip_address(get_adapter().get_client_ip(request).partition("%")[0])
    line = ip_network(f"{address}/{LINE[address.version]}", strict=False)
    return hashed(f"{timezone.localdate()} {line}")


def hashed(text: str) -> str:
    """Return what tells `text` from others on this site, and cannot be read back."""
    return salted_hmac("plugins.limits", text, algorithm="sha256").hexdigest()
