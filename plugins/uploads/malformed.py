"""What is raised where a file is not what it claims to be."""


class MalformedFileError(ValueError):
    """Raised where the bytes of a picture do not follow its format."""
