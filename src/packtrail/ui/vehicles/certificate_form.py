"""回收证明: the paper that lies on the desk, held against what was found in the vehicle."""

from collections.abc import Iterator
from dataclasses import dataclass

from packtrail.domain.vehicle_case import CertificateDraft, MissingProof, certificate_warnings
from packtrail.domain.vehicle_case.blocks import MISSING
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import TICKED, Ask, AskKind, Typed
from packtrail.ui.vehicles.asks import WARN, code_list, codes_in, confirmations, place_in_list
from packtrail.ui.vehicles.state import Stand
from packtrail.ui.widgets.code_text import normalised
from packtrail.usecases.issue_certificate import issue_certificate
from packtrail.wording import Wording

PRINTED, OTHER, QR = "printed.", "other", "qr_text"


@dataclass(frozen=True, slots=True)
class CertificateForm:
    """出具回收证明: its number, its day, and the codes that are printed on it."""

    stand: Stand

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.certificate")

    def hint(self, w: Wording) -> str:
        """How the paper is held against the vehicle."""
        return w.say("vehicles.certificate.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """What stands on the paper, the proof of a missing battery, and what has to be confirmed."""
        return (
            Ask(key="certificate_no", name=w.say("vehicles.certificate.number"), is_needed=True),
            Ask(
                key="issued_on",
                name=w.say("vehicles.certificate.day"),
                kind=AskKind.DAY,
                is_needed=True,
                first=self.stand.on.isoformat(),
            ),
            *self._codes(w),
            *code_list(w, typed, OTHER),
            Ask(
                key=QR, name=w.say("vehicles.certificate.qr"), hint=w.say("vehicles.certificate.never_opened")
            ),
            *self._proof(w, typed),
            photos(w, hint=w.say("vehicles.certificate.photo")),
            *confirmations(w, (*self._warnings(typed), *typed.warned)),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record it."""
        draft = CertificateDraft(
            certificate_no=typed.told("certificate_no"),
            issued_on=typed.day("issued_on"),
            printed_codes=(*typed.ticked(PRINTED), *codes_in(typed, OTHER)),
            qr_text=typed.told(QR),
            missing_proof=typed.told("missing_proof"),
            proof_text=typed.told("proof_text"),
            photos=typed.photos,
            confirmed_warnings=typed.ticked(WARN),
        )
        return acts.act(issue_certificate, self.stand.case.case_id, draft, rules=acts.rules().vehicle)

    def scanned(self, text: str, typed: Typed) -> tuple[str | None, str]:
        """Which field a scan of the paper fills, and with what: its QR, or a code that is printed on it.

        No field while the list of other codes is full.
        """
        if "://" in text:
            return QR, text
        code = normalised(text)
        return (
            (PRINTED + code, TICKED) if code in self._found() else (place_in_list(typed, OTHER, code), code)
        )

    def _found(self) -> tuple[str, ...]:
        """The codes that may be printed: of what is in the vehicle, and of what a replaced battery had."""
        batteries = self.stand.case.batteries
        codes = (code for one in batteries for code in (one.battery_code, one.expected_code) if code)
        return tuple(dict.fromkeys(codes))

    def _codes(self, w: Wording) -> Iterator[Ask]:
        if self._found():
            yield Ask(key="codes", name=w.say("vehicles.certificate.codes"), kind=AskKind.NOTE)
        for code in self._found():
            yield Ask(key=PRINTED + code, name=code, kind=AskKind.PICK)

    def _proof(self, w: Wording, typed: Typed) -> Iterator[Ask]:
        if not any(block.kind in MISSING for block in self.stand.blocks):
            return
        yield Ask(
            key="missing_proof",
            name=w.say("vehicles.certificate.missing_proof"),
            kind=AskKind.CHOICE,
            is_needed=True,
            choices=choices_of(w, "case_proof", self.stand.accepted_proofs),
        )
        yield Ask(
            key="proof_text",
            name=w.say("vehicles.certificate.proof_text"),
            is_needed=bool(typed.text("missing_proof")),
        )

    def _warnings(self, typed: Typed) -> tuple[str, ...]:
        """What is known before the paper is read; the rest the act asks back."""
        proof = typed.told("missing_proof")
        missing = MissingProof(proof, typed.text("proof_text")) if proof else None
        stand = self.stand
        day = typed.day("issued_on") or stand.on
        return tuple(certificate_warnings(stand.case, stand.rules, day, missing))
