from django.db import migrations

from plugins.moving_credits import move_credits


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0002_credits'),
    ]

    operations = [
        move_credits('stories', 'StoryPage'),
    ]
