"""The icon of the site, where browsers and feed readers look for it without having read a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from plugins.levels.caching import let_everybody_keep


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead on to the icon, whose address changes with it."""
    response = redirect(static("cop_site/favicon.ico"))
    let_everybody_keep(response)
    return response
