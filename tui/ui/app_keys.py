"""The keys that work on every screen."""

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding(
        "question_mark",
        "help",
        "Help",
        id="app.help",
        key_display="?",
        tooltip="Every key that works here",
    ),
    Binding("q", "quit", "Quit", id="app.quit", tooltip="Leave; orders on the exchange stay"),
    Binding(
        "ctrl+c,ctrl+q",
        "quit",
        "Quit",
        id="app.leave",
        show=False,
        priority=True,
        tooltip="Leave from anywhere",
    ),
]
