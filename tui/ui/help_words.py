"""Our words for the keys that Textual brings along: its own speak of widgets, not of prices.

What is left out is what has no use here: selecting, copying and scrolling sideways.
"""

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "focus_next": ("Next", "Go to the next list or field"),
    "focus_previous": ("Previous", "Go to the list or field before"),
    "cursor_left": ("Left", "One character left"),
    "cursor_right": ("Right", "One character right"),
    "cursor_left_word": ("Word left", "One word left"),
    "cursor_right_word": ("Word right", "One word right"),
    "home": ("Start", "Go to the first character"),
    "end": ("End", "Go behind the last character"),
    "delete_left": ("Delete", "Delete the character before the cursor"),
    "delete_right": ("Delete ahead", "Delete the character under the cursor"),
    "delete_left_word": ("Delete word", "Delete back to the start of the word"),
    "delete_right_word": ("Delete word on", "Delete up to the end of the word"),
    "delete_left_all": ("Clear back", "Delete all before the cursor"),
    "delete_right_all": ("Clear on", "Delete all behind the cursor"),
    "paste": ("Paste", "Paste what was copied in the program"),
    "submit": ("Review", "Check it and review it"),
    "command_palette": ("Commands", "Find a command or a market by name"),
}
"""Name and explanation of each action that is worth knowing, by its name without its owner."""


def plain_action(action: str) -> str:
    """The action's name without its owner; one with arguments is another action."""
    return action.rpartition(".")[2] if "(" not in action else action
