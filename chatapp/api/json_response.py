"""Answers that are written at once, for the routes that programs ask most."""

from fastapi import Response
from pydantic import BaseModel


def as_json(model: BaseModel, status: int = 200) -> Response:
    """Return a model as an answer. FastAPI would validate it, and each item in it, once more before it writes it."""
    return Response(model.model_dump_json(), status, media_type="application/json")
