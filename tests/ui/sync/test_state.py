"""How far records have come, and whose turn it is, as plain values and words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from packtrail.domain.deadlines import Proof
from packtrail.domain.sync_state import AckLevel, Backlog, SubmissionState
from packtrail.ui.sync import words
from packtrail.ui.sync.back_off import AutoState, after_failure, after_outcome, turned
from packtrail.ui.sync.state import MOST_OPEN, LadderState, Progress, SyncState, after
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.ports import Submission
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.values import moment_words
from tests.trade import AFTERNOON
from tests.ui.stock.counter import HUB

W = wording(CHINESE)


def record(number, *issues, state=SubmissionState.REJECTED, level=AckLevel.RELAY_RECEIVED):
    return Submission(
        record_id=f"r{number}",
        record_type="intake",
        subject=f"CODE{number}",
        recorded_at=AFTERNOON,
        destination="hub",
        state=state,
        ack_level=level,
        remote_no=None,
        issues=issues,
        said_at=AFTERNOON,
    )


def backlog(**changes):
    fields = {
        "destination": "hub",
        "unsent": 0,
        "oldest_recorded_at": None,
        "refused": 0,
        "confirmed": 0,
        "last_confirmed_at": None,
    }
    return Backlog(**{**fields, **changes})


def ladder(open_records=(), only_received=0, **changes):
    return LadderState(
        destination=HUB,
        backlog=backlog(**changes),
        open_records=tuple(open_records),
        only_received=only_received,
    )


def state_after(*outcomes, unsent=0, total=0):
    progress = Progress(title="平台", total=total)
    for each in outcomes:
        progress = after(progress, each)
    return SyncState(ladders=(ladder(unsent=unsent),), progress=progress)


def settled(records, **counts):
    return SendOutcome(result=SendResult.SETTLED, records=records, counts=tuple(counts.items()))


NOTHING = SendOutcome(result=SendResult.NOTHING_TO_SEND)


def test_levels_are_never_merged():
    rungs = words.rungs(W, ladder([record(1)], only_received=2, unsent=3, refused=1, confirmed=10), AFTERNOON)
    assert [rung.count for rung in rungs] == [3, 3, 8, 0]


def test_the_national_rung_says_that_nothing_is_connected():
    assert words.rungs(W, ladder(confirmed=5), AFTERNOON)[3].hint == "未接入"


def test_the_national_rung_counts_what_the_authority_took_and_nothing_else():
    rung = words.rungs(W, replace(ladder(confirmed=5), at_authority=2, passed_on=3), AFTERNOON)[3]
    assert (rung.count, rung.hint) == (2, "已报上去 3，等答复")


def stale(hours, *, waiting_hours=48, unsent=3):
    said, oldest = AFTERNOON - timedelta(hours=hours), AFTERNOON - timedelta(hours=waiting_hours)
    one = ladder(unsent=unsent, oldest_recorded_at=oldest if unsent else None, last_confirmed_at=said)
    return words.stale_message(W, SyncState(ladders=(one,), now=AFTERNOON))


def test_a_day_without_a_confirmation_raises_the_alarm():
    message = stale(24)
    assert (message.tone, "1 天没有确认过" in message.sentence, "3 条待上报" in message.sentence) == (
        Tone.DANGER,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("hours", "more"),
    [(23.9, {}), (100, {"unsent": 0}), (100, {"waiting_hours": 2})],
    ids=["less than a day", "nothing waits", "what waits is new"],
)
def test_there_is_no_alarm_without_a_reason(hours, more):
    assert stale(hours, **more) is None


@pytest.mark.parametrize("language", [W, wording(ENGLISH)], ids=["zh", "en"])
def test_that_a_part_of_the_next_hubs_later_word_never_came_is_said_with_its_moment(language):
    one = replace(ladder(), misses_word_since=AFTERNOON)
    message = words.stale_message(language, SyncState(ladders=(one,), now=AFTERNOON))
    assert message.tone == Tone.WARN
    assert one.destination.title in message.sentence
    assert moment_words(AFTERNOON) in message.sentence


def test_proofs_by_hand_are_counted_beside_the_rungs_and_apart_by_rank():
    by_hand = ((Proof.PORTAL_READBACK, 1), (Proof.OPERATOR_STATEMENT, 2))
    said = words.by_hand_words(W, SyncState(by_hand=by_hand))
    assert "3 条" in said
    assert said.index("平台结果回读 1") < said.index("操作员声明 2")
    assert words.by_hand_words(W, SyncState()) == ""


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("proof", Proof)
def test_every_proof_has_a_name(language, proof):
    assert wording(language).knows(f"sync.proof.{proof}")


def test_a_cut_count_says_that_there_are_more():
    many = [record(n) for n in range(MOST_OPEN)]
    assert "不止" in words.rungs(W, ladder(many), AFTERNOON)[1].word


def test_progress_is_a_batch_and_a_count_of_a_count():
    run = after(after(Progress(title="平台", total=2000), settled(300)), settled(300))
    assert words.progress_words(W, run) == "平台 · 第 3 批 · 600/2\u202f000 条"


def test_records_written_during_a_run_do_not_make_more_than_all():
    run = after(Progress(title="平台", total=2), settled(5))
    assert (run.records, run.total) == (5, 5)


def test_verdicts_of_all_batches_are_added_up():
    run = after(
        after(Progress(title="平台", total=9), settled(5, accepted=4, rejected=1)), settled(4, accepted=4)
    )
    assert dict(run.counts) == {"accepted": 8, "rejected": 1}


def test_everything_accepted_is_said_in_green():
    message = words.result_message(W, state_after(settled(5, accepted=5), NOTHING, total=5))
    assert (message.tone, "没有待上报" in message.sentence) == (Tone.OK, True)


def test_it_is_never_done_while_anything_waits():
    message = words.result_message(W, state_after(settled(5, accepted=5), NOTHING, unsent=2, total=7))
    assert (message.tone, "还有 2 条待上报" in message.sentence) == (Tone.WARN, True)


def test_refused_records_send_the_eye_below():
    message = words.result_message(W, state_after(settled(5, accepted=3, rejected=2), NOTHING, total=5))
    assert (message.tone, "2 条没有通过" in message.sentence) == (Tone.WARN, True)


@pytest.mark.parametrize(
    ("outcome", "tone", "said"),
    [
        (
            SendOutcome(result=SendResult.UNKNOWN_OUTCOME, records=9, cause="timeout"),
            Tone.WARN,
            "会用同样的数据再问",
        ),
        (SendOutcome(result=SendResult.UNKNOWN_OUTCOME, records=9, cause="http_503"), Tone.WARN, "HTTP 503"),
        (
            SendOutcome(result=SendResult.UNKNOWN_OUTCOME, records=9, cause="not_a_hub"),
            Tone.WARN,
            "不是上报平台",
        ),
        (SendOutcome(result=SendResult.NOT_SENT, records=9, cause="refused"), Tone.WARN, "记录都在本机"),
        (SendOutcome(result=SendResult.REFUSED_WHOLE, code="BT-1004"), Tone.DANGER, "BT-1004"),
        (SendOutcome(result=SendResult.DISPUTED, cause="chain_gap"), Tone.DANGER, "没有采用"),
    ],
)
def test_every_other_end_says_what_happened(outcome, tone, said):
    message = words.result_message(W, state_after(settled(5, accepted=5), outcome, unsent=9, total=14))
    assert message.tone is tone
    assert said in message.sentence
    assert message.sentence.startswith("分 1 批送出 5 条")


def test_nothing_is_said_of_a_run_that_is_under_way():
    running = SyncState(ladders=(), progress=Progress(title="x", total=1, last=NOTHING), is_sending=True)
    assert words.result_message(W, running) is None


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_state_of_sending_by_itself_has_its_sentence(language):
    w = wording(language)
    stopped = after_outcome(AutoState(), SendOutcome(result=SendResult.DISPUTED), 0.5)
    states = (AutoState(), turned(AutoState(), is_on=False), stopped, after_failure(AutoState(), 0.9))
    assert len({words.auto_words(w, state) for state in states}) == len(states)


def test_a_long_wait_is_told_in_minutes():
    assert "15 分钟" in words.auto_words(W, AutoState(failures=9, wait_s=895.0))
