#!/usr/bin/env bash
# Runs tests with the oldest version of each dependency that pyproject.toml allows, in an environment of its own.
#
#   bash benchmarks/oldest.sh FOLDER                      # everything but the wheel and the docs
#   bash benchmarks/oldest.sh FOLDER --short              # what meets the libraries most, 730 tests
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
# of each library what leans on it most: pandas and Parquet (facts, coherence), openpyxl (workbooks, forms), matplotlib,
# python-docx, lxml and pypdfium2 (documents), typer and rich (command line), numpy and scipy (scoring, solvers, plans),
# pydantic (frameworks written out), distributed; without the few that take longest
short=(
  tests/facts/test_{table,workbooks,sources}.py tests/analysis/test_coherence.py
  tests/collection tests/presentation/test_{starter,writing}.py
  tests/presentation/plots/test_{files,canvas}.py tests/presentation/page/test_content.py
  tests/presentation/word/test_document.py tests/documents/test_reports.py
  tests/test_cli.py tests/scoring/test_{engine,panel,values}.py tests/numerics/test_{imputation,optimising,association}.py
  tests/analysis/test_improvement.py::test_the_cheapest_points_come_first
  tests/replication/test_analyses.py tests/test_uncertainty_on_dask.py
  -n 2 -k "not twenty_forms and not 2000_texts and not example_runs and not pipe"
)
# the wheel, the docs and the mutants need tools of their own
long=(tests)
for name in package clean_install docs reference mutation; do long+=(--ignore "tests/test_$name.py"); done
if [ $# -eq 0 ]; then set -- "${long[@]}"; elif [ "$1" = --short ]; then set -- "${short[@]}"; fi
# old libraries complain of newer ones that they themselves need
OMP_NUM_THREADS=1 nice -n 15 "$folder/bin/python" -m pytest -p no:cacheprovider -W ignore::DeprecationWarning "$@"
