from packtrail.scan.engines import Reading
from packtrail.scan.stages import DEEP, GLANCES, LIVE, LOOK, ROUNDS
from packtrail.scan.symbols import LABEL_FORMATS, SymbolFormat

EVERY = LIVE + DEEP + GLANCES + LOOK + tuple(stage for each in ROUNDS for stage in each)


def test_no_two_stages_of_a_pass_share_a_name():
    for stages in (LIVE, DEEP, GLANCES, LOOK, *ROUNDS):
        names = [stage.name for stage in stages]
        assert len(names) == len(set(names))


def test_no_stage_reads_the_format_that_gave_the_false_reads():
    assert not any(SymbolFormat.CODE_39 in stage.formats for stage in EVERY)


def test_zbar_is_not_asked_for_what_it_does_not_know():
    zbar = [stage for stage in EVERY if stage.readings == (Reading.ZBAR,)]
    assert zbar
    assert not any(SymbolFormat.DATA_MATRIX in stage.formats for stage in zbar)


def test_the_first_stage_of_every_pass_asks_for_every_format_of_a_label():
    assert LIVE[0].formats == DEEP[0].formats == GLANCES[0].formats == LOOK[0].formats == LABEL_FORMATS
