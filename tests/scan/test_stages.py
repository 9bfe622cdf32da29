from packtrail.scan.engines import Reading
from packtrail.scan.stages import LIVE, STILL
from packtrail.scan.symbols import LABEL_FORMATS, SymbolFormat


def test_no_two_stages_share_a_name():
    for stages in (LIVE, STILL):
        names = [stage.name for stage in stages]
        assert len(names) == len(set(names))


def test_both_engines_and_the_level_strips_are_asked_of_every_still_picture():
    assert [stage.name for stage in STILL if stage.always] == ["plain", "zbar", "level"]


def test_no_stage_reads_the_format_that_gave_the_false_reads():
    assert not any(SymbolFormat.CODE_39 in stage.formats for stage in LIVE + STILL)


def test_zbar_is_not_asked_for_what_it_does_not_know():
    zbar = [stage for stage in LIVE + STILL if stage.reading is Reading.ZBAR]
    assert not any(SymbolFormat.DATA_MATRIX in stage.formats for stage in zbar)


def test_the_first_stage_asks_for_every_format_of_a_label():
    assert LIVE[0].formats == STILL[0].formats == LABEL_FORMATS
