"""A real PostgreSQL for the tests: Debian's programs, a temporary folder, a socket in it, and no root."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

NEEDED = "PACKTRAIL_TEST_POSTGRES"
"""``need`` fails the tests where there is no PostgreSQL, as CI does; otherwise they are skipped there."""

QUICK = {
    "fsync": "off",  # of a database that is thrown away; what a commit promises is PostgreSQL's own test
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


def programs():
    """The folder of ``initdb`` and ``postgres``, the newest first; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    in_path = shutil.which("initdb")
    folders = [*reversed(found), *([Path(in_path).parent] if in_path else [])]
    return next(
        (each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None
    )


@contextmanager
def running(bin_folder, **settings):
    """A PostgreSQL that runs until the block ends, with ``QUICK`` settings unless told otherwise."""
    folder = Path(tempfile.mkdtemp(prefix="packtrail-pg-"))
    try:
        as_whom = _nobody_important(folder)
        data = folder / "data"
        initdb = [bin_folder / "initdb", "--no-sync", "-A", "trust", "-U", "packtrail", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--locale", "C", "-D", data], check=True, capture_output=True, cwd=folder, **as_whom
        )
        settings = QUICK | {"unix_socket_directories": str(folder)} | settings
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [bin_folder / "postgres", "-D", data, *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                **as_whom,
            )
        try:
            ready = [bin_folder / "pg_isready", "-q", "-h", folder]
            for _ in range(600):
                if subprocess.run(ready, check=False).returncode == 0:
                    break
                try:
                    server.wait(timeout=0.05)
                except subprocess.TimeoutExpired:
                    continue
                raise AssertionError((folder / "log").read_text())
            yield Server(folder)
        finally:
            server.send_signal(signal.SIGINT)  # its "fast" end, which waits for no client
            try:
                server.wait(timeout=5)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """Databases made and dropped on a PostgreSQL that runs."""

    def __init__(self, folder):
        self.host = quote(str(folder), safe="")

    def url(self, name):
        return f"postgresql://packtrail@/{name}?host={self.host}"

    def do(self, statement):
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def drop(self, name):
        self.do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Emptied:
    """One hub's database that is put back, before each test, to how it was after its first start.

    Deleting the few rows of a test takes milliseconds, cloning a database a hundred, under load seconds.
    """

    def __init__(self, url):
        self.url = url
        self._connection = psycopg.connect(url, autocommit=True)
        self._keys = self._rows("SELECT * FROM hub_key")
        tables = self._rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        sequences = self._rows("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        emptied = [f'DELETE FROM "{name}"' for (name,) in tables if name != "alembic_version"]
        begun_anew = [f"SELECT setval('\"{name}\"', 1, false)" for (name,) in sequences]
        # past triggers and foreign keys, and never waiting long for what a test left behind
        own = "SET session_replication_role = replica; SET lock_timeout = '10s'"
        self._reset = "; ".join((own, *emptied, *begun_anew))

    def reset(self):
        """As after the first start: no row but the hub's key."""
        self._connection.execute(self._reset)
        for row in self._keys:
            places = ", ".join(["%s"] * len(row))
            self._connection.execute(f"INSERT INTO hub_key VALUES ({places})", row)
        self._connection.execute("SELECT setval('hub_key_id_seq', max(id)) FROM hub_key")

    def close(self):
        self._connection.close()

    def _rows(self, query):
        return self._connection.execute(query).fetchall()


def _nobody_important(folder):
    """PostgreSQL refuses to run as root; then Debian's ``postgres`` runs it, or ``nobody``."""
    if os.geteuid() != 0:
        return {}
    names = {each.pw_name: each for each in pwd.getpwall()}
    who = names.get("postgres") or names["nobody"]
    os.chown(folder, who.pw_uid, who.pw_gid)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
