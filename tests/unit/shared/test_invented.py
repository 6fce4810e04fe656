"""Where invented data lies, and that nothing else is thrown away with it."""

from pathlib import Path

from alo183_desktop.shared import invented


def test_that_a_demo_lies_beside_the_data_and_leads_back_to_it(tmp_path: Path) -> None:
    home = tmp_path / "Alo183"
    beside = invented.folder_beside(home)
    assert beside.parent == home.parent
    assert home not in beside.parents
    assert invented.home_of(beside) == home


def test_that_a_demo_of_the_command_line_leads_nowhere(tmp_path: Path) -> None:
    assert invented.home_of(tmp_path / "veri") is None
    assert invented.home_of(tmp_path / "-deneme") is None


def test_that_a_half_filled_demo_offers_no_password(tmp_path: Path) -> None:
    assert invented.known_password(tmp_path) == ""
    invented.mark(tmp_path)
    assert invented.is_invented(tmp_path)
    assert invented.known_password(tmp_path) == ""
    invented.note_filled(tmp_path, invented.PASSWORD)
    assert invented.known_password(tmp_path) == invented.PASSWORD


def test_that_a_password_of_the_users_own_is_never_written_down(tmp_path: Path) -> None:
    invented.note_filled(tmp_path, "yedi cüce bir orman")
    assert invented.is_invented(tmp_path)
    assert invented.known_password(tmp_path) == ""


def test_that_only_what_is_marked_is_thrown_away(tmp_path: Path) -> None:
    real, tried = tmp_path / "Alo183", tmp_path / "Alo183-deneme"
    for folder in (real, tried):
        (folder / "yedekler").mkdir(parents=True)
        (folder / "alo183.db").write_bytes(b"veri")
    invented.mark(tried)
    invented.throw_away(real)
    invented.throw_away(tried)
    assert (real / "alo183.db").read_bytes() == b"veri"
    assert not tried.exists()
