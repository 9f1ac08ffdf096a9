"""How much may come from one place, so that what many say is not what one person says often.

A place is a network address. What tells one from another is a hash that changes every day, kept in
the cache until the limit is over. Where several processes have caches of their own, each counts.
"""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

#: Bits of an address that one line is given: whoever has one has all addresses that begin so.
LINE = {4: 32, 6: 64}


@dataclass(frozen=True)
class Limit:
    """So many requests at most, in so many seconds, from one place."""

    name: str
    amount: int
    seconds: int

    def allows(self, request: HttpRequest) -> bool:
        """Count `request`, and tell whether it is within the limit."""
        key = f"feedback.{self.name}.{place_of(request)}"
        cache.add(key, 0, timeout=self.seconds)
        try:
            return cache.incr(key) <= self.amount
        except ValueError:
            # The time ran out between the two.
            return True


def place_of(request: HttpRequest) -> str:
    """Return what tells where `request` comes from, today and on this site only.

    The address is the one that django-allauth counts sign-ins by, which knows of proxies
    (ALLAUTH_TRUSTED_PROXY_COUNT).
    """
    address = ip_address(get_adapter().get_client_ip(request).partition("%")[0])
    line = ip_network(f"{address}/{LINE[address.version]}", strict=False)
    text = f"{timezone.localdate()} {line}"
    return salted_hmac("plugins.feedback.limits", text, algorithm="sha256").hexdigest()
