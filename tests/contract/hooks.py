"""What Schemathesis has to be told of our media types. It runs in the environment of the tools."""
# mypy: ignore-errors

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
