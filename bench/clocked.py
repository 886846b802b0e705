"""python -m bench.clocked FILE -m MODULE ...: profile by the processor's clock, not the wall's.

What a busy machine makes a program wait is no cost of the program.
"""

import cProfile
import runpy
import sys
import time


def main(file: str, module: str) -> None:
    profile = cProfile.Profile(time.process_time)
    try:
        profile.runcall(runpy.run_module, module, run_name="__main__", alter_sys=True)
    finally:
        profile.dump_stats(file)


if __name__ == "__main__":
    _, file, _, module, *rest = sys.argv
    sys.argv = [module, *rest]
    main(file, module)
