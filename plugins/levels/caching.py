"""Which answers may be kept, and for whom: what a view says of itself.

Shared caches, which are not ours, may keep none, but those that their URL alone decides. A view
whose answer is the same for everybody says so with `same_for_everybody`. Of all others it is taken
for granted that the reader decides: the level, the account, what is private.

The site itself (`page_cache`) may keep what is the same for all visitors who read at the same
levels: a view says so with `same_for_readers_alike`.
"""

from collections.abc import Callable, Collection
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header, patch_cache_control, patch_vary_headers

#: What is hidden or deleted stays so long in shared caches at most.
A_WHILE = timedelta(minutes=5)

View = Callable[..., HttpResponseBase]

# What views and responses carry that may be kept for readers alike.
MAY_BE_KEPT = "is_same_for_readers_alike"
PARAMETERS = "parameters_for_readers_alike"


def same_for_everybody(view: View) -> View:
    """Let shared caches keep what `view` answers for a while: its URL alone decides what that is.

    Errors are not kept. `PrivateByDefaultMiddleware` has the last word.
    """

    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == HttpResponse.status_code:
            let_everybody_keep(response)
        return response

    return cached


def same_for_readers_alike(*parameters: str) -> Callable[[View], View]:
    """Let the site keep what a view answers for all visitors who read at the same levels.

    Its URL and what `page_cache.deciding` names decide what that is: neither an account, nor a
    session, nor the hour. `parameters` are those of the query string that it looks at; with others
    a URL is not kept, since anybody can make up as many as they like.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            let_readers_alike_share(response, parameters)
            return response

        vars(kept)[MAY_BE_KEPT] = True
        return kept

    return decorate


def let_readers_alike_share(response: HttpResponseBase, parameters: Collection[str] = ()) -> None:
    """Say that `response` is the same for all visitors who read at the same levels.

    What `same_for_readers_alike` does, for what learns only as it answers whether that is true.
    """
    vars(response)[PARAMETERS] = frozenset(parameters)


def may_be_kept(view: View) -> bool:
    """Tell whether a view may say that its answer is the same for readers alike."""
    return hasattr(view, MAY_BE_KEPT)


def parameters_of(response: HttpResponseBase) -> frozenset[str] | None:
    """Return the parameters that a response for readers alike looks at, None if it is another."""
    return vars(response).get(PARAMETERS)


def let_everybody_keep(response: HttpResponseBase) -> None:
    """Say that `response` is the same for everybody, and may be kept for a while."""
    patch_cache_control(response, public=True, max_age=int(A_WHILE.total_seconds()))


class PrivateByDefaultMiddleware:
    """Keeps answers from shared caches unless a view says otherwise, and one reader's own always.

    `no-cache` lets browsers keep a page, and has them ask each time whether it is still the same:
    after a change of level no link shows what the old one held. The back button may, and says at
    which level: `no-store` would forbid it, at the price of slow steps back everywhere.

    Stands above the sessions' middleware, which says whether the session has been looked into.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" not in response.headers or is_shared_by_mistake(response):
            response.headers["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ["Cookie"])
        return response


def is_shared_by_mistake(response: HttpResponseBase) -> bool:
    """Tell whether shared caches would keep what a cookie has decided, or a cookie itself."""
    is_own = bool(response.cookies) or has_vary_header(response, "Cookie")
    said = response.headers["Cache-Control"].lower()
    return is_own and "private" not in said and "no-store" not in said
