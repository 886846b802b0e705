"""What the dashboard is made with, and where it says the repository stands."""

import re
import sys
from pathlib import Path

from bot.adapters.board import Coloured, Plain
from bot.adapters.loopback import Loopback
from bot.adapters.page_folder import PageFolder
from bot.adapters.page_parts import page_parts
from bot.adapters.policies import FOLDER
from bot.commands.site import Studio
from bot.commands.site_material import Law
from bot.commands.status import Post
from bot.effects.site.material import Home
from bot.errors import BadPolicy, BadUsage, CannotRead
from bot.policy.governor import State
from bot.policy.load import governor_alone
from bot.ports.board import Screen
from bot.ports.pages import Window
from bot.settings.environment import Settings
from bot.wiring.forge import FULL_NAME
from bot.wiring.shell import Shell

ADDRESS = re.compile(r"https?://[\w.:/~-]+")
PUBLIC_API, PUBLIC, ENTERPRISE = "https://api.github.com", "https://github.com", "/api/v3"
HEADS = "refs/heads/"


def studio(shell: Shell, out: str, home: str) -> Studio:
    law, state = law_of(shell), state_of(shell)
    return Studio(
        store=shell.store_on(state),
        out=shell.out,
        law=law,
        anchors=shell.anchors_of(state),
        check=shell.signatures() if law.policy else None,
        home=home_of(shell, home, state.branch),
        parts=page_parts(shell.private),
        pages=PageFolder(Path(out).resolve()),
    )


def law_of(shell: Shell) -> Law:
    """Read the policies; where they cannot be used, say why: what the state holds is shown."""
    try:
        return Law(shell.written_policy)
    except BadPolicy as error:
        found = [one.sentence() for one in error.problems]
    except CannotRead as error:
        found = [str(error)]
    said = {f"{FOLDER}/{at:04}": f"Cannot use the policies: {one}" for at, one in enumerate(found)}
    return Law(None, said)


def state_of(shell: Shell) -> State:
    """Say where the state lies; what else is wrong with the policies does not matter for it."""
    try:
        found = governor_alone(shell.policy_texts())
    except CannotRead:
        found = None
    return found.state if found else State()


def home_of(shell: Shell, given: str, state: str) -> Home:
    if given and not ADDRESS.fullmatch(given):
        raise BadUsage(f"Cannot use --home {given!r}: write it like https://github.com/OWNER/NAME.")
    address = given.rstrip("/") or web_address(shell.settings)
    return Home(address, _branch(shell.settings, state), state)


def web_address(settings: Settings) -> str:
    """Say where the repository is looked at; nothing where the environment does not tell."""
    if not FULL_NAME.fullmatch(settings.repository):
        return ""
    api = (settings.api_url or PUBLIC_API).rstrip("/")
    server = PUBLIC if api == PUBLIC_API else api.removesuffix(ENTERPRISE)
    return f"{server}/{settings.repository}"


def _branch(settings: Settings, state: str) -> str:
    branch = settings.ref.removeprefix(HEADS) if settings.ref.startswith(HEADS) else ""
    return branch if branch and branch != state else "main"


def own_folder(shell: Shell) -> Path:
    return shell.private / "site"


def window(folder: Path, port: int) -> Window:
    return Loopback(folder, port)


def post(shell: Shell) -> Post:
    store = shell.store_on(state_of(shell))
    return Post(store, shell.out, law_of(shell), _screen(shell), shell.clock)


def _screen(shell: Shell) -> Screen:
    if shell.options.as_json or not sys.stdout.isatty():
        return Plain(sys.stdout, quiet=shell.options.as_json)
    return Coloured(sys.stdout, colour=not shell.settings.no_color)
