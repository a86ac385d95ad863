import pytest

from tests.bench.books import replay


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_book_is_ever_whole_and_different_from_the_sandboxs_own(seed: int) -> None:
    tally = await replay(3_000, seed=seed, one_in=60)
    assert tally.mismatches == []
    assert min(tally.mishaps[kind] for kind in ("lost", "twice", "late", "cut")) > 0
    assert tally.resyncs > 10
    assert tally.compared > 50
