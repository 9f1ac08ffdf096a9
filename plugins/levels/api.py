"""Wagtail's API v2 for pages: what a reader's lists hold, and the detail of every public page.

`path("api/v2/", api.router.urls)`. Lists are at the reader's own level, or at the one of `?level=`.
"""

from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.fields import Field
from rest_framework.filters import BaseFilterBackend
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.filters import SearchFilter
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Page, Site
from wagtail.search.backends.base import FilterFieldError, OrderByFieldError

from plugins.levels.caching import let_everybody_keep
from plugins.levels.indexing import BACKEND
from plugins.levels.models import FIRST, LAST, Topic
from plugins.levels.queries import MAX_LENGTH, MAX_WORDS, Typed, typed
from plugins.levels.reader import Reader
from plugins.levels.registry import levelled_models
from plugins.levels.topic_views import keys_about, topic_called, topics_of
from plugins.levels.visibility import LevelledPageQuerySet, all_pages, pages_visible_to

LEVEL_NUMBERS = [str(number) for number in range(FIRST, LAST + 1)]
OPERATORS = ["and", "or"]
# No columns of their own: neither filters nor orders.
TAG_FIELDS = ["levels", "topics"]


class LevelsField(Field):
    """The levels that a page is written for, lowest first."""

    def get_attribute(self, instance: Page) -> Page:
        return instance

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        levels = sorted((tag.tag for tag in page.level_tags.all()), key=lambda level: level.number)
        return [{"number": level.number, "name": level.name} for level in levels]


class TopicsField(Field):
    """The topics that a page is about, by name."""

    def get_attribute(self, instance: Page) -> Page:
        return instance

    def to_representation(self, page: Page) -> list[dict[str, str]]:
        topics = sorted(tag.tag for tag in page.topic_tags.all())
        return [{"slug": topic.slug, "name": topic.name} for topic in topics]


class LevelledPageSerializer(PageSerializer):
    """A page with its levels and topics."""

    levels = LevelsField(read_only=True)
    topics = TopicsField(read_only=True)


class TopicFilter(BaseFilterBackend):
    """`?topic=`: what is about the topic with this slug."""

    def filter_queryset(
        self, request: Request, queryset: LevelledPageQuerySet, view: "LevelledPagesAPIViewSet"
    ) -> LevelledPageQuerySet:
        if "topic" not in request.GET:
            return queryset
        return queryset.filter(id__in=keys_about(topic_asked_for(request, view.reader)))


class ReaderSearchFilter(BaseFilterBackend):
    """`?search=`: what readers' search finds; all words, or with `?search_operator=or` any."""

    def filter_queryset(
        self, request: Request, queryset: LevelledPageQuerySet, view: "LevelledPagesAPIViewSet"
    ) -> Any:
        if "search" not in request.GET:
            return queryset
        query = query_asked_for(request)
        operator = one_of(request, "search_operator", OPERATORS, default="and")
        if not query.wanted:
            return queryset.none()
        return queryset.search(
            query.with_any() if operator == "or" else query.with_all(),
            backend=BACKEND,
            order_by_relevance="order" not in request.GET,
        )


class Pagination(WagtailPagination):
    """Wagtail's, with nothing beyond the last page, be it further than databases count."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        page = super().paginate_queryset(queryset, request, view)
        return page if int(request.GET.get("offset", 0)) < self.total_count else []


class LevelledPagesAPIViewSet(PagesAPIViewSet):
    """The pages in a reader's lists and, one by one, every public page."""

    http_method_names = ["get", "head"]
    renderer_classes = [JSONRenderer]
    pagination_class = Pagination
    base_serializer_class = LevelledPageSerializer
    filter_backends = [
        TopicFilter,
        *(each for each in PagesAPIViewSet.filter_backends if each is not SearchFilter),
        # Last: what is found can be narrowed no further.
        ReaderSearchFilter,
    ]
    known_query_parameters = (PagesAPIViewSet.known_query_parameters - {"site"}) | {
        "level",
        "topic",
    }
    # An alias would name the page that it repeats, which may be private.
    meta_fields = [
        *(field for field in PagesAPIViewSet.meta_fields if field != "alias_of"),
        *TAG_FIELDS,
    ]
    listing_default_fields = [*PagesAPIViewSet.listing_default_fields, *TAG_FIELDS]

    @classmethod
    def get_available_fields(cls, model: type[Page], db_fields_only: bool = False) -> list[str]:
        fields = super().get_available_fields(model, db_fields_only)
        return [each for each in fields if not (db_fields_only and each in TAG_FIELDS)]

    def perform_authentication(self, request: Request) -> None:
        """Ask for nobody's account: `request.reader` does, where the level is not in the URL."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # PostgreSQL refuses the character.
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequestError(_("Parameters must not hold null characters."))

    @cached_property
    def reader(self) -> Reader:
        """Whose lists are asked for: those of a level, or the reader's own."""
        if "level" in self.request.GET:
            return Reader.at(int(one_of(self.request, "level", LEVEL_NUMBERS)))
        return self.request.reader if self.is_list else Reader.at(FIRST)

    @property
    def is_list(self) -> bool:
        return self.action == "listing_view"

    def get_base_queryset(self) -> LevelledPageQuerySet:
        """Return every public page of this site, at whatever level: what may be named at all."""
        return all_pages().filter(is_on(self.site)).public_to(self.reader)

    @cached_property
    def site(self) -> Site | None:
        return Site.find_for_request(self.request)

    def get_queryset(self) -> LevelledPageQuerySet:
        if not self.is_list:
            return self.get_base_queryset()
        pages = self.get_typed_queryset().visible_to(self.reader).filter(is_on(self.site))
        shown = pages.newest_first().select_related("locale")
        return shown.prefetch_related("level_tags", "topic_tags")

    def get_typed_queryset(self) -> LevelledPageQuerySet:
        """Return the pages of the types asked for, with their own fields where it is one type."""
        models = types_asked_for(self.request)
        if len(models) == 1:
            return LevelledPageQuerySet(models[0])
        return all_pages().type(*models) if models else all_pages()

    def filter_queryset(self, queryset: LevelledPageQuerySet) -> Any:
        if not self.is_list:
            return queryset
        try:
            return super().filter_queryset(queryset)
        except ValidationError as error:
            raise BadRequestError(" ".join(error.messages)) from error
        except (FilterFieldError, OrderByFieldError) as error:
            message = _("A search can neither be filtered nor ordered by %(field)s.")
            raise BadRequestError(message % {"field": error.field_name}) from error
        except ValueError as error:
            raise BadRequestError(str(error)) from error

    def find_object(self, queryset: LevelledPageQuerySet, request: Request) -> Page | None:
        try:
            return super().find_object(queryset, request)
        except ValueError as error:
            raise BadRequestError(_("id must be a whole number.")) from error

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == Response.status_code and self.is_same_for_everybody:
            let_everybody_keep(response)
        return response

    @property
    def is_same_for_everybody(self) -> bool:
        """Whether the URL alone decides what is answered: a page's detail, the list of a level."""
        return not self.is_list or "level" in self.request.GET


def is_on(site: Site | None) -> Q:
    """Return what tells the pages of a site, in all its languages."""
    if site is None:
        return Q(pk__in=[])
    roots = [site.root_page]
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        roots += site.root_page.get_translations()
    return reduce(or_, (Q(path__startswith=root.path) for root in roots))


def one_of(request: Request, name: str, allowed: list[str], *, default: str = "") -> str:
    """Return a parameter that may have one of a few values; raises BadRequestError for others."""
    values = request.GET.getlist(name) or [default]
    if len(values) > 1 or values[0] not in allowed:
        message = _("%(name)s must be one of: %(allowed)s.")
        raise BadRequestError(message % {"name": name, "allowed": ", ".join(allowed)})
    return values[0]


def topic_asked_for(request: Request, reader: Reader) -> Topic:
    """Return the topic of `?topic=`; raises BadRequestError, which names those in the lists."""
    try:
        return topic_called(request.GET["topic"])
    except Http404 as error:
        topics = topics_of(pages_visible_to(reader)).values_list("slug", flat=True)
        message = _(
            "topic must be the slug of a topic. Those of the pages in this list: %(allowed)s"
        )
        raise BadRequestError(message % {"allowed": ", ".join(topics)}) from error


def types_asked_for(request: Request) -> list[Any]:
    """Return the page types of `?type=`, none where it is not given."""
    types = {model._meta.label.lower(): model for model in levelled_models()}
    names = request.GET["type"].lower().split(",") if "type" in request.GET else []
    if not types.keys() >= set(names):
        message = _("type must be one of: %(allowed)s.")
        allowed = ", ".join(model._meta.label for model in types.values())
        raise BadRequestError(message % {"allowed": allowed})
    return [types[name] for name in names]


def query_asked_for(request: Request) -> Typed:
    """Return what to search for; raises BadRequestError where it is too long."""
    query = typed(request.GET["search"])
    if query.left_out:
        message = _("search takes up to %(words)d words and %(length)d characters.")
        raise BadRequestError(message % {"words": MAX_WORDS, "length": MAX_LENGTH})
    return query


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", LevelledPagesAPIViewSet)
