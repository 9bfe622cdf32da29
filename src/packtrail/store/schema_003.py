"""The indexes by which a document is found by its number, as step 003 lays them.

They are over the log itself and no view: whatever becomes of a document later, its number stays used.
"""

from packtrail.store.statements import filled


def in_body(field: str) -> str:
    """A field of a record's body, as statements and indexes must spell it alike.

    Bytes that are no JSON any more give nothing instead of an error: a damaged ledger can still be checked.
    """
    return filled(
        "CASE WHEN json_valid({text}) THEN json_extract({text}, '$.body.{field}') END",
        field=field,
        text="CAST(canonical AS TEXT)",
    )


def _index(name: str, field: str, where: str) -> str:
    pieces = {"name": name, "field": in_body(field), "where": where}
    return filled("CREATE INDEX {name} ON record ({field}) WHERE {where}", **pieces)


OF_DELIVERY = "record_type = 'delivery'"
OF_HANDOFF = "record_type = 'handoff'"
OF_INTAKE = "record_type = 'intake'"
OF_LOCAL_ID = filled("record_type = 'intake' AND {local_id} IS NOT NULL", local_id=in_body("local_id"))

NUMBER_INDEXES = (
    _index("number_of_delivery", "delivery_number", OF_DELIVERY),
    _index("number_of_handoff", "handoff_id", OF_HANDOFF),
    _index("number_of_intake", "intake_id", OF_INTAKE),
    _index("number_of_local_id", "local_id", OF_LOCAL_ID),
)
