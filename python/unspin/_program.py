"""The command `unspin`: the program that lies in the package."""

import os
import sys
from pathlib import Path


def main():
    program = str(Path(__file__).parent / "bin" / "unspin")
    os.execv(program, [program, *sys.argv[1:]])
