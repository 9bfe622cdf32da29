"""A station whose network is the test's: a hub that knows of every battery, and answers when it may."""

import threading
from datetime import date, timedelta

from packtrail.protocol.battery_models import BatteryModel
from packtrail.protocol.unit_life import LifeLine, UnitLife
from packtrail.usecases.ask_unit_life import TOLD
from packtrail.usecases.sync_values import Step
from tests.trade import AFTERNOON
from tests.ui.stock.counter import code

MODEL = BatteryModel(
    filing_code=code(1)[:14],
    maker_name="长沙测试电池有限公司",
    model_name="CS-60",
    valid_from=date(2025, 1, 1),
    source="样例",
    confidence="S",
    energy_wh=60_500,
    mass_g=402_000,
    dismantling="先断开维修开关，再拆高压插件。",
    safety="残余电压低于 60 V 才能搬运。",
)


class Answering:
    """The real outlet with a hub of the test's: each look-up plays the next script, then it is told."""

    def __init__(self, outlet):
        self._outlet = outlet
        self.script = []
        self.codes = []
        self.model_known = "known"
        self.gate = threading.Event()
        self.gate.set()

    def __getattr__(self, name):
        return getattr(self._outlet, name)

    def look_up(self, codes):
        assert self.gate.wait(20)
        self.codes.append(tuple(codes))
        step = self.script.pop(0) if self.script else Step(TOLD, len(codes))
        if isinstance(step, Exception):
            raise step
        if step.end == TOLD:
            self._outlet.on_writer(lambda: self.keep(codes))
        return {"hub": step}

    def keep(self, codes):
        """Another outlet missed them in a stock take, three days ago; told now."""
        line = LifeLine(
            kind="stock_check",
            at=AFTERNOON - timedelta(days=3),
            heard_at=AFTERNOON - timedelta(days=3),
            outlet_uscc="91430100MA0FAKE039",
            is_own=False,
            record_hash="sha256:" + "1" * 64,
            status="accepted",
            outcome="missing",
        )
        lives = [
            UnitLife(battery_code=each, lines=(line,), model_known=self.model_known, model=MODEL)
            for each in codes
        ]
        with self._outlet.store.act() as tx:
            tx.keep_lives("hub", lives, AFTERNOON)
