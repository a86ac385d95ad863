import pytest

from tui.domain.intent import IntentStatus


@pytest.mark.parametrize("status", list(IntentStatus))
def test_only_what_may_still_exist_unseen_is_unsettled(status: IntentStatus) -> None:
    assert status.is_settled is (status.value not in {"recorded", "sending", "unknown"})
