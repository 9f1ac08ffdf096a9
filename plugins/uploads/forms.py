"""The forms of every picture and document in the admin, and of those that members attach.

`WAGTAILIMAGES_IMAGE_FORM_BASE` and `WAGTAILDOCS_DOCUMENT_FORM_BASE`.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from plugins.uploads.cleaning import UNREADABLE, TooManyPixelsError, check_pixels
from plugins.uploads.documents import check_document
from plugins.uploads.pictures import clean_picture, too_many_pixels, unreadable

# How telephones call the photos that they take, which hardly any browser shows.
FROM_TELEPHONES = (".heic", ".heif")


class PictureField(WagtailImageField):
    """Takes metadata out of a picture, and says at once where one cannot be read."""

    def to_python(self, data: Any) -> File | None:
        if data:
            self.look_at_head(data)
        try:
            file = super().to_python(data)
        except UNREADABLE as error:
            # Wagtail looks at its first bytes only, and fails on the size of what it then opens.
            raise unreadable(data.name) from error
        return clean_picture(file) if file else None

    def look_at_head(self, file: Any) -> None:
        """Raise ValidationError for what is not to be read any further.

        Wagtail looks at the size of a picture once it has read all of its pixels.
        """
        if file.name.lower().endswith(FROM_TELEPHONES):
            message = _(
                "Most browsers cannot show photos in the format HEIC. Save it as JPEG, or take a "
                "picture of the screen that shows it, and choose that."
            )
            raise ValidationError(message, code="invalid_image_extension")
        self.check_image_file_size(file)
        file.seek(0)
        try:
            check_pixels(file.read())
        except TooManyPixelsError as error:
            raise too_many_pixels(file.name) from error
        finally:
            file.seek(0)


class CleanImageForm(BaseImageForm):
    """Wagtail's form, with a field that keeps clean pictures only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget
            )


class DocumentField(WagtailDocumentField):
    """Says at once where a document is not what its name says."""

    def to_python(self, data: Any) -> File | None:
        file = super().to_python(data)
        if file:
            check_document(file)
        return file


class CheckedDocumentForm(BaseDocumentForm):
    """Wagtail's form, with a field that keeps only documents that are what their names say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            self.fields["file"] = DocumentField(
                label=field.label, required=field.required, widget=field.widget
            )
