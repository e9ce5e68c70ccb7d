#!/usr/bin/python3
"""Runs a command on a pseudo-terminal of its own.

    terminal.py COLUMNS COMMAND...

Prints what the command showed, a redrawing a line, without control sequences. The exit code is the command's, or 99
where a line is too wide for the terminal and would wrap.
"""
import fcntl
import os
import pty
import re
import struct
import sys
import termios
import unicodedata


def run(columns, command):
    """The exit code, and all bytes that it wrote."""
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))
        os.execvp(command[0], command)
    shown = b''
    while True:
        try:
            got = os.read(terminal, 1 << 16)
        except OSError:  # the other side is closed
            break
        if not got:
            break
        shown += got
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown


def cells(line):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in line)


def main():
    columns = int(sys.argv[1])
    code, shown = run(columns, sys.argv[2:])
    text = re.sub('\033\\[[0-9;]*[A-Za-z]', '', shown.decode())
    for line in re.split('[\r\n]+', text):
        if line:
            sys.stdout.buffer.write(line.encode() + b'\n')
        # What fills the last column wraps on some terminals when it is drawn again.
        if cells(line) >= columns and re.match(r'epoch|validation|test|best|run', line):
            print('%d columns: %s' % (cells(line), line), file=sys.stderr)
            code = 99
    return code


sys.exit(main())
