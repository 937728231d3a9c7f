"""The types of what programs send: as the document says them, in every field of every body, and none for another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, TypeAdapter, ValidationError

from chatapp.api.bodies import MOST_TOLD, RequestBody
from chatapp.api.invites import NewInvite
from chatapp.api.statuses import NewStatus
from tests.api.conftest import MakeProgram, fields, problem

Json = Any
Place = tuple[str | int, ...]
Schema = dict[str, Any]

OTHERS: Final[dict[str, tuple[Json, ...]]] = {  # type → values that are of another one
    "string": (0, 1, 57, 0.5, True, False, [], ["a"], {}),
    "integer": ("", "1", "57", "1.0", 0.5, 1e-7, True, False, [], [1], {}),
    "number": ("", "1", "0.5", True, False, [], [0.5], {}),
    "boolean": (0, 1, 0.0, 1.0, "", "0", "1", "true", "false", "yes", "on", "t", [], [True], {}),
    "array": ("", "a", 0, 1, True, {}, {"0": "a"}),
    "object": ("", "{}", 0, 1, True, [], [["a", "b"]]),
}
OF_FORMAT: Final[dict[str, tuple[Json, ...]]] = {  # format of a string → texts that have another one
    "date-time": ("", "1700000000", "1.7e9", "2026-11-29", "09:30", "tomorrow", "-1", "2026-11-29T25:00:00Z"),
    "uuid": ("", "1", "x" * 32, "5f0c9b1e-0d0c-4b57-9a53"),
}


@dataclass(frozen=True)
class Field:
    """A place in a body, what it may hold, and a body that reaches it; ``at``: the body with a value in that place."""

    place: Place
    schema: Schema
    around: Json

    def at(self, value: Json) -> Json:
        """Return the body with this value in the field's place."""
        return _with(self.around, self.place, value)


def _with(around: Json, place: Place, value: Json) -> Json:
    if not place:
        return value
    first, *rest = place
    if isinstance(around, list):
        return [_with(one, tuple(rest), value) if at == first else one for at, one in enumerate(around)]
    return {**around, first: _with(around.get(first), tuple(rest), value)}


def choices(schema: Schema, defined: dict[str, Schema]) -> list[Schema]:
    """Return the schemas of which a value has to fit one."""
    if "$ref" in schema:
        schema = defined[schema["$ref"].rsplit("/", 1)[1]]
    branches = schema.get("anyOf") or schema.get("oneOf")
    return [one for branch in branches for one in choices(branch, defined)] if branches else [schema]


def within(schema: Schema, defined: dict[str, Schema], place: Place = (), around: Json = None) -> Iterator[Field]:
    """Yield each field that a schema describes, however deep it lies; ``around``: what is needed to reach it."""
    yield Field(place, schema, around)
    for one in choices(schema, defined):
        kind = {name: what["const"] for name, what in one.get("properties", {}).items() if "const" in what}
        for name, inner in one.get("properties", {}).items():
            if "const" not in inner:
                yield from within(inner, defined, (*place, name), _with(around, place, kind))
        if "items" in one:
            yield from within(one["items"], defined, (*place, 0), _with(around, place, [None]))
        if isinstance(one.get("additionalProperties"), dict):
            yield from within(one["additionalProperties"], defined, (*place, "key"), _with(around, place, {}))


def not_meant(schema: Schema, defined: dict[str, Schema]) -> list[Json]:
    """Return values of other types than a field has."""
    branches = choices(schema, defined)
    types = {branch.get("type", "string") for branch in branches}
    wrong = [set(map(repr, OTHERS[type_])) for type_ in types - {"null"}]
    values = [one for all_ in OTHERS.values() for one in all_ if all(repr(one) in others for others in wrong)]
    if types <= {"string", "null"}:
        values += [text for branch in branches for text in OF_FORMAT.get(branch.get("format", ""), ())]
    return values if "null" in types else [*values, None]


def refuses(adapter: TypeAdapter[Any], body: Json, place: Place) -> bool:
    """Say whether something at this place of a body, or in it, is refused."""
    try:
        adapter.validate_python(body)
    except ValidationError as error:
        return any(_lies_in(one["loc"], place) for one in error.errors() if one["type"] != "missing")
    return False


def _lies_in(found: Place, place: Place) -> bool:
    """Say whether a place that is told, which names kinds of blocks and the types of unions as well, is in another."""
    told = iter(found)
    return all(part in told for part in place)


def bodies(api: FastAPI) -> dict[str, Any]:
    """Return the type of each body that is JSON, by method and path."""
    found = {}
    for context in iter_route_contexts(api.routes):
        route = getattr(context, "route", context)
        if isinstance(route, APIRoute) and route.body_field is not None:
            found[f"{min(route.methods or [''])} {context.path}"] = route.body_field.field_info.annotation
    return found


def test_each_body_is_of_the_strict_kind(api: FastAPI) -> None:
    found = bodies(api)
    assert len(found) > 30
    for where, annotation in found.items():
        types = [one for one in (annotation, *get_args(annotation)) if isinstance(one, type)]
        models = [one for one in types if issubclass(one, BaseModel)]
        assert models, where
        assert all(issubclass(one, RequestBody) for one in models), where


def test_no_field_of_any_body_takes_a_value_of_another_type(api: FastAPI) -> None:
    tried, taken = 0, list[str]()
    for where, annotation in bodies(api).items():
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        schema = adapter.json_schema()
        defined = schema.get("$defs", {})
        for field in within(schema, defined):
            for value in not_meant(field.schema, defined):
                tried += 1
                if not refuses(adapter, field.at(value), field.place):
                    taken.append(f"{where}: {'.'.join(map(str, field.place))} takes {value!r}")
    assert taken == []
    assert tried > 2_000


MOMENTS = ["2099-11-29T09:30:00Z", "2099-11-29 09:30:00+01:00", "2099-11-29t09:30:00.5Z", "2099-11-29T09:30Z"]
NO_MOMENTS = [
    "4099680000",
    "4099680000.5",
    4099680000,
    "2099-11-29",
    "２０99-11-29T09:30:00Z",
    " 2099-11-29T09:30:00Z",
    "",
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_is_written_out(moment: str) -> None:
    until, expires = NewStatus(text="Away", until=moment).until, NewInvite(expires_at=moment).expires_at  # type: ignore[arg-type]
    assert until == expires
    assert until is not None
    assert until.year == 2099


@pytest.mark.parametrize("moment", NO_MOMENTS)
async def test_seconds_since_1970_and_dates_alone_are_no_moment(program: MakeProgram, moment: Json) -> None:
    ann = await program("ann")
    refused = await ann.put("me/status", json={"text": "Away", "until": moment})
    assert (refused.status_code, fields(refused)) == (422, {"until"})
    refused = await ann.post("invites", json={"expires_at": moment})
    assert (refused.status_code, fields(refused)) == (422, {"expires_at"})


async def test_a_whole_number_may_be_written_with_a_point(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    for number in range(3):
        await ann.say(room, f"{number}")
    as_json = {"Content-Type": "application/json"}
    read = await ann.post(f"rooms/{room}/read", content='{"number": 2.0}', headers=as_json)
    assert read.status_code == 200
    assert read.json()["last_read_number"] == 2
    begun = await ann.post(
        f"rooms/{room}/uploads", content='{"name": "x", "size": 5e3, "client_upload_id": "k"}', headers=as_json
    )
    assert (begun.status_code, begun.json()["size"]) == (201, 5000)
    table = '{"type": "table", "columns": ["a"], "rows": [[1.0]], "more": 3.0}'
    posted = await ann.post(
        f"rooms/{room}/messages", content=f'{{"client_message_id": "k", "blocks": [{table}]}}', headers=as_json
    )
    assert posted.status_code == 201
    assert posted.json()["blocks"][0]["more"] == 3
    for other in ("2.5", '"2"', "true", "1e999", "NaN"):
        refused = await ann.post(f"rooms/{room}/read", content=f'{{"number": {other}}}', headers=as_json)
        assert (refused.status_code, fields(refused)) == (422, {"number"}), other


async def test_a_field_of_another_type_is_named_and_changes_nothing(program: MakeProgram) -> None:
    ann = await program("ann")
    refused = await ann.patch("me", json={"bio": 5, "shares_typing": 0, "theme": "pink", "first_name": "Ann"})
    assert (refused.status_code, fields(refused)) == (422, {"bio", "shares_typing", "theme"})
    block = {"type": "fields", "fields": [{"name": "Region", "value": "eu", "wide": "yes"}]}
    room = await ann.room()
    refused = await ann.post(f"rooms/{room}/messages", json={"client_message_id": "k", "blocks": [block]})
    assert refused.status_code == 422
    assert await ann.bodies(room) == []
    assert (await ann.get("me")).json()["first_name"] != "Ann"


MANY: Final = 50_000


def full(api: FastAPI) -> Iterator[tuple[str, TypeAdapter[Any], Json]]:
    """Yield each body with each of its lists full of what does not belong there."""
    for where, annotation in bodies(api).items():
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        schema = adapter.json_schema()
        for field in within(schema, schema.get("$defs", {})):
            for one in choices(field.schema, schema.get("$defs", {})):
                if "items" in one:
                    yield f"{where} {field.place}", adapter, field.at([None] * MANY)
                if isinstance(one.get("additionalProperties"), dict):
                    yield f"{where} {field.place}", adapter, field.at({str(number): 0 for number in range(MANY)})


def test_of_very_many_wrong_values_few_are_told(api: FastAPI) -> None:
    """One answer would have had 320,000 sentences, which took a second to write."""
    tried = 0
    for where, adapter, body in full(api):
        tried += 1
        with pytest.raises(ValidationError) as refused:
            adapter.validate_python(body)
        assert refused.value.error_count() <= MOST_TOLD, where
    assert tried > 10


async def test_an_answer_to_very_many_wrong_values_is_short_and_says_so(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    table = {"type": "table", "columns": ["a"], "rows": [["x", {}]] * 100}
    await ann.say(room, "x")
    refused = await ann.post(f"rooms/{room}/messages", json={"client_message_id": "k", "blocks": [table] * 20})
    assert refused.status_code == 422
    assert len(refused.content) < 20_000
    full = {"type": "table", "columns": ["a"] * 30, "rows": [[1] * 30] * 200}
    refused = await ann.post(f"rooms/{room}/messages", json={"client_message_id": "k", "blocks": [full] * 3})
    assert (refused.status_code, fields(refused)) == (422, {"blocks"})
    assert "cells" in problem(refused)["detail"]
    presses = {"press_id": "k", "values": {str(number): 0 for number in range(MOST_TOLD + 1)}}
    refused = await ann.post(f"rooms/{room}/messages/1/actions/x", json=presses)
    assert problem(refused)["detail"] == f"The body: More than {MOST_TOLD} values in it are wrong."
    empty = {"type": "text", "text": " "}
    refused = await ann.post(f"rooms/{room}/messages", json={"client_message_id": "k", "blocks": [empty]})
    assert problem(refused)["detail"] == "blocks.0.text.text: this is empty."
