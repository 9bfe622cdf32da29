"""Measuring a folder: what counts as read, wrong and nothing, and folders that are not as they should be."""

import json

import cv2
import numpy as np
import pytest
import zxingcpp
from click.testing import CliRunner

from packtrail.app.bench_manifest import MAX_PICTURES, Sought, Unusable, read_manifest
from packtrail.app.scan_bench import LeftOut, Measurement, Reader, chosen, measure, readers_here
from packtrail.app.scan_scores import Observation, by_band, by_corpus, by_symbology
from packtrail.cli.main import main
from packtrail.domain.errors_bench import FiguresNotWritten, ManifestUnusable
from packtrail.scan.symbols import Confidence, Engine, Symbol, SymbolFormat

CODE, OTHER = "0TXPB52A10203FB380010427", "0TXPB52A10203FB380010428"
HERE, THERE = (100.0, 100.0), (500.0, 300.0)


def square(at, side=80.0):
    x, y = at
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side))


def said(text=CODE, at=HERE, confidence=Confidence.SURE, carrier=SymbolFormat.QR):
    return Symbol(
        text=text,
        format=carrier,
        corners=square(at),
        engine=Engine.ZXING,
        stage="plain",
        confidence=confidence,
    )


@pytest.fixture
def folder(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((400, 700), 200, dtype=np.uint8))
    return tmp_path


def listed(folder, *lines):
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "manifest.jsonl").write_text(text, encoding="utf-8")
    return folder


def picture(**facts):
    return {"file": "a.png", "sym": "QR", "expect": [CODE]} | facts


def observed(folder, facts, *symbols) -> Observation:
    """What is made of a reader that says ``symbols`` of one picture."""
    (entry,) = read_manifest(listed(folder, facts)).entries
    ((one,),) = measure([entry], {Reader.LIVE: lambda _: symbols})
    return one


def test_the_expected_text_counts_as_read(folder):
    one = observed(folder, picture(), said())
    assert (one.wanted, one.read, one.sure, one.wrong) == (1, 1, 1, frozenset())


def test_a_text_that_was_read_once_is_read_but_not_sure(folder):
    one = observed(folder, picture(), said(confidence=Confidence.ONCE))
    assert (one.read, one.sure) == (1, 0)


def test_a_sure_text_that_is_not_expected_is_wrong_even_beside_the_right_one(folder):
    assert observed(folder, picture(), said(), said(OTHER)).wrong == {OTHER}


def test_a_text_that_waits_for_a_second_read_is_not_taken_and_so_not_wrong(folder):
    assert not observed(folder, picture(), said(OTHER, confidence=Confidence.ONCE)).wrong


def test_any_read_in_a_picture_without_a_symbol_is_wrong(folder):
    one = observed(folder, picture(sym="neg", expect=[]), said(confidence=Confidence.ONCE))
    assert one.wrong == {CODE}


@pytest.mark.parametrize(
    ("facts", "of_zbar", "wrong"),
    [
        (picture(), said(OTHER), frozenset()),
        (picture(), said(), {OTHER}),
        (picture(sym="neg", expect=[]), said(OTHER), {OTHER}),
    ],
)
def test_a_text_that_both_libraries_read_is_there_unless_nothing_is(folder, facts, of_zbar, wrong):
    (entry,) = read_manifest(listed(folder, facts)).entries
    says = {Reader.ZBAR: [of_zbar], Reader.ZXING: [said(OTHER)], Reader.LIVE: [said(OTHER)]}
    (seen,) = measure(
        [entry], {reader: lambda _, symbols=symbols: symbols for reader, symbols in says.items()}
    )
    assert seen[-1].wrong == wrong
    assert seen[-1].unlisted == (frozenset() if wrong else {OTHER})


def test_line_ends_are_no_difference(folder):
    assert observed(folder, picture(expect=["a\nb\n"]), said("a\r\nb")).read == 1


def test_where_only_places_are_known_a_qr_on_a_place_counts(folder):
    corners = [[value for point in square(at) for value in point] for at in (HERE, THERE)]
    facts = picture(sym="many", expect=[], quads=corners)
    one = observed(folder, facts, said(at=HERE), said(OTHER, at=HERE), said(at=(10, 300)))
    assert (one.wanted, one.read, one.wrong) == (2, 1, frozenset())
    bars = observed(folder, facts, said(at=HERE, carrier=SymbolFormat.CODE_128))
    assert bars.read == 0


def test_a_picture_that_cannot_be_opened_is_left_out_and_named(folder):
    (entry,) = read_manifest(listed(folder, picture(file="gone.png"))).entries
    assert list(measure([entry], {})) == [LeftOut(0, "gone.png", "SCAN-PICTURE-UNREADABLE")]


def seen(entry_of, reads):
    """Observations of one reader: ``reads`` are corpus, label, wanted and texts."""
    return [
        Observation(
            entry=entry_of(corpus, label, expect),
            reader="live",
            wanted=len(expect),
            read=len(expect & texts),
            sure=len(expect & texts),
            texts=texts,
            wrong=texts - expect,
            ms=float(number),
        )
        for number, (corpus, label, expect, texts) in enumerate(reads, 1)
    ]


@pytest.fixture
def entry_of(folder):
    def make(corpus="", label="", expect=frozenset({CODE})):
        facts = picture(corpus=corpus, label=label, expect=sorted(expect))
        return read_manifest(listed(folder, facts)).entries[0]

    return make


def test_a_score_adds_up_what_was_seen(entry_of):
    right, none = frozenset({CODE}), frozenset()
    reads = [("a", "", right, right), ("a", "", right, none), ("b", "", right, frozenset({OTHER}))]
    (score,) = by_symbology(seen(entry_of, reads))
    assert (score.pictures, score.wrong, score.nothing) == (3, 1, 1)
    assert score.read_percent == pytest.approx(100 / 3)
    assert score.corpora_percent == 25
    assert (score.p50_ms, score.p95_ms) == (2, 3)
    assert [(one.name, one.read_percent) for one in by_corpus(seen(entry_of, reads))] == [("a", 50), ("b", 0)]


def test_severities_are_joined_in_bands_without_the_frames_of_several(entry_of):
    right, none = frozenset({CODE}), frozenset()
    reads = [
        ("stress/tilt/1", "", right, right),
        ("stress/dirt/2", "", right, none),
        ("stress/dirt/5", "", right, none),
        ("stress/several/5", "", right, right),
        ("elsewhere/3", "", right, right),
    ]
    assert [(one.name, one.read_percent) for one in by_band(seen(entry_of, reads))] == [
        ("1-2", 50),
        ("4-5", 0),
    ]


def test_a_label_is_read_when_any_of_its_takes_is(entry_of):
    right, none = frozenset({CODE}), frozenset()
    reads = [("a", "one", right, none), ("a", "one", right, right), ("a", "alone", right, none)]
    (score,) = by_symbology(seen(entry_of, reads))
    assert (score.labels, score.labels_percent) == (1, 100)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", Unusable.NOT_JSON),
        ("[" * 100_000, Unusable.NOT_JSON),
        ("[]", Unusable.SHAPE),
        (picture(file=7), Unusable.SHAPE),
        (picture(file="../../etc/passwd"), Unusable.OUTSIDE),
        (picture(file="/etc/passwd"), Unusable.OUTSIDE),
        (picture(file="..\\secret.png"), Unusable.OUTSIDE),
        (picture(file="C:/secret.png"), Unusable.OUTSIDE),
        (picture(file=""), Unusable.OUTSIDE),
        (picture(sym="aztec"), Unusable.UNKNOWN_KIND),
        (picture(expect=CODE), Unusable.SHAPE),
        (picture(expect=[1]), Unusable.SHAPE),
        (picture(expect=["x" * 10_000]), Unusable.SHAPE),
        (picture(expect=[]), Unusable.NOTHING_KNOWN),
        (picture(quads=[[1, 2, 3]]), Unusable.SHAPE),
        (picture(quads=[[1, 2, 3, 4, 5, 6, 7, 1e300]]), Unusable.SHAPE),
        (picture(quads=[[1, 2, 3, 4, 5, 6, 7, True]]), Unusable.SHAPE),
        (picture(sym="many", expect=[]), Unusable.NOTHING_KNOWN),
    ],
)
def test_a_line_that_cannot_be_used_is_left_out_and_the_rest_measured(folder, line, why):
    manifest = read_manifest(listed(folder, line, picture()))
    assert [(left.line, left.why) for left in manifest.left_out] == [(1, why)]
    assert len(manifest.entries) == 1


def test_a_folder_without_a_usable_manifest_is_refused(folder):
    def reason():
        with pytest.raises(ManifestUnusable) as refused:
            read_manifest(folder)
        return refused.value.reason

    assert reason() == "missing"
    listed(folder, "{")
    assert reason() == "nothing_usable"
    listed(folder, *["{}"] * (MAX_PICTURES + 1))
    assert reason() == "too_large"
    (folder / "manifest.jsonl").write_bytes(b"\xff\xfe")
    assert reason() == "not_text"


def test_a_limit_takes_the_first_of_each_set_and_code_39_waits_to_be_asked(folder):
    lines = [picture(corpus=name, sym=kind) for kind in ("QR", "39") for name in "abab"]
    manifest = read_manifest(listed(folder, *lines))
    assert [entry.corpus for entry in chosen(manifest, limit=1)] == ["a", "b"]
    assert len(chosen(manifest)) == 4
    with_39 = chosen(manifest, with_code_39=True)
    assert [entry.sought for entry in with_39].count(Sought.CODE_39) == 4


def test_code_39_is_read_when_it_is_asked_for(folder):
    bars = zxingcpp.create_barcode("PT-39", zxingcpp.BarcodeFormat.Code39).to_image(scale=3)
    cv2.imwrite(str(folder / "a.png"), np.asarray(bars))
    (entry,) = read_manifest(listed(folder, picture(sym="39", expect=["PT-39"]))).entries
    for asked, read in ((True, 1), (False, 0)):
        readers = readers_here([Reader.ZXING, Reader.LIVE], with_code_39=asked)
        ((library, live),) = measure([entry], readers)
        assert library.read == live.read == read


@pytest.fixture
def measured(folder):
    """A folder with a QR that everybody reads, twice its size of what a library is given."""
    symbol = np.asarray(zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.QRCode).to_image(scale=20))
    page = np.full((2400, 4000), 255, dtype=np.uint8)
    page[900 : 900 + symbol.shape[0], 2000 : 2000 + symbol.shape[1]] = symbol
    cv2.imwrite(str(folder / "a.png"), page)
    return folder, symbol.shape[0]


def test_a_library_alone_is_given_less_and_its_places_are_those_of_the_whole_picture(measured):
    folder, side = measured
    corners = [value for point in square((2000.0, 900.0), side) for value in point]
    facts = picture(sym="many", expect=[], quads=[corners])
    (entry,) = read_manifest(listed(folder, facts)).entries
    ((one,),) = measure([entry], readers_here([Reader.ZXING]))
    assert one.read == 1


def bench(*arguments):
    return CliRunner().invoke(main, ["--language", "en", "bench", "scan", *map(str, arguments)])


def test_the_command_tells_a_table_and_writes_the_figures(measured):
    folder, _ = measured
    listed(folder, picture(corpus="set/one"), picture(file="gone.png"), "{")
    file = folder / "figures.json"
    done = bench(folder, "--live", "--json", file)
    assert done.exit_code == 0
    assert "set/one" in done.output
    assert "1 picture measured; 0 wrong reads; 2 left out." in done.output
    figures = json.loads(file.read_text("utf-8"))
    assert {score["reader"] for score in figures["by_symbology"]} >= {"zxing", "live"}
    assert all(score["read_percent"] == 100 for score in figures["by_symbology"])
    assert {left["why"] for left in figures["left_out"]} == {"not_json", "SCAN-PICTURE-UNREADABLE"}


def test_only_the_readers_that_are_named_read(measured):
    folder, _ = measured
    done = bench(listed(folder, picture()), "--readers", "zxing")
    assert "zxing-cpp alone" in done.output
    assert "live pass" not in done.output


def test_wrong_use_is_told_in_a_sentence(measured):
    folder, _ = measured
    assert bench(listed(folder, picture()), "--readers", "zxing,tesseract").exit_code == 2
    assert bench(folder / "elsewhere").exit_code == 3
    nowhere = bench(folder, "--readers", "zxing", "--json", folder / "no" / "such.json")
    assert nowhere.exit_code == 3
    assert FiguresNotWritten.code in nowhere.output


def test_wrong_texts_are_told_with_their_picture(folder):
    one = observed(folder, picture(), said(OTHER))
    assert Measurement((one,), ()).as_json()["wrong"] == [
        {"file": "a.png", "reader": "live", "texts": [OTHER]}
    ]
