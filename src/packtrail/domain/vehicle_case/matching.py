"""车电匹配, before anything is taken out: what a label says against what the vehicle should have.

Each outcome has its own way (``practice.md`` 2): a mismatch needs its proof, what nobody could compare is
checked when the platform answers, a hidden label satisfies presence and leaves a match owed at removal. A
code with any earlier life can't fill a slot until that is explained (``practice.md`` 12).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from packtrail.domain.acting import Acting, refuse_faults
from packtrail.domain.draft_faults import DraftFault, FaultKind, long_texts
from packtrail.domain.records import Attachment, BatteryMatched, ExpectedCodesNamed, NewRecord
from packtrail.domain.records.gate import CodeSource
from packtrail.domain.vehicle_case.case import CaseBattery, Replacement, VehicleCase
from packtrail.domain.vehicle_case.compare import near_codes, plain_code
from packtrail.domain.vehicle_case.errors import BatteryMatchedAlready, BatterySettled, CodeHasEarlierLife
from packtrail.domain.vehicle_case.receive import LONGEST_CODE, code_faults
from packtrail.domain.vehicle_case.rules import VehicleRules
from packtrail.domain.vehicle_case.shared import photo_faults, written
from packtrail.domain.vehicle_case.steps import require_step
from packtrail.domain.vehicle_case.words import CaseStep, CodeOrigin, MatchOutcome, Proof


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchDraft:
    """One battery in the vehicle as somebody looks at it."""

    battery_code: str | None = None  # as read; None where the label can't be seen or nothing new was read
    code_source: str = CodeSource.NONE
    label_hidden: bool = False  # 电池在车、标签不可见
    expected_code: str | None = None  # whose place it takes; of a hidden label: the code that is said of it
    code_origin: str = CodeOrigin.LABEL  # of a hidden label: certificate or platform_by_vin
    proof: str | None = None  # what explains a mismatch
    proof_text: str | None = None
    earlier_life_text: str | None = None  # what explains that the code was known here before
    match_id: str | None = None  # the battery that is looked at again
    photos: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierLife:
    """Where else a code was known."""

    case_life: str  # unit, voided_unit, other_case
    number: str
    record_id: str
    vin: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a look at one battery comes to."""

    outcome: MatchOutcome
    expected_code: str | None
    proof: str | None = None
    proof_record_id: str | None = None


def match(
    draft: MatchDraft,
    case: VehicleCase,
    *,
    rules: VehicleRules,
    lives: Sequence[EarlierLife],
    replacements: Sequence[Replacement],
    acting: Acting,
) -> NewRecord:
    """The ``battery_matched`` that a look at one battery becomes.

    ``lives`` are the other places where the code was known, ``replacements`` those of this VIN. Raises a
    refusal of ``steps``, DraftIncomplete, BatteryMatchedAlready, BatterySettled or CodeHasEarlierLife.
    """
    require_step(case, CaseStep.MATCH)
    code = plain_code(draft.battery_code or "") or None
    before = _looked_at_before(draft, case, code)
    refuse_faults(_faults(draft, case, before, rules))
    code = code or (before.battery_code if before else None)
    told_before = before is not None and before.label == code
    if lives and not told_before and not (draft.earlier_life_text or "").strip():
        life = lives[0]
        raise CodeHasEarlierLife(
            code or draft.expected_code or "", life.case_life, life.number, life.record_id, life.vin
        )
    found = _found(draft, case, code, before, replacements)
    body = BatteryMatched(
        vehicle_record_id=case.case_id,
        battery_code=code,
        expected_code=found.expected_code,
        match=found.outcome,
        code_origin=_origin(draft, code, before),
        code_source=draft.code_source,
        proof=found.proof,
        proof_text=(draft.proof_text or "").strip() or None,
        proof_record_id=found.proof_record_id,
        earlier_match_record_id=before.match_id if before else None,
        earlier_life_record_id=lives[0].record_id if lives else None,
        earlier_life_text=(draft.earlier_life_text or "").strip() or None,
    )
    depends_on = (case.case_id, body.earlier_match_record_id, found.proof_record_id)
    return written(acting, body, depends_on, draft.photos)


def name_codes(
    codes: Sequence[str],
    origin: str,
    case: VehicleCase,
    *,
    replacements: Sequence[Replacement],
    acting: Acting,
) -> tuple[NewRecord, ...]:
    """What a paper or the platform says later, and every battery that waited for it compared anew.

    No codes says that nobody knows any; that settles what waited. Raises a refusal of ``steps`` or
    DraftIncomplete.
    """
    require_step(case, CaseStep.NAME_CODES)
    faults = [*code_faults(codes, "expected")]
    if origin not in {CodeOrigin.REGISTRATION, CodeOrigin.CERTIFICATE, CodeOrigin.PLATFORM_BY_VIN}:
        faults.append(DraftFault(FaultKind.CODE_ORIGIN_MISSING, "code_origin"))
    refuse_faults(faults)
    plain = tuple(plain_code(code) for code in codes)
    named = written(
        acting,
        ExpectedCodesNamed(vehicle_record_id=case.case_id, codes=plain, origin=origin),
        (case.case_id,),
    )
    waiting = [one for one in case.batteries if one.outcome == MatchOutcome.UNKNOWN_OFFLINE]
    taken = {one.expected_code for one in case.batteries}
    expected = dict.fromkeys((*case.expected_codes, *plain))
    open_codes = [code for code in expected if code not in taken]
    looks = []
    for one in waiting:
        found = _compared(one.battery_code or "", expected, open_codes, None, replacements)
        if found.expected_code in open_codes:
            open_codes.remove(found.expected_code)
        looks.append(_checked_later(one, found, case, named.record_id, acting))
    return (named, *looks)


def code_to_look_for(draft: MatchDraft) -> str | None:
    """The code whose earlier lives matter: the one that was read, or that is said of a hidden label."""
    return plain_code(draft.battery_code or draft.expected_code or "") or None


def _checked_later(
    one: CaseBattery, found: _Found, case: VehicleCase, named_id: str, acting: Acting
) -> NewRecord:
    unknown = found.outcome is MatchOutcome.UNKNOWN_OFFLINE
    return written(
        acting,
        BatteryMatched(
            vehicle_record_id=case.case_id,
            battery_code=one.battery_code,
            expected_code=found.expected_code,
            match=found.outcome,
            code_origin=one.code_origin,
            code_source=CodeSource.NONE,
            proof=Proof.PLATFORM_DOES_NOT_KNOW if unknown else found.proof,
            proof_record_id=found.proof_record_id,
            earlier_match_record_id=one.match_id,
        ),
        (case.case_id, one.match_id, named_id),
    )


def _looked_at_before(draft: MatchDraft, case: VehicleCase, code: str | None) -> CaseBattery | None:
    """The battery that is looked at again; one whose hidden label turns out to be this very code as well."""
    same = next((one for one in case.batteries if code and one.battery_code == code), None)
    if draft.match_id is None:
        said = plain_code(draft.expected_code or "") if draft.label_hidden else None
        if same is not None or any(
            said and said in {one.battery_code, one.expected_code} for one in case.batteries
        ):
            raise BatteryMatchedAlready(code or said or "", case.case_number)
        hidden = (one for one in case.batteries if one.battery_code is None and one.expected_code == code)
        return next(hidden, None) if code else None
    before = case.battery(draft.match_id)
    if before is None:
        raise LookupError(draft.match_id)
    if before.is_settled:
        raise BatterySettled(before.label, case.case_number)
    if code and any(one.label == code and one.match_id != before.match_id for one in case.batteries):
        raise BatteryMatchedAlready(code, case.case_number)
    return before


def _origin(draft: MatchDraft, code: str | None, before: CaseBattery | None) -> str:
    if code is not None:
        return CodeOrigin.LABEL
    return draft.code_origin if draft.label_hidden or before is None else before.code_origin


def _found(
    draft: MatchDraft,
    case: VehicleCase,
    code: str | None,
    before: CaseBattery | None,
    replacements: Sequence[Replacement],
) -> _Found:
    own = before.expected_code if before else None
    hint = plain_code(draft.expected_code or "") or own
    if code is None:
        is_out = before is not None and before.is_removed
        return _Found(MatchOutcome.LABEL_HIDDEN, hint, draft.proof if is_out else None)
    open_codes = list(dict.fromkeys(each for each in (own, *case.open_codes) if each))
    found = _compared(code, {*case.expected_codes, *open_codes}, open_codes, hint, replacements)
    proof = None if found.outcome is MatchOutcome.MATCH else draft.proof or found.proof
    return _Found(found.outcome, found.expected_code, proof, found.proof_record_id)


def _compared(
    code: str,
    expected: Collection[str],
    open_codes: Sequence[str],
    hint: str | None,
    replacements: Sequence[Replacement],
) -> _Found:
    """``code`` against what is expected; a mismatch takes the open place that it most likely belongs to.

    One that is expected takes its place even from a battery that only stood in it as a mismatch.
    """
    if code in expected:
        return _Found(MatchOutcome.MATCH, code)
    knows_any = bool(expected)
    outcome = MatchOutcome.MISMATCH if knows_any else MatchOutcome.UNKNOWN_OFFLINE
    for one in replacements:
        if one.new_code == code and (one.old_code in open_codes or not knows_any):
            place = one.old_code if knows_any else None
            return _Found(outcome, place, one.proof, one.replacement_id)
    return _Found(outcome, _likeliest(code, open_codes, hint))


def _likeliest(code: str, open_codes: Sequence[str], hint: str | None) -> str | None:
    if hint in open_codes:
        return hint
    near = near_codes(code, open_codes)
    if near:
        return near[0].battery_code
    return open_codes[0] if len(open_codes) == 1 else None


def _faults(
    draft: MatchDraft, case: VehicleCase, before: CaseBattery | None, rules: VehicleRules
) -> Iterator[DraftFault]:
    code = plain_code(draft.battery_code or "")
    if len(code) > LONGEST_CODE:
        yield DraftFault(FaultKind.TEXT_TOO_LONG, "battery_code", value=str(LONGEST_CODE))
    if draft.label_hidden:
        yield from _hidden_faults(draft, case)
    elif not code and not (before and draft.proof):
        yield DraftFault(FaultKind.CODE_MISSING, "battery_code")
    if draft.proof is not None:
        yield from _proof_faults(draft, rules)
    yield from photo_faults(draft.photos, "photos")
    yield from (each for each in long_texts(draft, 0) if each.field != "battery_code")


def _hidden_faults(draft: MatchDraft, case: VehicleCase) -> Iterator[DraftFault]:
    """A photograph, and the code as the certificate or the platform has it, with the source named."""
    expected = plain_code(draft.expected_code or "")
    if draft.code_origin not in {CodeOrigin.CERTIFICATE, CodeOrigin.PLATFORM_BY_VIN}:
        yield DraftFault(FaultKind.CODE_ORIGIN_MISSING, "code_origin")
    if not expected:
        yield DraftFault(FaultKind.CODE_MISSING, "expected_code")
    elif case.expected_codes and expected not in case.open_codes:
        yield DraftFault(FaultKind.CODE_NOT_EXPECTED, "expected_code", value=expected[:LONGEST_CODE])
    if not draft.photos:
        yield DraftFault(FaultKind.PHOTO_MISSING, "photos")


def _proof_faults(draft: MatchDraft, rules: VehicleRules) -> Iterator[DraftFault]:
    if draft.proof not in rules.mismatch_proofs:
        yield DraftFault(FaultKind.PROOF_UNKNOWN, "proof", value=(draft.proof or "")[:40])
    if not (draft.proof_text or "").strip():
        yield DraftFault(FaultKind.PROOF_TEXT_MISSING, "proof_text")
    if not draft.photos:
        yield DraftFault(FaultKind.PHOTO_MISSING, "photos")
