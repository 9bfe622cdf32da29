"""``packtrail-hub conformance URL --code C``."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import click
import uuid_utils
from sqlalchemy import Connection

from packtrail.domain.uscc import check_uscc
from packtrail_hub.admin.audit import COMMAND_LINE, note
from packtrail_hub.cli_publishing import Opened, Option
from packtrail_hub.conformance.promise import Outcome, Result
from packtrail_hub.conformance.suite import OUTLET, as_json, table, try_server
from packtrail_hub.forwarding.next_hub import shown_address
from packtrail_hub.hub import Hub


def conformance_command(opened: Opened, key_secret_option: Option) -> click.Command:
    """The command; ``opened`` is the way to the hub whose list of what was done holds the run."""

    @click.command()
    @click.argument("url")
    @click.option("--code", required=True, help="Enrolment code for one station; a sandbox takes SANDBOX.")
    @click.option(
        "--outlet-uscc",
        default=OUTLET,
        show_default=True,
        help="统一社会信用代码 of the outlet of that code.",
    )
    @click.option("--json", "wants_json", is_flag=True, help="Print the results for programs.")
    @click.option(
        "--note-in",
        "database_name",
        envvar="PACKTRAIL_HUB_DATABASE",
        help="Database of the hub whose list of what was done is to hold this run.",
    )
    def conformance(
        *,
        url: str,
        code: str,
        outlet_uscc: str,
        wants_json: bool,
        database_name: str | None,
        key_secret: bytes | None,
    ) -> None:
        """Try the protocol's promises on the server at URL; ends with 1 when it breaks one.

        A station is enrolled and leaves a few made-up records behind: never run it on a server that counts
        them.
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
        if database_name is not None:
            with opened(database_name, key_secret) as hub:
                hub.write(partial(_noted, hub, url, outlet_uscc, results))
        sys.exit(any(each.outcome is Outcome.FAILED for each in results))

    key_secret_option(conformance)  # click adds its options to a command too
    return conformance


def _noted(hub: Hub, url: str, outlet_uscc: str, results: Sequence[Result], connection: Connection) -> None:
    counted = Counter(each.outcome for each in results)
    facts = {f"promises_{each.value}": counted[each] for each in Outcome}
    note(hub, connection, COMMAND_LINE, "server_tried", outlet_uscc, url=shown_address(url)[:500], **facts)
