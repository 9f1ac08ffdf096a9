"""System checks for settings that would let files past the rule."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.files.storage import default_storage
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from plugins.uploads.forms import CheckedDocumentForm, CleanImageForm
from plugins.uploads.views import serve_picture

PROBE = "picture.jpg"


def register() -> None:
    """Register this module's checks with Django."""
    checks.register(check_documents_are_served)
    checks.register(check_pictures_are_served)
    checks.register(check_storage)
    checks.register(check_image_form)
    checks.register(check_document_form)


def check_documents_are_served(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return an error where Wagtail sends readers of a document to its place in the storage."""
    if getattr(settings, "WAGTAILDOCS_SERVE_METHOD", None) == "serve_view":
        return []
    hint = "Set WAGTAILDOCS_SERVE_METHOD = 'serve_view'."
    message = "The URLs of documents in the storage are given away."
    return [checks.Error(message, hint=hint, id="uploads.E001")]


def check_pictures_are_served(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return an error where MEDIA_URL does not lead to this plugin's view."""
    try:
        if resolve(f"{settings.MEDIA_URL}{PROBE}").func is serve_picture:
            return []
    except Resolver404:
        pass
    hint = "Add path('', include('plugins.uploads.urls')) before other URLs; MEDIA_URL is a path."
    message = "Nobody asks who may have the pictures under MEDIA_URL."
    return [checks.Error(message, hint=hint, id="uploads.E002")]


def check_storage(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return a warning where the files lie with somebody else, who may serve them as well."""
    try:
        default_storage.path(PROBE)
    except NotImplementedError:
        hint = "Make sure that the bucket is private, and that its URLs are never shown."
        message = "Uploads are kept outside this site, where its rule does not reach."
        return [checks.Warning(message, hint=hint, id="uploads.W003")]
    return []


def check_image_form(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return a warning where a damaged picture would be an error page to who uploads it."""
    form = getattr(settings, "WAGTAILIMAGES_IMAGE_FORM_BASE", "")
    if form and issubclass(import_string(form), CleanImageForm):
        return []
    hint = "Set WAGTAILIMAGES_IMAGE_FORM_BASE = 'plugins.uploads.forms.CleanImageForm'."
    message = "The form for pictures does not say when one cannot be read."
    return [checks.Warning(message, hint=hint, id="uploads.W004")]


def check_document_form(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return a warning where a file under a false name would be an error page to who uploads it."""
    form = getattr(settings, "WAGTAILDOCS_DOCUMENT_FORM_BASE", "")
    if form and issubclass(import_string(form), CheckedDocumentForm):
        return []
    hint = "Set WAGTAILDOCS_DOCUMENT_FORM_BASE = 'plugins.uploads.forms.CheckedDocumentForm'."
    message = "The form for documents does not say when one is not what its name says."
    return [checks.Warning(message, hint=hint, id="uploads.W005")]
