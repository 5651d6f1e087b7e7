#!/usr/bin/env bash
# Runs tests with the oldest version of each dependency that pyproject.toml allows, in an environment of its own.
#
#   bash benchmarks/oldest.sh FOLDER                      # everything but the wheel and the docs
#   bash benchmarks/oldest.sh FOLDER tests/facts -x       # or what pytest is given
#
# FOLDER keeps the environment, so that a second run is quick. PYTHON is the interpreter (python3.11: the oldest).
set -euo pipefail
folder=${1:?usage: bash benchmarks/oldest.sh FOLDER [PYTEST ARGUMENTS]}
shift
here=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"

# ">=" of the lower bounds becomes "=="; tools that only tests and docs use stay as new as they come
"$folder/bin/python" - "$here/pyproject.toml" > "$folder/oldest.txt" <<'PYTHON'
import sys
import tomllib

with open(sys.argv[1], "rb") as file:
    project = tomllib.load(file)["project"]
extras = project["optional-dependencies"]
chosen = list(project["dependencies"])
for name in ("office", "plot", "report", "parquet", "documents", "cluster"):
    chosen += [one for one in extras[name] if not one.startswith("fazhi-score")]
print("\n".join(sorted({one.replace(">=", "~=" if one.count(".") == 1 else "==") for one in chosen})))
PYTHON
# a bound of two numbers (numpy>=1.26) stands for the first release of that series
sed -i 's/~=\(.*\)/==\1.0/' "$folder/oldest.txt"
"$folder/bin/pip" install -q -r "$folder/oldest.txt" pytest hypothesis jsonschema duckdb pytest-xdist
"$folder/bin/pip" install -q --no-deps -e "$here"
echo "== versions"
"$folder/bin/pip" freeze | grep -iE "$(sed 's/[=~].*//' "$folder/oldest.txt" | paste -sd'|')" || true
cd "$here"
# old libraries complain of newer ones that they themselves need
[ $# -gt 0 ] || set -- tests --ignore tests/test_package.py --ignore tests/test_docs.py --ignore tests/test_reference.py
OMP_NUM_THREADS=1 nice -n 15 "$folder/bin/python" -m pytest -p no:cacheprovider -W ignore::DeprecationWarning "$@"
