"""Tells its secret in every way it can, starts a helper that would outlive it, and hangs."""

import base64
import os
import subprocess
import sys
import time
from urllib.parse import quote


def run() -> None:
    key = os.environ.get("EXCHANGE_KEY", "not-set")
    print(
        "my key is", key, "or", quote(key, safe=""), "or", base64.b64encode(key.encode()).decode()
    )
    for piece in (key[:4], key[4:], "\n"):
        os.write(1, piece.encode())
    helper = [sys.executable, "-c", "import time; time.sleep(3600)", f"helper of {__file__}"]
    subprocess.Popen(helper, start_new_session=True)
    time.sleep(3600)
