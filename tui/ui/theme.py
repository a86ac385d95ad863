"""The dark theme: every colour of the program by the name of its meaning.

Stylesheets use the variables; no other place names a colour. Blue-grey ground, colour only where it
decides something: green and red for profit and side, amber for what wants care.
"""

from textual.theme import Theme

DARK = Theme(
    name="backpack-dark",
    primary="#5fb3d9",
    secondary="#8ea3b8",
    accent="#5fb3d9",
    foreground="#d5dde6",
    background="#0e1319",
    surface="#141b23",
    panel="#1b242e",
    success="#4cc38a",
    warning="#e5b454",
    error="#ef6f6c",
    dark=True,
    variables={
        "muted": "#8694a4",
        "faint": "#33414f",
        "strong": "#f4f8fb",
        "gain": "#4cc38a",
        "loss": "#ef6f6c",
        "bid": "#4cc38a",
        "ask": "#ef6f6c",
        "bid-bar": "#1d4536",
        "ask-bar": "#4d2a2d",
        "warn": "#e5b454",
        "alert": "#ff7b72",
        "stale": "#a39a85",
        "cursor": "#213346",
        "cursor-blurred": "#18222d",
        "live-ground": "#a32b2b",
        "sandbox-ground": "#7a5a14",
        "read-only-ground": "#2f4a63",
        "footer-background": "#141b23",
        "border": "#5fb3d9",
        "border-blurred": "#33414f",
    },
)
