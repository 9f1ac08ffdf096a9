# Stub by the lead so that the form runs meanwhile; helper B owns this file and overwrites it.
from django import forms


class RichTextWidget(forms.Textarea):
    pass
