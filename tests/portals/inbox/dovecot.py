"""A real IMAP server for one test: Debian's dovecot in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.postgres import free_port

PROGRAM = shutil.which("dovecot") or ("/usr/sbin/dovecot" if Path("/usr/sbin/dovecot").exists() else "")
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_uid = {uid}
mail_gid = {gid}
passdb {{
  driver = static
  args = password=open-sesame
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """`with Dovecot() as box:` gives box.url for REDRESS_MAILBOX_URL; box.deliver(bytes) puts a mail in."""

    def __enter__(self) -> "Dovecot":
        self.folder = Path(tempfile.mkdtemp(prefix="rd-imap-"))
        owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name in ("cur", "new", "tmp"):
            (self.folder / "mail" / name).mkdir(parents=True)
        self.port = free_port()
        group = __import__("grp").getgrgid(owner.pw_gid).gr_name
        values = {
            "folder": self.folder,
            "user": owner.pw_name,
            "group": group,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
            "port": self.port,
        }
        config = self.folder / "dovecot.conf"
        config.write_text(CONFIG.format(**values))
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            for path in (self.folder / "mail", *(self.folder / "mail").iterdir()):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self.owner = owner
        self.server = subprocess.Popen(
            [PROGRAM, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.url = f"imap://office:open-sesame@127.0.0.1:{self.port}/INBOX"
        self._wait()
        return self

    def deliver(self, raw: bytes) -> None:
        name = f"{time.time_ns()}.test"
        path = self.folder / "mail" / "tmp" / name
        path.write_bytes(raw)
        if os.geteuid() == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        path.rename(self.folder / "mail" / "new" / name)

    def _wait(self) -> None:
        import imaplib

        for _ in range(100):
            try:
                imaplib.IMAP4("127.0.0.1", self.port, timeout=5).logout()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(
            (self.folder / "log").read_text() if (self.folder / "log").exists() else "dovecot did not start"
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.terminate()
        self.server.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)
