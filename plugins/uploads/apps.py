from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    name = "plugins.uploads"
    verbose_name = _("Uploads")

    def ready(self) -> None:
        # Models, and the policies that look them up, exist only once every app is loaded.
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.permissions import register_permission_policy

        from plugins.uploads import checks, signals
        from plugins.uploads.permissions import OwnUploadsPolicy

        checks.register()
        signals.connect()
        for model, auth_model in (
            (get_image_model(), "wagtailimages.Image"),
            (get_document_model(), "wagtaildocs.Document"),
        ):
            # For the class itself, which comes before what Wagtail registers, now or later.
            register_permission_policy(model, OwnUploadsPolicy(model, auth_model), exact_class=True)
