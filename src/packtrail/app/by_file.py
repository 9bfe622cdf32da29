"""What a station does by file where there is no network: batches out, receipts in, batches of others on.

Functions of an ``Outlet``; call them on the network lane, since they wait for disks and write through the
writer's lane like the network does.
"""

from pathlib import Path

import zxingcpp
from PIL import Image

from packtrail import __version__
from packtrail.app.outlet import APP, HUB, Outlet
from packtrail.app.small_files import read_small_file
from packtrail.domain.errors_files import NoHubBound
from packtrail.protocol.batch import Client
from packtrail.protocol.enrolment import as_text
from packtrail.protocol.messages import MAX_MESSAGE_BYTES
from packtrail.store.durable import write_durably
from packtrail.sync.file_channel import AnswersWriter, TbatchFile, open_answers, open_batches
from packtrail.usecases.enrol_by_file import request_enrolment, take_enrolment_answer
from packtrail.usecases.export_batches import Exported, export_batches
from packtrail.usecases.import_receipts import Imported, import_receipts
from packtrail.usecases.port_values import NEXT_HUB
from packtrail.usecases.ports import Destination
from packtrail.usecases.relay_batches import Relayed, relay_batches
from packtrail.usecases.relayed_receipts import take_waiting
from packtrail.usecases.seal_batch import SealingRules

QR_MODULE_PX = 6


def hub_of(outlet: Outlet) -> Destination:
    """The hub that this station is bound to; raises NoHubBound."""
    bound = outlet.read(lambda view: [each for each in view.destinations() if each.is_called])
    if not bound:
        raise NoHubBound
    return bound[0]


def export_to(outlet: Outlet, target: Path, *, with_photos: bool = False) -> Exported:
    """Write what is not answered for into the ``.tbatch`` at ``target``; see ``usecases.export_batches``."""
    hub = hub_of(outlet)
    with TbatchFile(target) as file:
        return export_batches(
            hub,
            file,
            by=outlet.operator,
            store=outlet.store,
            rules=SealingRules(client=Client(app=APP, app_version=__version__)),
            on_writer=outlet.on_writer,
            now=outlet.now,
            new_id=outlet.new_id,
            with_photos=with_photos,
        )


def import_from(outlet: Outlet, source: Path) -> Imported:
    """Apply the answers in the ``.treceipt`` at ``source``; see ``usecases.import_receipts``."""
    hub_of(outlet)
    with open_answers(source) as answers:
        return import_receipts(
            answers, by=outlet.operator, store=outlet.store, on_writer=outlet.on_writer, now=outlet.now
        )


def relay(outlet: Outlet, source: Path, target: Path) -> Relayed:
    """Send another station's ``.tbatch`` to our hub and write its answers to ``target``."""
    hub = hub_of(outlet)
    with (
        open_batches(source) as batches,
        AnswersWriter(target) as answers,
        outlet.channel(hub.base_url) as channel,
    ):
        relayed = relay_batches(batches, answers, by=outlet.operator, channel=channel)
        if relayed.receipts or relayed.refused:
            answers.publish(hub.title, outlet.now())
        return relayed


def write_request(outlet: Outlet, target: Path, code: str, picture: Path | None = None) -> str:
    """Write the request to be bound by a hub to ``target``, and as a QR code to the PNG ``picture``.

    What the QR code says.
    """
    request = request_enrolment(code, by=outlet.operator, store=outlet.store, app_version=__version__)
    write_durably(target, request)
    text = as_text(request)
    if picture is not None:
        symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        pixels = symbol.to_image(scale=QR_MODULE_PX, add_quiet_zones=True)
        Image.fromarray(pixels).save(picture, "PNG")
    return text


def take_answer(
    outlet: Outlet, source: Path, base_url: str = "", *, through_relay: bool = False
) -> Destination:
    """Bind this station to the hub that answered in ``source``; see ``usecases.enrol_by_file``.

    ``through_relay``: it is the hub behind the one that we report to, which passes our batches on. Receipts
    that came back before this are taken in now.
    """
    bound = take_enrolment_answer(
        read_small_file(source, MAX_MESSAGE_BYTES),
        source,
        name=NEXT_HUB if through_relay else HUB,
        base_url="" if through_relay else base_url,
        by=outlet.operator,
        store=outlet.store,
        on_writer=outlet.on_writer,
    )
    if through_relay:
        take_waiting(store=outlet.store, on_writer=outlet.on_writer)
    return bound


class ByFile:
    """The same for a screen: ``ui.sync.file_flow.FileActs``."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    def export_to(self, target: Path) -> Exported:
        """Write what is unanswered into a ``.tbatch``, with the photographs of the records in it."""
        return export_to(self._outlet, target, with_photos=True)

    def import_from(self, source: Path) -> Imported:
        """Apply the answers of a ``.treceipt``."""
        return import_from(self._outlet, source)

    def relay(self, source: Path, target: Path) -> Relayed:
        """Carry another station's ``.tbatch`` on, and its answers back."""
        return relay(self._outlet, source, target)

    def write_request(self, target: Path, code: str) -> str:
        """Write the request to be bound; what its QR code says."""
        return write_request(self._outlet, target, code)

    def take_answer(self, source: Path, base_url: str) -> Destination:
        """Bind this station to the hub that answered."""
        return take_answer(self._outlet, source, base_url)
