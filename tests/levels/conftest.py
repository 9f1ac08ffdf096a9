from datetime import datetime, timedelta

import pytest
from django.utils import timezone


@pytest.fixture
def in_an_hour() -> datetime:
    return timezone.now() + timedelta(hours=1)
