"""Nothing that identifies a person leaves the station: no phone, no ID, no place in a photograph.

``platform.md`` 12, property 15: every byte that a station sends to a hub on a day with persons in it.
"""

import base64
import io
import json
import re
from dataclasses import replace
from functools import partial

import pytest
from PIL import ExifTags, Image

from packtrail.domain.records.gate import SourceType
from packtrail.domain.resident_id import names_a_person
from packtrail.domain.source_declaration import DeclarationDraft
from packtrail.usecases.declare_source import declare_source
from packtrail.usecases.receive_vehicle import receive_vehicle
from tests.e2e.stations import act, at_work, enrol, send
from tests.scrapyard import vehicle
from tests.station import PROFILE, codes
from tests.sync.hub_child import HubChild
from tests.sync.recorded_road import recorded_road
from tests.trade import delivery, load, pack

SECRETS = (
    "13612340000",
    "王小明",
    "13912345678",
    "430104199003071237",
    "赵司机",
    "13787654321",
    "李建国",
    "13800138000",
    "360426199101010071",
    "刘师傅",
)
LONG = re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")


@pytest.fixture
def hub_with_photographs(tmp_path):
    """The address of a sandbox hub that takes photographs."""
    (tmp_path / "hub").mkdir()
    child = HubChild(tmp_path / "hub", "--sandbox", "--blobs", str(tmp_path / "hub" / "blobs"))
    yield child.url
    child.end()


@pytest.fixture
def photograph(tmp_path):
    """A telephone's picture: it says where and with what it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretPhone"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (28.0, 13.0, 41.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (112.0, 56.0, 19.0)
    file = tmp_path / "photo.jpg"
    Image.new("RGB", (320, 240), "gray").save(file, exif=exif)
    with Image.open(file) as picture:
        assert picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    return file


def a_day_with_persons(outlet, photograph):
    """Deliverer, driver, owner and carrier are persons, and so is everybody in the free texts."""
    first, second, third = codes(3)
    picture = act(outlet, outlet.keep_photo, outlet.photo_of(photograph), "image/jpeg", "overall")
    taken = act(
        outlet,
        outlet.record_delivery,
        delivery(
            pack(first, photos=(picture,)),
            pack(second),
            source_type=SourceType.VEHICLE_OWNER,
            deliverer_name=None,
            deliverer_uscc=None,
            deliverer_person="王小明",
            deliverer_phone="13912345678",
            driver_name="赵司机",
        ),
    )
    declared = DeclarationDraft(
        subject_id=taken.document.delivery_id,
        person_name="王小明",
        id_number="430104199003071237",
        consents=True,
        signed_on=outlet.now().date(),
        photos=(picture,),
    )
    act(outlet, outlet.act, declare_source, declared)
    act(outlet, partial(outlet.act, receive_vehicle, vehicle(third), rules=outlet.rules().vehicle))
    departing = replace(load(first), driver_name="刘师傅", driver_phone="13787654321")
    act(outlet, outlet.release_handoff, departing)


def opened_up(sent):
    """``sent``, and what any base64 in it says, and in that."""
    layers = [sent]
    for _ in range(2):
        inner = b"\n".join(map(decoded, LONG.findall(layers[-1])))
        layers.append(inner)
    return layers


def decoded(text):
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_" if b"_" in text else None)
    except ValueError:
        return b""


def photographs_in(sent):
    """Every JPEG among the bytes."""
    return [sent[at.start() :] for at in re.finditer(rb"\xff\xd8\xff[\xe0-\xef]", sent)]


def test_no_byte_that_leaves_tells_of_a_person(tmp_path, hub_with_photographs, photograph):
    with at_work(tmp_path / "station") as outlet:
        act(outlet, outlet.set_profile, PROFILE, "13612340000")
        a_day_with_persons(outlet, photograph)
        records = outlet.read(lambda view: view.station()).head_seq
        with recorded_road(hub_with_photographs) as (road, chunks):
            destination = enrol(outlet, road)
            last, _ = send(outlet, destination)
        assert last.result == "nothing_to_send"
    layers = opened_up(b"".join(chunks))
    assert sum(layer.count(b'"station_seq":') for layer in layers) >= records
    for layer in layers:
        text = layer.decode(errors="replace")
        written = [secret for secret in SECRETS if secret in text or json.dumps(secret)[1:-1] in text]
        assert written == []
        assert b"SecretPhone" not in layer
    for line in layers[1].decode(errors="replace").splitlines():
        assert not names_a_person(line), line
    photographs = photographs_in(layers[0])
    assert photographs
    for content in photographs:
        exif = Image.open(io.BytesIO(content)).getexif()
        assert dict(exif) == {}
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
