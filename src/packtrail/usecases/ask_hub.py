"""What a hub says of itself, asked before anything is sealed or sent: limits, windows, its clock."""

from http import HTTPStatus

from packtrail.protocol import messages
from packtrail.protocol.capabilities import Capabilities
from packtrail.usecases.ports import Channel, Reply


def understood(reply: Reply) -> Capabilities | None:
    """The capabilities in a reply; None when it is no hub's."""
    if reply.status != HTTPStatus.OK:
        return None
    try:
        return messages.decode(Capabilities, reply.body)
    except messages.BadMessage:
        return None


def hub_capabilities(channel: Channel) -> Capabilities | None:
    """What the hub behind ``channel`` announces, None when it answers something else; raises Unreached."""
    return understood(channel.capabilities())
