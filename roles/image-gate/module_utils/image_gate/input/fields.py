"""Reading a mapping that a user wrote, by the table that its definition was compiled into."""

from __future__ import annotations

from typing import Any, Dict, Iterable, Iterator, Sequence

from ansible.module_utils.image_gate.input.findings import Findings, nearest
from ansible.module_utils.image_gate.input.value_kind import truth
from ansible.module_utils.image_gate.text.formats import problem_of
from ansible.module_utils.image_gate.text.legible import NAME_LENGTH, name
from ansible.module_utils.image_gate.text.mistakes import (
    IGNORED,
    UNKNOWN,
    missing,
    not_chosen,
    way_out,
    wrong_kind,
)
from ansible.module_utils.image_gate.text.names import image_problem, show

Field = Dict[str, Any]
WRONG = "wrong-value"
#: Formats of texts that a mapping with one key may stand for.
PAIRS = ("build-argument", "image-label")


def read_mapping(
    value: dict[str, Any], field: Field, where: str, found: Findings, complete: bool = True
) -> dict[str, Any]:
    """The values of all fields of a mapping, texts and lists with their defaults (else empty); problems go to ``found``.

    What is required may be missing where the mapping need not be ``complete``.
    """
    fields = field["fields"]
    _check_keys(value, tuple(fields), field.get("tolerated", ()), where, found)
    values = {}
    for key, part in fields.items():
        place = f"{where}.{key}"
        if complete and part.get("required") and lacks(value, key, field):
            found.error(where, missing(key, part), WRONG)
        values[key] = _read(value, key, part, place, found)
    return values


def mappings_in(items: Sequence[Any], where: str, found: Findings) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings in a list with their places in it; what is none is told."""
    for index, item in enumerate(items):
        if isinstance(item, dict):
            yield index, item
        else:
            found.error(f"{where}[{index}]", wrong_kind(item, "dict"), WRONG)


def read_kind(value: Any, field: Field, where: str, found: Findings) -> Any:
    """A variable of the kind of its field, whatever it says; its default or an empty text if there is none or it is another kind."""
    otherwise = field.get("default", "")
    if value in (None, ""):
        return otherwise
    if field["type"] == "boolean":
        read = truth(value)
        if read is None:
            found.error(where, wrong_kind(value, "boolean"), WRONG)
        return otherwise if read is None else read
    if field["type"] == "integer":
        return _read_integer(value, field, where, found)
    if not isinstance(value, str):
        found.error(where, wrong_kind(value, "string") + _way_out(value, field), WRONG)
        return otherwise
    choices = field.get("choices")
    if choices and value not in choices:
        found.error(where, not_chosen(value, choices), WRONG)
        return otherwise
    return value


def _read_integer(value: Any, field: Field, where: str, found: Findings) -> int:
    is_written = isinstance(value, str) and value.isascii() and value.isdigit()
    number = int(value) if is_written else value
    if isinstance(number, bool) or not isinstance(number, (int, float)) or number != int(number):
        found.error(where, wrong_kind(value, "integer"), WRONG)
        return field.get("default", 0)
    if number < field.get("minimum", number):
        found.error(where, f"is {number}; expected at least {field['minimum']}", WRONG)
    return int(number)


def read_texts(value: Any, field: Field, where: str, found: Findings) -> tuple[str, ...]:
    """The texts of a list; nothing of what is wrong."""
    return _read_list(value, field, where, found)


def read_free(value: Any, field: Field, where: str, found: Findings) -> dict[str, str]:
    """The texts of a mapping whose keys users choose; nothing of what is empty or wrong."""
    if not isinstance(value, dict):
        found.error(where, wrong_kind(value, "dict"), WRONG)
        return {}
    free = field["free"]
    read = {}
    for key, part in value.items():
        place = f"{where}.{name(str(key))}"
        if not found.check(place, str(key), problem_of(free["format"], str(key)), WRONG) or part in (
            None,
            "",
        ):
            continue
        text = _read_text(part, free["values"], place, found)
        if text is not None:
            read[str(key)] = text
    return read


def not_a_list(value: Any) -> str:
    """What is said of a value in place of a list."""
    return wrong_kind(value, "list") + ("" if value is None else way_out("items"))


def check_names(
    keys: Sequence[str], texts: Sequence[str] | None, field: Field, where: str, found: Findings
) -> None:
    """Check a mapping of which nothing but the names is known: of all that it holds, and of the ``texts`` among that.

    What is required must be among them.
    """
    fields = field["fields"]
    for key, part in fields.items():
        if part.get("required") and key not in keys and not _has_slip_of(key, keys, field):
            found.error(where, missing(key, part), WRONG)
    _check_keys(keys, tuple(fields), field.get("tolerated", ()), where, found)
    for key in keys:
        if texts is not None and key not in texts and fields.get(key, {}).get("type") == "string":
            found.error(f"{where}.{key}", f"is not text{way_out('quotes')}", WRONG)


def lacks(mapping: dict[str, Any], key: str, field: Field) -> bool:
    """Whether a mapping has nothing under a key, and under no slip of it either."""
    return mapping.get(key) in (None, "") and not _has_slip_of(key, mapping, field)


def _has_slip_of(key: str, keys: Iterable[str], field: Field) -> bool:
    """Whether another name stands where a key should: that is told, and not that the key is missing."""
    known = (*field["fields"], *field.get("tolerated", ()))
    return any(_slip(one, known) == key for one in keys)


def _slip(key: str, known: Sequence[str]) -> str | None:
    return None if key in known else nearest(str(key)[:NAME_LENGTH], known)


def _check_keys(
    keys: Iterable[str], known: tuple[str, ...], tolerated: tuple[str, ...], where: str, found: Findings
) -> None:
    for key in keys:
        if key in known or key in tolerated:
            continue
        place = f"{where}.{name(str(key))}"
        slip = _slip(key, (*known, *tolerated))
        if slip:
            found.error(place, UNKNOWN + way_out("near", near=slip), "unknown-key")
        else:
            found.warn(place, IGNORED + way_out("known", known=", ".join(known)))


def _read(mapping: dict[str, Any], key: str, field: Field, where: str, found: Findings) -> Any:
    value = mapping.get(key)
    if value in (None, "") and not (field.get("explicit") and key in mapping):
        return field.get("default", "" if field["type"] == "string" else ())
    if field["type"] == "list":
        return _read_list(value, field, where, found)
    return _read_text(value, field, where, found) or field.get("default", "")


def _read_list(value: Any, field: Field, where: str, found: Findings) -> tuple[Any, ...]:
    item = field["items"]
    if not isinstance(value, list):
        found.error(where, not_a_list(value), WRONG)
        return field["default"]
    texts = [_read_text(one, item, f"{where}[{number}]", found) for number, one in enumerate(value)]
    return tuple(text for text in texts if text is not None)


def _read_text(value: Any, field: Field, where: str, found: Findings) -> str | None:
    """A text of the format of the field, or None."""
    numbers = field.get("numbers")
    if numbers and isinstance(value, (int, float)) and not isinstance(value, bool):
        if numbers == "as they are":
            return str(value)
        found.warn(where, f"{value} is a number in YAML; put it in quotes, as 1.10 without them means '1.1'")
        value = str(value)
    if not isinstance(value, str):
        expected = ("string", "number") if numbers == "as they are" else ("string",)
        found.error(where, wrong_kind(value, *expected) + _way_out(value, field), WRONG)
        return None
    return value if found.check(where, value, _problem(field, value), WRONG) else None


def _problem(field: Field, text: str) -> str | None:
    form = field.get("format")
    if form is None:
        return None
    return image_problem(text) if form == "image-repository" else problem_of(form, text)


def _way_out(value: Any, field: Field) -> str:
    """What to do about a value that is no text."""
    if isinstance(value, (bool, int, float)):
        return way_out("quotes")
    if isinstance(value, dict) and len(value) == 1 and field.get("format") in PAIRS:
        key, content = next(iter(value.items()))
        text = f"{key}={content}"
        if isinstance(content, str) and _problem(field, text) is None:
            return way_out("pair", text=show(text))
    return ""
