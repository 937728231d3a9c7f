"""The fields of forms: native inputs, text areas and lists, which the browser owns."""

from dataclasses import dataclass
from html import escape

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from pages.components.elements import box, text


@dataclass(frozen=True)
class Field:
    """One field: its name in the request, and its label on the page.

    ``type``: of the input, or ``textarea``. With ``options`` (value, label) it is a list to choose from; of the type
    ``hues`` it is a row of colours, whose values are degrees. ``is_shown_on_demand``: a button shows what is typed in a
    password field, and of a new password, how strong it is.
    """

    name: str
    label: str
    type: str = "text"
    autocomplete: str = "off"
    is_required: bool = True
    hint: str = ""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    is_shown_on_demand: bool = False


def show_input(field: Field, identifier: str) -> ui.element:
    """Show a field's input, text area or list with its initial value."""
    entry: ui.element
    if field.type == "hues":
        entry = box("hues", role="radiogroup")
    elif field.options:
        entry = ui.html("", sanitize=False, tag="select")  # one element, however many countries there are
    elif field.type == "textarea":
        entry = text("textarea", "")
        entry.props["rows"] = "3"
    else:
        entry = box("", "input", type=field.type)
    entry.props["id"], entry.props["name"], entry.props["autocomplete"] = identifier, field.name, field.autocomplete
    if field.type in ("text", "email"):
        entry.props["autocapitalize"], entry.props["spellcheck"] = "none", "false"
    preset(entry, field, field.value)
    return entry


def preset(entry: ui.element, field: Field, value: str) -> None:
    """Set a field's initial value, which a reset of the form restores.

    It is an attribute: Vue would write a property again on each change of the page, over what is being typed.
    """
    if field.type == "hues":
        swatches = (_swatch(field.name, *option, is_chosen=option[0] == value) for option in field.options)
        entry.props["innerHTML"] = "".join(swatches)
    elif isinstance(entry, ui.html):
        entry.set_content("".join(_option(*option, is_chosen=option[0] == value) for option in field.options))
    elif isinstance(entry, TextElement):
        entry.text = value
    elif value:
        entry.props["^value"] = value
    else:
        entry.props.pop("^value", None)


def _option(value: str, label: str, *, is_chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if is_chosen else ""}>{escape(label)}</option>'


def _swatch(name: str, value: str, label: str, *, is_chosen: bool) -> str:
    hue = f' style="--h:{escape(value)}"' if value else ""
    chosen = " checked" if is_chosen else ""
    entry = f'<input type="radio" name="{escape(name)}" value="{escape(value)}" aria-label="{escape(label)}"{chosen}>'
    words = "" if value else escape(label)
    return f'<label class="hue" title="{escape(label)}"{hue}>{entry}<span>{words}</span></label>'
