"""Pictures under MEDIA_URL, and Wagtail's documents, for those who may have them."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile
from wagtail.utils.sendfile import sendfile

from plugins.levels.caching import let_everybody_keep
from plugins.uploads.access import may_have

# Characters that a path in the database may have at most.
MAX_NAME = 255

# By the ending of the name. Python's own table depends on the system, and knows no new formats.
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".heic": "image/heic",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
UNKNOWN_TYPE = "application/octet-stream"
# A drawing can hold scripts, and a file may be no picture whatever it is called.
NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def serve_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the picture that is stored as `name`; 404 where there is none for who asks.

    Only what the database names is served: there is no path into the folder. Documents have no URL
    here, and what else lies in MEDIA_ROOT has none at all.
    """
    if not name.isprintable() or len(name) > MAX_NAME:
        raise Http404
    for file in pictures_for(request, name):
        return keep_for(request, send(request, file))
    raise Http404


@require_safe
def serve_document(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """Send a document as Wagtail does, and say who may keep it how long."""
    return keep_for(request, serve(request, key, name))


def pictures_for(request: HttpRequest, name: str) -> Iterator[FieldFile]:
    """Yield the file of each picture that is stored as `name` and that the reader may have."""
    images = get_image_model()
    renditions = images.get_rendition_model().objects.filter(file=name)
    for rendition in renditions.select_related("image__collection"):
        if may_have(rendition.image, request):
            yield rendition.file
    for image in images.objects.filter(file=name).select_related("collection"):
        if may_have(image, request):
            yield image.file
    # Small portraits in the editor; no other page shows them.
    if request.user.has_perm("wagtailadmin.access_admin"):
        yield from (profile.avatar for profile in UserProfile.objects.filter(avatar=name))


def send(request: HttpRequest, file: FieldFile) -> HttpResponseBase:
    """Return the file, or that it has not changed since the browser or a proxy fetched it."""
    try:
        changed = file.storage.get_modified_time(str(file.name)).timestamp()
        etag = quote_etag(f"{changed:.6f}-{file.size}")
        response = get_conditional_response(
            request, etag=etag, last_modified=int(changed)
        ) or content_of(request, file)
    except FileNotFoundError:
        raise Http404 from None
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NO_SCRIPTS
    return response


def content_of(request: HttpRequest, file: FieldFile) -> HttpResponseBase:
    """Return the file itself, sent by the server in front where SENDFILE_BACKEND says how."""
    content_type = TYPES.get(PurePath(str(file.name)).suffix.lower(), UNKNOWN_TYPE)
    if hasattr(settings, "SENDFILE_BACKEND"):
        return sendfile(request, file.path, attachment_filename=False, mimetype=content_type)
    return FileResponse(file.open("rb"), content_type=content_type)


def keep_for(request: Any, response: HttpResponseBase) -> HttpResponseBase:
    """Let proxies keep what everybody may have a while; of all else, browsers, and ask each time.

    Where nobody looked into the session, the answer is the same for all.
    """
    if request.session.accessed:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        let_everybody_keep(response)
    return response
