"""Other people's drafts: what is not published, and not one's own to work on."""

from typing import Any

import swapper
from django.core.exceptions import PermissionDenied
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet


def without_foreign_drafts(pages: PageQuerySet, user: Any) -> PageQuerySet:
    """Return those of `pages` that anybody may read or that `user` may work on."""
    policy = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
    return policy.without_foreign_drafts(pages, user)


def refuse_foreign_draft(pk: Any, user: Any) -> None:
    """Raise PermissionDenied where `user` may neither read nor work on the page with key `pk`."""
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk=pk)
    if not without_foreign_drafts(pages, user).exists():
        raise PermissionDenied


def may_publish(user: Any) -> bool:
    """Tell whether `user` may publish anywhere, and so may know how many drafts there are."""
    policy = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
    return policy.user_has_permission(user, "publish")
