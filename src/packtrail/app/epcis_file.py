"""The EPCIS document as a file that is either whole or not there."""

from pathlib import Path

from packtrail.app.outlet import Outlet
from packtrail.domain.moments import to_moment
from packtrail.sync.file_channel import writing_beside
from packtrail.usecases.export_epcis import Period, export_epcis


def write_epcis(outlet: Outlet, target: Path, period: Period) -> int:
    """Write the events of ``period`` to ``target``; how many. Raises FileNotWritten."""
    with outlet.store.read() as view, writing_beside(target) as stream:
        return export_epcis(
            view,
            lambda piece: stream.write(piece.encode()),
            created_at=to_moment(outlet.now()),
            period=period,
        )
