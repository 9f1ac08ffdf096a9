from typing import Any

from django.db import migrations

from plugins.curating.checklist_questions import ask_first_questions


def make_questions(apps: Any, schema_editor: Any) -> None:
    ask_first_questions(apps.get_model("curating", "ReviewQuestion"))


class Migration(migrations.Migration):

    dependencies = [
        ('curating', '0002_review'),
    ]

    operations = [
        # Backwards, they go with their table.
        migrations.RunPython(make_questions, migrations.RunPython.noop),
    ]
