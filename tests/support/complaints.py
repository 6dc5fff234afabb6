# SPDX-License-Identifier: Apache-2.0
"""What a command that was called wrong has to say."""

from subprocess import CompletedProcess


def one_line(done: CompletedProcess, code: int) -> str:
    """Return the complaint of a call: one line, and this exit code."""
    assert done.returncode == code, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr
