"""Any order of steps: what is forbidden is refused by name, and what got through was allowed.

The model knows no rule of the code: it keeps what was written down, and asks of it what the law and practice
ask (``practice.md`` 2, 9, 12).
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import CodeAlreadyLive
from packtrail.domain.vehicle_case import CaseState, RemovalDraft
from packtrail.domain.vehicle_case.errors import (
    BatteryMatchedAlready,
    BatteryRemovedAlready,
    BatterySettled,
    CaseClosedAlready,
    CaseHeld,
    CaseNotComplete,
    CertificateBlocked,
    CertificateIssuedAlready,
    NotConfirmed,
    PrintedCodesDiffer,
    RemovedBeforeMatched,
)
from tests.scrapyard import (
    LOOK_ALIKE,
    PACK,
    SECOND_PACK,
    Yard,
    certificate,
    photo,
    scan,
    unit,
    vehicle,
)

CODES = (PACK, SECOND_PACK, LOOK_ALIKE)
WARNINGS = ("before_certificate", "case_held", "codes_unchecked", "label_hidden", "pledge_unknown",
            "nothing_printed", "not_all_printed", "exception_unconfirmed", "old_code_printed")  # fmt: skip
EVIDENCE = ("photo_before", "photo_vin", "photo_after", "police_clearance", "pledge_release",
            "supervision_record", "swap_contract", "disposal_document")  # fmt: skip
REFUSALS = {
    "match": (CaseClosedAlready, BatteryMatchedAlready, BatterySettled, DraftIncomplete),
    "name": (CaseClosedAlready,),
    "evidence": (CaseClosedAlready,),
    "issue": (CaseClosedAlready, CaseHeld, CertificateIssuedAlready, CertificateBlocked, PrintedCodesDiffer,
              NotConfirmed),
    "remove": (CaseClosedAlready, RemovedBeforeMatched, BatteryRemovedAlready, NotConfirmed,
               CodeAlreadyLive),
    "close": (CaseClosedAlready, CaseHeld, CaseNotComplete),
}  # fmt: skip
CONFIRMED = st.sampled_from([(), WARNINGS])


class AnyCase(RuleBasedStateMachine):
    @initialize(
        kind=st.sampled_from(["ordinary", "supervised", "swap", "seized"]),
        expected=st.sampled_from([(), (PACK,), (PACK, SECOND_PACK)]),
        seen=st.integers(0, 2),
        altered=st.booleans(),
        pledged=st.sampled_from([False, True, None]),
        energy=st.sampled_from(["battery_electric", "petrol"]),
    )
    def begin(self, kind, expected, seen, altered, pledged, energy):
        self.yard = Yard()
        self.first = self.yard.receive(
            vehicle(
                *expected,
                case_kind=kind,
                battery_count_seen=seen,
                vin_altered=altered,
                pledged=pledged,
                energy_type=energy,
            )
        )
        self.cleared = self.released = self.closed = self.photographed = False
        self.certificate: tuple | None = None

    @property
    def case(self):
        return self.yard.cases[self.first.case_id]

    def step(self, name, act):
        before, count = self.case, len(self.yard.records)
        try:
            act()
        except REFUSALS[name]:
            assert (self.case, len(self.yard.records)) == (before, count)
            return False
        assert not self.closed
        return True

    @rule()
    def match_what_is_open(self):
        for code in self.case.open_codes:
            self.step("match", lambda code=code: self.yard.match(self.case, scan(code)))

    @rule()
    def remove_what_is_there(self):
        for one in self.case.batteries:
            out = RemovalDraft(
                match_id=one.match_id, unit=unit(one.battery_code or PACK), confirmed_warnings=WARNINGS
            )
            self.step("remove", lambda out=out: self.yard.remove(self.case, out))

    @rule()
    def bring_all_evidence(self):
        for kind in EVIDENCE:
            self.evidence(kind)

    @rule(code=st.sampled_from(CODES), proved=st.booleans(), again=st.integers(0, 3))
    def match(self, code, proved, again):
        batteries = self.case.batteries
        match_id = batteries[again].match_id if again < len(batteries) and proved else None
        proof = {"proof": "maker_statement", "proof_text": "企业来函", "photos": (photo(),)} if proved else {}
        self.step("match", lambda: self.yard.match(self.case, scan(code, match_id=match_id, **proof)))

    @rule(code=st.sampled_from(CODES))
    def hide(self, code):
        draft = scan("", battery_code=None, label_hidden=True, expected_code=code,
                     code_origin="platform_by_vin", photos=(photo(),))  # fmt: skip
        self.step("match", lambda: self.yard.match(self.case, draft))

    @rule(codes=st.sampled_from([(), (PACK,), (SECOND_PACK,), (PACK, SECOND_PACK)]))
    def name(self, codes):
        self.step("name", lambda: self.yard.name_codes(self.case, *codes))

    @rule(kind=st.sampled_from(EVIDENCE))
    def bring(self, kind):
        self.evidence(kind)

    def evidence(self, kind):
        if self.step("evidence", lambda: self.yard.evidence(self.case, kind)):
            self.cleared |= kind == "police_clearance"
            self.released |= kind == "pledge_release"
            self.photographed |= kind == "photo_after"

    @rule(
        printed=st.sampled_from(["none", "found", "wrong"]),
        confirmed=CONFIRMED,
        proof=st.sampled_from([None, "swap_model", "owner_explanation"]),
    )
    def issue(self, printed, confirmed, proof):
        case = self.case
        here = tuple(dict.fromkeys(one.battery_code or one.expected_code for one in case.batteries))
        codes = {"none": (), "found": here, "wrong": ("0TXPB01A000001A5A0000999",)}[printed]
        text = {"missing_proof": proof, "proof_text": "见附件"} if proof else {}
        draft = certificate(*codes, confirmed_warnings=confirmed, **text)
        if not self.step("issue", lambda: self.yard.issue(self.case, draft)):
            return
        assert self.certificate is None
        assert printed != "wrong"
        assert self.cleared or not case.vin_altered
        assert self.released or not case.pledged
        assert all(one.state.value != "mismatch" for one in case.batteries)
        wanted = max(len(case.expected_codes), 1 if case.energy_type == "battery_electric" else 0)
        proved = proof == "swap_model" and case.case_kind == "swap"
        assert len(case.batteries) >= wanted or proved
        if case.case_kind == "supervised":
            assert self.photographed
            assert all(one.is_removed for one in case.batteries)
        self.certificate = (case.case_id, self.case.certificate_no)

    @rule(
        at=st.integers(0, 3),
        code=st.sampled_from((*CODES, None)),
        confirmed=CONFIRMED,
        condition=st.sampled_from(["normal", "leaking"]),
    )
    def remove(self, at, code, confirmed, condition):
        batteries = self.case.batteries
        match_id = batteries[at].match_id if at < len(batteries) else None
        unread = {} if code else {"code_status": "unreadable", "code_reason": "burnt", "photos": (photo(),)}
        out = unit(code, condition_class=condition, **unread)
        draft = RemovalDraft(match_id=match_id, unit=out, confirmed_warnings=confirmed)
        early = self.certificate is None and self.case.case_kind != "supervised"
        if self.step("remove", lambda: self.yard.remove(self.case, draft)):
            assert match_id is not None
            assert confirmed or not early

    @rule()
    def close(self):
        case = self.case
        if self.step("close", lambda: self.yard.close(self.case)):
            self.closed = True
            assert self.certificate is not None
            assert all(one.is_removed and one.is_settled for one in case.batteries)
            assert self.photographed

    @invariant()
    def says_where_it_stands(self):
        if not hasattr(self, "yard"):
            return
        case = self.case
        assert (case.state is CaseState.CLOSED) == self.closed
        if not self.closed:
            assert (case.state is CaseState.HELD) == (bool(case.vin_altered) and not self.cleared)
        assert (case.certificate_no is not None) == (self.certificate is not None)
        codes = [one.battery_code for one in case.batteries if one.battery_code and not one.is_removed]
        assert len(codes) == len(set(codes))
        places = [one.expected_code for one in case.batteries if one.expected_code in case.expected_codes]
        assert len(places) == len(set(places))


TestAnyCase = AnyCase.TestCase
TestAnyCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestAnyCase.pytestmark = [pytest.mark.practice(2), pytest.mark.practice(12)]
