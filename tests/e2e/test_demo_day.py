"""The whole thread: photographs go in, a verified ledger, papers and a hub's receipts come out."""

import json

import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner

from packtrail.cli.main import main
from packtrail.protocol.paper_code import PaperVerdict, check_text


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(main, ["--language", "en", "demo", "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out / "day-1", result.output


def pages(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded(), page.render(scale=3).to_numpy()


def test_the_day_ends_with_a_sound_ledger_and_nothing_unsent(day):
    _, said = day
    assert "✓ The ledger is sound." in said
    assert "0 unsent" in said


def test_the_day_tells_what_was_unreadable_in_conflict_and_refused(day):
    _, said = day
    for words in ("unreadable, photo kept", "code conflict", "was never taken in here", "is in quarantine"):
        assert words in said


def test_every_code_of_a_load_extracts_from_its_paper_byte_for_byte(day):
    folder, _ = day
    text = "".join(
        text for pdf in sorted((folder / "station" / "papers").glob("*.pdf")) for text, _ in pages(pdf)
    )
    for code in ("0TYPE17K3301P29BM0003318", "0TYPE17K3301P263F0000047", "0TXPB52D8H0000164RP"):
        assert code in text
    assert "株洲𬭎原再生利用有限公司" in text


def test_the_papers_own_code_proves_it_without_a_network(day):
    folder, _ = day
    pdf = folder / "station" / "papers" / next(iter(sorted((folder / "station" / "papers").iterdir()))).name
    symbols = [symbol.text for _, image in pages(pdf) for symbol in zxingcpp.read_barcodes(image)]
    assert pdf.stem in symbols
    (paper,) = [text for text in symbols if text.startswith("PT1:")]
    verdict, claim = check_text(paper, {})
    assert verdict is PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN
    assert claim.content.document_number == pdf.stem
    assert claim.content.line_count == 4


def test_the_ledger_of_the_day_checks_out_by_command_and_a_flipped_byte_does_not(day, tmp_path):
    folder, _ = day
    station = folder / "station"
    sound = CliRunner().invoke(main, ["check", "--data", str(station), "--rebuild"])
    assert sound.exit_code == 0, sound.output
    copy = tmp_path / "copy"
    copy.mkdir()
    for each in ("ledger.db", "ledger.keys", "station.key", "install.nonce", "head.json"):
        (copy / each).write_bytes((station / each).read_bytes())
    damaged = bytearray((copy / "ledger.db").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (copy / "ledger.db").write_bytes(damaged)
    assert CliRunner().invoke(main, ["check", "--data", str(copy)]).exit_code != 0


def test_a_second_day_leaves_the_first_alone(day):
    folder, _ = day
    before = (folder / "station" / "ledger.db").read_bytes()
    result = CliRunner().invoke(main, ["demo", "--out", str(folder.parent)])
    assert result.exit_code == 0, result.output
    assert (folder.parent / "day-2").is_dir()
    assert (folder / "station" / "ledger.db").read_bytes() == before


def test_a_folder_with_somebodys_files_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    result = CliRunner().invoke(main, ["--language", "en", "demo", "--out", str(tmp_path)])
    assert result.exit_code == 3
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_the_labels_of_the_day_decode_to_json_lines():
    from packtrail import resources

    picture = str(resources.path("samples", "two-packs.jpg"))
    result = CliRunner().invoke(main, ["decode", "--json", picture, "nowhere.jpg"])
    read, missing = (json.loads(line) for line in result.output.splitlines())
    assert result.exit_code == 2
    assert len(read["codes"]) == 2
    assert set(read) == {"file", "reads", "unsure", "codes", "ms"}
    assert set(read["reads"][0]) == {"text", "format", "corners", "engine", "stage"}
    assert missing["error"]
