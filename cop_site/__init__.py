"""The project: settings, URLs, home page, commands that set a site up. Nothing imports it."""
