"""The form of every picture in the admin: `WAGTAILIMAGES_IMAGE_FORM_BASE`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from plugins.uploads.cleaning import UNREADABLE
from plugins.uploads.pictures import clean_picture


class PictureField(WagtailImageField):
    """Takes metadata out of a picture, and says at once where one cannot be read."""

    def to_python(self, data: Any) -> File | None:
        try:
            file = super().to_python(data)
        except UNREADABLE as error:
            # Wagtail looks at its first bytes only, and fails on the size of what it then opens.
            message = self.error_messages["invalid_image"]
            raise ValidationError(message, code="invalid_image") from error
        return clean_picture(file) if file else None


class CleanImageForm(BaseImageForm):
    """Wagtail's form, with a field that keeps clean pictures only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget
            )
