from django.db import migrations

from plugins.moving_credits import move_credits


class Migration(migrations.Migration):

    dependencies = [
        ('resources', '0003_credits'),
    ]

    operations = [
        move_credits('resources', 'ResourcePage'),
    ]
