"""Checks an EPCIS 2.0 document against the part of GS1's schema that our export uses."""

import json
import re
from datetime import datetime
from pathlib import Path

SUBSET = json.loads((Path(__file__).parent / "protocol" / "data" / "epcis_subset.json").read_text())
URI = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+")
OFFSET = re.compile(r"[+-](0\d|1[0-3]):[0-5]\d")
LISTS = {"sourceList": "source", "destinationList": "destination"}


def assert_document(document):
    assert list(document) == SUBSET["document"]
    assert (document["type"], document["schemaVersion"]) == ("EPCISDocument", "2.0")
    assert datetime.fromisoformat(document["creationDate"]).tzinfo
    for event in document["epcisBody"]["eventList"]:
        assert_event(event)
    named = [
        event["eventID"] for event in document["epcisBody"]["eventList"] if "errorDeclaration" not in event
    ]
    assert len(set(named)) == len(named)


def assert_event(event):
    kind = SUBSET["events"][event["type"]]
    ours = {name for name in event if name.startswith("packtrail:")}
    assert event.keys() - ours <= {*SUBSET["common"], *kind["also"]}
    assert {*SUBSET["required"], *kind["required"]} <= event.keys()
    for name in ("action", "bizStep", "disposition"):
        assert event.get(name) in {*SUBSET[name], None}
    for name in ("eventTime", "recordTime"):
        assert datetime.fromisoformat(event[name]).tzinfo
    assert OFFSET.fullmatch(event["eventTimeZoneOffset"])
    for uri in _uris(event):
        assert URI.fullmatch(uri), uri
    for paper in event.get("bizTransactionList", ()):
        assert paper.keys() == {"type", "bizTransaction"}
        assert paper["type"] in SUBSET["bizTransactionType"]
    for name, field in LISTS.items():
        for each in event.get(name, ()):
            assert each.keys() == {"type", field}
            assert each["type"] in SUBSET["sourceDestType"]
    if "errorDeclaration" in event:
        _assert_declaration(event["errorDeclaration"])


def _assert_declaration(declared):
    assert declared.keys() == {"declarationTime", "reason", "correctiveEventIDs"}
    assert declared["reason"] in SUBSET["errorReason"]
    assert datetime.fromisoformat(declared["declarationTime"]).tzinfo


def _uris(event):
    for name in ("epcList", "childEPCs", "inputEPCList", "outputEPCList"):
        yield from event.get(name, ())
    yield event["eventID"]
    yield event["readPoint"]["id"]
    if "parentID" in event:
        yield event["parentID"]
    for name, field in {**LISTS, "bizTransactionList": "bizTransaction"}.items():
        yield from (each[field] for each in event.get(name, ()))
    yield from event.get("errorDeclaration", {}).get("correctiveEventIDs", ())
