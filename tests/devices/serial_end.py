"""A device's end of a serial line: a pseudo-terminal behind a name that stays when it is plugged in again."""

import os


class SerialEnd:
    """Plug it in, send, pull it."""

    def __init__(self, name):
        self.name = name
        self.master = None

    def plug_in(self):
        self.master, slave = os.openpty()
        self.name.symlink_to(os.ttyname(slave))
        self.slave = slave

    def pull(self):
        self.name.unlink()
        os.close(self.slave)
        os.close(self.master)
        self.master = None

    def send(self, payload):
        os.write(self.master, payload)
