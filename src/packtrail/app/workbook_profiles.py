"""Which templates of portals there are: those that came with the program, and the outlet's own in its place.

An own template is a file in the data folder, put there by an administrator once it was read here; a file that
somebody damaged later is refused in words and nothing else stands in for it.
"""

from pathlib import Path

from packtrail import resources
from packtrail.app.small_files import read_small_file
from packtrail.domain.errors_workbook import NoSuchProfile, ProfileUnusable
from packtrail.domain.operators import Act, Operator, require
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.workbook_profile import (
    MAX_PROFILE_BYTES,
    BadProfile,
    PortalText,
    read_portal_texts,
    read_profile,
)
from packtrail.store.durable import write_durably
from packtrail.store.errors_of import errors_of_disk
from packtrail.usecases.workbook_ports import LoadedProfile

SHIPPED = ("maker_portal", "dismantler_web")
OWN_FOLDER = "profiles"
MOST_OWN = 100
_SUFFIX = ".toml"


def profiles(folder: Path) -> dict[str, LoadedProfile]:
    """Every template by its name, the outlet's own before those of the program.

    Raises ProfileUnusable for an own one that can't be read any more.
    """
    found = {name: _loaded(shipped_profile(name), name, is_own=False) for name in SHIPPED}
    with errors_of_disk(folder):
        own = sorted((folder / OWN_FOLDER).glob(f"*{_SUFFIX}"))[:MOST_OWN]
    for file in own:
        loaded = _loaded(read_small_file(file, MAX_PROFILE_BYTES), file.name, is_own=True)
        found[loaded.profile.name] = loaded
    return found


def profile_named(folder: Path, name: str) -> LoadedProfile:
    """One template; raises NoSuchProfile or ProfileUnusable."""
    found = profiles(folder).get(name)
    if found is None:
        raise NoSuchProfile(name[:100])
    return found


def shipped_profile(name: str) -> bytes:
    """The TOML of a template that came with the program, to write one's own after."""
    return resources.path("profiles", f"{name}{_SUFFIX}").read_bytes()


def profile_text(folder: Path, name: str) -> str:
    """The TOML of the template in use; raises NoSuchProfile or ProfileUnusable."""
    found = profile_named(folder, name)
    file = folder / OWN_FOLDER / f"{found.profile.name}{_SUFFIX}"
    content = read_small_file(file, MAX_PROFILE_BYTES) if found.is_own else shipped_profile(name)
    return content.decode("utf-8-sig")


def add_profile(folder: Path, file: Path, *, by: Operator) -> LoadedProfile:
    """Take the template in ``file`` into use; an administrator's act.

    It takes the place of one of the same name. Raises NotAllowed or ProfileUnusable, and what
    ``read_small_file`` raises; nothing is written then.
    """
    require(by, Act.ADOPT_REFDATA)
    content = read_small_file(file, MAX_PROFILE_BYTES)
    loaded = _loaded(content, file.name, is_own=True)
    target = folder / OWN_FOLDER / f"{loaded.profile.name}{_SUFFIX}"
    with errors_of_disk(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
    write_durably(target, content)
    return loaded


def portal_texts() -> tuple[PortalText, ...]:
    """What portals write of rows they turn away, with our codes."""
    return read_portal_texts(resources.path("profiles", "portal_texts.toml").read_bytes())


def _loaded(content: bytes, name: str, *, is_own: bool) -> LoadedProfile:
    try:
        return LoadedProfile(read_profile(content), sha256_digest(content), is_own=is_own)
    except BadProfile as error:
        raise ProfileUnusable(name[:100], str(error)[:400]) from error
