"""How far records have come, and whose turn it is, as plain values and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.sync_state import AckLevel, Backlog, SubmissionState
from packtrail.protocol.problems import AUTHORITY_GENERIC_ERROR, CATALOGUE, DEPENDENCY_OPEN, Owner
from packtrail.ui.sync import words
from packtrail.ui.sync.back_off import AutoState, after_failure, after_outcome, turned
from packtrail.ui.sync.state import MOST_OPEN, LadderState, Progress, SyncState, after, grouped
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.ports import Submission
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import HUB

W = wording(CHINESE)


def issue(code, owner="outlet", severity="error", **more):
    return {"code": code, "owner": owner, "severity": severity, **more}


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


def test_our_own_problems_come_first():
    groups = grouped(
        [
            record(1, issue("BT-2004", "code_maker")),
            record(2, issue("BT-2001")),
            record(3, issue("BT-9001", "platform")),
        ]
    )
    assert [group.owner for group in groups] == [Owner.OUTLET, Owner.CODE_MAKER, Owner.PLATFORM]


def test_one_problem_of_many_records_stands_once_and_before_rarer_ones():
    (group,) = grouped(
        [record(1, issue("BT-3006")), record(2, issue("BT-2001")), record(3, issue("BT-2001"))]
    )
    assert [(problem.code, len(problem.records)) for problem in group.problems] == [
        ("BT-2001", 2),
        ("BT-3006", 1),
    ]


def test_a_record_with_problems_of_two_parties_stands_with_both():
    groups = grouped([record(1, issue("BT-2001"), issue("BT-2004", "code_maker"))])
    assert [group.problems[0].records[0].record_id for group in groups] == ["r1", "r1"]


def test_warnings_beside_an_error_are_no_problem():
    (group,) = grouped([record(1, issue("BT-2001"), issue("BT-2009", severity="warning"))])
    assert [problem.code for problem in group.problems] == ["BT-2001"]


def test_an_owner_of_a_newer_hub_is_looked_up_by_the_code():
    (group,) = grouped([record(1, issue("BT-2004", "somebody_new"))])
    assert group.owner is Owner.CODE_MAKER


def test_an_unknown_code_of_an_unknown_owner_goes_to_the_platform_with_its_own_words():
    (group,) = grouped([record(1, issue("BT-9777", "x", upstream_text="省级节点维护中"))])
    assert group.owner is Owner.PLATFORM
    assert "省级节点维护中" in words.problem_texts(W, group.problems[0])[0]


def test_a_blocked_record_without_a_word_waits_for_another():
    (group,) = grouped([record(1, state=SubmissionState.BLOCKED)])
    assert group.problems[0].code == DEPENDENCY_OPEN.code


def test_a_refusal_without_a_word_is_the_platforms_to_explain():
    (group,) = grouped([record(1)])
    assert (group.owner, group.problems[0].code) == (Owner.PLATFORM, AUTHORITY_GENERIC_ERROR.code)


def test_what_is_only_received_is_no_problem_yet():
    assert grouped([record(1, state=SubmissionState.RECEIVED)]) == ()


@given(st.lists(st.tuples(st.sampled_from(sorted(CATALOGUE)), st.sampled_from(list(Owner))), max_size=12))
def test_no_record_with_a_problem_is_lost(pairs):
    records = [record(n, issue(code, owner)) for n, (code, owner) in enumerate(pairs)]
    named = {
        each.record_id for group in grouped(records) for problem in group.problems for each in problem.records
    }
    assert named == {each.record_id for each in records}


def test_levels_are_never_merged():
    rungs = words.rungs(W, ladder([record(1)], only_received=2, unsent=3, refused=1, confirmed=10), AFTERNOON)
    assert [rung.count for rung in rungs] == [3, 3, 8, 0]


def test_the_national_rung_says_that_nothing_is_connected():
    assert words.rungs(W, ladder(confirmed=5), AFTERNOON)[3].hint == "未接入"


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
