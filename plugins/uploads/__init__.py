"""Pictures and documents: served to those who may see what uses them, and rid of metadata."""
