"""Which form an act on a case opens."""

from collections.abc import Callable

from packtrail.ui.forms.state import FormAct
from packtrail.ui.vehicles.battery_forms import ExplainForm, MatchForm, NameCodesForm
from packtrail.ui.vehicles.certificate_form import CertificateForm
from packtrail.ui.vehicles.paper_forms import CloseForm, EvidenceForm, OweForm, SupplyForm
from packtrail.ui.vehicles.removal_form import RemoveForm
from packtrail.ui.vehicles.state import CaseAct, CasePage, Next


def form_of(after: Next, page: CasePage) -> FormAct:
    """The form of an act on the case of ``page``."""
    return _FORMS[after.act](page, after.evidence)


_FORMS: dict[CaseAct, Callable[[CasePage, str], FormAct]] = {
    CaseAct.MATCH: lambda page, _: MatchForm(page.case),
    CaseAct.EXPLAIN: lambda page, _: ExplainForm(page.case, page.stand.unexplained, page.stand.rules),
    CaseAct.NAME_CODES: lambda page, _: NameCodesForm(page.case),
    CaseAct.EVIDENCE: lambda page, about: EvidenceForm(page.stand, about),
    CaseAct.OWE: lambda page, _: OweForm(page.stand),
    CaseAct.SUPPLY: lambda page, _: SupplyForm(page.owed),
    CaseAct.CERTIFICATE: lambda page, _: CertificateForm(page.stand),
    CaseAct.REMOVE: lambda page, _: RemoveForm(
        page.case, page.stand.to_remove, page.stand.rules, page.stand.on
    ),
    CaseAct.CLOSE: lambda page, _: CloseForm(page.case.case_id),
}
