import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.credentials.golden import KEY, PAIR, SECRET
from tui.credentials.key_file import default_file, from_file
from tui.credentials.pair import Fault, Pair

KeyFile = Callable[..., Path]


def refused(path: Path, key: str = "") -> str:
    found = from_file(path, key, required=True)
    assert isinstance(found, Fault)
    return found.words


def test_a_file_of_ones_own_is_read(key_file: KeyFile) -> None:
    assert from_file(key_file(PAIR), required=True) == Pair(KEY, SECRET)


def test_the_default_place_is_below_the_configuration(tmp_path: Path) -> None:
    assert default_file({}) is None
    at_home = tmp_path / ".config" / "backpack-tui" / "keys.json"
    assert default_file({"HOME": str(tmp_path)}) == at_home
    assert default_file({"HOME": str(tmp_path), "XDG_CONFIG_HOME": "relative"}) == at_home
    chosen = {"HOME": "/h", "XDG_CONFIG_HOME": str(tmp_path)}
    assert default_file(chosen) == tmp_path / "backpack-tui" / "keys.json"


def test_a_file_that_is_not_there_is_a_fault_only_where_it_was_named(tmp_path: Path) -> None:
    assert from_file(tmp_path / "nowhere", required=False) is None
    assert from_file(tmp_path / "no" / "where", required=False) is None
    assert from_file(None, required=False) is None
    assert "there is no key file" in refused(tmp_path / "nowhere")


def test_a_key_that_was_named_must_be_the_one_of_the_file(key_file: KeyFile) -> None:
    path = key_file(PAIR)
    assert from_file(path, KEY, required=True) == Pair(KEY, SECRET)
    assert "another API key than BACKPACK_API_KEY" in refused(path, "another")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o666, 0o601])
def test_fault_l16_a_file_open_to_others_is_refused_with_the_remedy(
    key_file: KeyFile, mode: int
) -> None:
    path = key_file(PAIR, mode)
    words = refused(path)
    assert f"mode {mode:o}" in words
    assert f"chmod 600 {path}" in words


def test_a_link_a_folder_and_a_pipe_are_refused(tmp_path: Path, key_file: KeyFile) -> None:
    link = tmp_path / "link"
    link.symlink_to(key_file(PAIR))
    assert "is a symbolic link: name the file itself" in refused(link)
    assert "not a regular file" in refused(tmp_path)
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "not a regular file" in refused(tmp_path / "pipe")


def test_a_file_of_another_user_is_refused(
    key_file: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = key_file(PAIR)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert "belongs to another user: make a copy of your own" in refused(path)


@pytest.mark.parametrize(
    ("own", "above", "named"),
    [(0o770, 0o700, "own"), (0o702, 0o700, "own"), (0o700, 0o777, "above")],
)
def test_a_key_in_a_folder_others_can_change_is_refused_with_the_remedy(
    tmp_path: Path, own: int, above: int, named: str
) -> None:
    folder = tmp_path / "above" / "own"
    folder.mkdir(parents=True)
    path = folder / "keys.json"
    path.write_text(PAIR, encoding="utf-8")
    path.chmod(0o600)
    folder.chmod(own)
    folder.parent.chmod(above)
    words = refused(path)
    assert "chmod go-w" in words
    assert words.endswith(f"/{named}")
    folder.chmod(0o700)
    folder.parent.chmod(0o1777)
    assert isinstance(from_file(path, required=True), Pair)


def test_a_key_below_a_folder_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "theirs" / "own"
    folder.mkdir(parents=True)
    path = folder / "keys.json"
    path.write_text(PAIR, encoding="utf-8")
    path.chmod(0o600)
    real = Path.stat

    def stat(self: Path, **options: bool) -> os.stat_result | SimpleNamespace:
        status = real(self, **options)
        theirs = SimpleNamespace(st_mode=status.st_mode, st_uid=os.geteuid() + 7)
        return theirs if self == folder.parent else status

    monkeypatch.setattr(Path, "stat", stat)
    words = refused(path)
    assert str(folder.parent) in words
    assert "put it into a folder of your own" in words


def test_what_is_swapped_in_after_it_was_opened_is_not_read(
    key_file: KeyFile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Looking at the name a second time would let somebody change the file in between."""
    path = key_file(PAIR)
    other = tmp_path / "other"
    other.write_text("a b", encoding="utf-8")
    other.chmod(0o600)
    real = os.open

    def open_and_swap(name: object, flags: int) -> int:
        handle = real(path, flags)
        assert name == path
        other.replace(path)
        return handle

    monkeypatch.setattr(os, "open", open_and_swap)
    assert from_file(path, required=True) == Pair(KEY, SECRET)
