"""What messages say of a good value."""

REPOSITORY_RULE = (
    "a repository consists of parts joined by '/', each of lower-case letters and digits "
    "with '.', '_', '__' or '-' between them, such as 'acme/app'"
)
TAG_RULE = "a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'"
