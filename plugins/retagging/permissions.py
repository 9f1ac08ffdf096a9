"""Who may give many pages other levels and topics."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

MAY_RETAG = "retagging.add_retagging"


def may_retag(user: Any) -> bool:
    """Tell whether `user` may do it, with those pages that they may publish."""
    return bool(user.has_perm(MAY_RETAG))


def permissions() -> QuerySet[Permission]:
    """Return the permission: editors need it, and administrators may grant it."""
    app, codename = MAY_RETAG.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
