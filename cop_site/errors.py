"""What visitors meet when something goes wrong: the reason in plain words, and ways on.

Each error has a page of its own in `templates/`. Where the reader only asked wrongly, it is a page
of the site like any other. All others are framed by `errors/plain.html`, which looks the same and
asks neither the database nor the cache nor the session.
"""

import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

GetResponse: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

#: A database that restarts or is restored is back so soon at best.
RETRY_AFTER = 60  # seconds

# Below these paths nobody reads a page: what asks there is a program.
FOR_PROGRAMS = ("/api/", "/search/complete/")

# What a reader has asked for wrongly: there is nothing wrong with the site around it.
FRAMED = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)

# The reason in one sentence, for programs.
MESSAGES = {
    HTTPStatus.BAD_REQUEST: _("This request cannot be understood."),
    HTTPStatus.FORBIDDEN: _("You are not allowed to do this."),
    HTTPStatus.NOT_FOUND: _("There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("This address takes what is sent to it, and shows nothing."),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Something went wrong on our side."),
    HTTPStatus.SERVICE_UNAVAILABLE: _("The database cannot be reached. Please try again soon."),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what no browser asks by itself, such as a host that this site does not have."""
    return answer(request, "400.html", HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer those whose account lacks the right."""
    return answer(request, "403.html", HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not prove that it comes from this site."""
    return answer(request, "403_csrf.html", HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what is not there, and for what is hidden."""
    return answer(request, "404.html", HTTPStatus.NOT_FOUND)


def explain_buttons(get_response: GetResponse) -> GetResponse:
    """Middleware that answers whoever comes, by a link, to an address that buttons send to.

    One gets there by signing in again after a session has ended: what the button has sent is gone,
    and Django's own answer is a blank page.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method != "GET" or not isinstance(response, HttpResponseNotAllowed):
            return response
        explained = answer(request, "405.html", HTTPStatus.METHOD_NOT_ALLOWED)
        explained.headers["Allow"] = response.headers["Allow"]
        return explained

    return respond


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for what nobody foresaw; a database that cannot be asked will be there again."""
    # Django calls this where it has caught the error, which it does not pass on.
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = answer(request, "503.html", HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return answer(request, "500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def answer(request: HttpRequest, template: str, status: HTTPStatus) -> HttpResponse:
    """Return the page for an error, in words for programs where one asks; never to be kept."""
    response: HttpResponse
    if is_for_a_program(request):
        response = JsonResponse({"message": str(MESSAGES[status])}, status=status)
    else:
        response = HttpResponse(page(request, template, status), status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def is_for_a_program(request: HttpRequest) -> bool:
    """Tell whether JSON is wanted: it is said so, or nothing else is to be had at the address."""
    if request.path.startswith(FOR_PROGRAMS):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def page(request: HttpRequest, template: str, status: HTTPStatus) -> str:
    """Return the text of an error's page, plainly framed where the site's frame cannot be made."""
    # What fails before the middleware that puts the reader there leaves nobody to show a level to.
    if status in FRAMED and hasattr(request, "reader"):
        return get_template(template).render({"frame": "base.html"}, request)
    # Without the request there are no context processors, and so no queries.
    return get_template(template).render({"request": request})
