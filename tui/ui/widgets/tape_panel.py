"""The tape as a panel that can have the focus, and with it the whole desk."""

from tui.ui.widgets.line_panel import LinePanel


class TapePanel(LinePanel, can_focus=True):
    """A `LinePanel` that keys can go to."""

    BINDING_GROUP_TITLE = "Trades"
