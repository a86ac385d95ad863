from tui.ui.help_words import WORDS, plain_action


def test_an_action_is_known_whoever_owns_it() -> None:
    assert plain_action("app.focus_next") == plain_action("focus_next") == "focus_next"


def test_an_action_with_arguments_is_another_one() -> None:
    assert plain_action("cursor_left(True)") not in WORDS


def test_every_explanation_says_more_than_the_name() -> None:
    assert all(about and about != name for name, about in WORDS.values())
