"""A receipt of 100 lines as PDF, after the fonts are read once."""

from datetime import datetime

from packtrail.domain.moments import SHANGHAI
from packtrail.domain.records.gate import MassBasis
from packtrail.papers.content import HandoffReceipt, Party, ReceiptLine
from packtrail.papers.handoff_receipt import handoff_receipt
from packtrail.wording import CHINESE, wording
from tests.bench.figures import Figure, p50, times_ms
from tests.station import codes


def run():
    lines = tuple(
        ReceiptLine(number=n, battery_code=code, mass_g=312_500, mass_basis=MassBasis.WEIGHED, level="pack")
        for n, code in enumerate(codes(100), start=1)
    )
    content = HandoffReceipt(
        document_number="HO-S1a-20261120-0001",
        issued_at=datetime(2026, 11, 20, 15, 0, tzinfo=SHANGHAI),
        outlet=Party(name="长沙测试回收服务网点", uscc="91430100MA0FAKE013"),
        recipient=Party(name="株洲测试再生利用有限公司", uscc="91430200MA0FAKE02B"),
        lines=lines,
        total_mass_g=sum(line.mass_g or 0 for line in lines),
        ledger_hash="0" * 16,
        release_record_id="01a1f684-8f48-7a11-8a00-000000000001",
        qr_text="PT1:" + "A" * 400,
    )
    taken = times_ms(lambda: handoff_receipt(content, wording(CHINESE)), 15)
    yield Figure("receipt of 100 lines, p50", p50(taken), "ms", "≤ 500 ms", p50(taken) <= 500)
