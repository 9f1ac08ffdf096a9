"""Where Wagtail asks before it sends a document, and which pictures it tells the editor of."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.models import AbstractDocument

from plugins.uploads.access import may_have
from plugins.uploads.admin_api import DocumentsViewSet, ImagesViewSet


# First: Wagtail's own asks for a password, which would tell that there is a file.
@hooks.register("before_serve_document", order=-1)
def keep_documents_of_secrets(document: AbstractDocument, request: HttpRequest) -> None:
    """Answer as for a document that is not there, unless the reader may have it."""
    if not may_have(document, request):
        raise Http404


# After Wagtail's own, whose names they take.
@hooks.register("construct_admin_api", order=1)
def name_only_own_uploads(router: WagtailAPIRouter) -> None:
    """Have the admin's API tell of the same files as the choosers; Wagtail's tells of all."""
    router.register_endpoint("images", ImagesViewSet)
    router.register_endpoint("documents", DocumentsViewSet)
