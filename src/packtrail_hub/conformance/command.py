"""``packtrail-hub conformance URL --code C``."""

import sys
from datetime import UTC, datetime
from functools import partial

import click
import uuid_utils

from packtrail.domain.uscc import check_uscc
from packtrail_hub.conformance.promise import Outcome
from packtrail_hub.conformance.suite import OUTLET, as_json, table, try_server


@click.command()
@click.argument("url")
@click.option("--code", required=True, help="Enrolment code for one station; a sandbox takes SANDBOX.")
@click.option(
    "--outlet-uscc", default=OUTLET, show_default=True, help="统一社会信用代码 of the outlet of that code."
)
@click.option("--json", "wants_json", is_flag=True, help="Print the results for programs.")
def conformance(url: str, code: str, outlet_uscc: str, wants_json: bool) -> None:  # noqa: FBT001 - by its name
    """Try the protocol's promises on the server at URL; ends with 1 when it breaks one.

    A station is enrolled and leaves a few made-up records behind: never run it on a server that counts them.
    """
    if not url.startswith(("http://", "https://")):
        raise click.BadParameter("an http:// or https:// address is expected", param_hint="URL")
    if not check_uscc(outlet_uscc).is_valid:
        raise click.BadParameter("not a valid 统一社会信用代码", param_hint="--outlet-uscc")
    tried = try_server(
        url.rstrip("/"),
        code,
        clock=partial(datetime.now, UTC),
        new_id=lambda: str(uuid_utils.uuid7()),
        outlet_uscc=outlet_uscc,
    )
    results = list(tried)
    click.echo(as_json(results) if wants_json else table(results))
    sys.exit(any(each.outcome is Outcome.FAILED for each in results))
