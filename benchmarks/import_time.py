"""Time `import fazhi_score`, and loading the default framework, against `import pandas`, in fresh processes.

python benchmarks/import_time.py
"""

from __future__ import annotations

import subprocess
import sys
import time

STATEMENTS = {
    "import pandas": "import pandas",
    "import fazhi_score": "import fazhi_score",
    "… and use every public name": "import fazhi_score as fs; [getattr(fs, name) for name in fs.__all__]",
    "… and load the framework": "import fazhi_score as fs; fs.load_framework()",
}


def seconds(statement: str, repeat: int = 7) -> float:
    """Wall time of the fastest of several interpreters that run one statement."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    found = {name: seconds(statement) for name, statement in STATEMENTS.items()}
    for name, taken in found.items():
        print(f"{name:<30} {1e3 * taken:7.0f} ms  {taken / found['import pandas']:5.2f} ×")
