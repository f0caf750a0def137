"""Starts `zhiban serve` again and again for tests that kill it: the program is read once, each server is a fork of it.

Standard input: one line for each server wanted; standard output: its process id. Reading 40 MB of Python takes seconds
and is not what those tests are about; opening the store, recovering it and serving it happen in the new process.
"""

import os
import signal
import sys

import httptools  # noqa: F401
import uvloop  # noqa: F401

import zhiban.app
import zhiban.console.gate
import zhiban.demo.hospital
import zhiban.serve  # noqa: F401
from zhiban.cli import main


def serve() -> None:
    """The child: what the command line does, and then the end, whatever happened."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 1
    try:
        code = main(["serve"])
    finally:
        os._exit(code)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no funeral
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.close(0)
            os.dup2(2, 1)
            serve()
        print(child, flush=True)
