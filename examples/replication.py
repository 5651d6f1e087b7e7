"""Pack a result with its uncertainty, make it again, and see what an altered archive looks like.

打包复现归档：为一次评分及其不确定性分析打包，重新得出结果，再看看被改动的归档会怎样。
六十个县都是虚构的；种子固定，每次运行结果相同。

Run it as a script (``python examples/replication.py``), or cell by cell in an editor that knows ``# %%``.
No county here exists; the seed is fixed.
"""

# %% A result to be published 一份待发布的结果
import csv
import io
import json
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

import fazhi_score as fs

SHEET = Path(__file__).parent / "districts" / "sheet.yaml"
home = tempfile.TemporaryDirectory()
folder = Path(home.name)
framework = fs.load_framework(SHEET).with_method(minimum_coverage=0.1)
world = fs.simulate(framework, regions=60, seed=2024, coverage=(0.6, 0.9))
result = fs.score(world.facts, framework)
uncertain = fs.uncertainty(
    world.facts, framework, fs.Assumptions(weights=0.25, unreported="uniform"), draws=500, seed=1
)
print(uncertain.table[["composite", "rank", "low", "high"]].sort_values("rank").head(5).round(2).to_string())

# %% One file for the reader of the paper 给读者的一个文件
# The hash is what the paper cites: it tells this archive from any other.
archive = folder / "archive.zip"
cited = fs.pack(archive, result, uncertainty=uncertain, note="Example with invented counties 虚构县示例")
print(f"{archive.name}: {archive.stat().st_size / 1000:.0f} kB, SHA-256 {cited}")

# %% What is in it 归档里有什么
with zipfile.ZipFile(archive) as opened:
    for info in opened.infolist():
        print(f"{info.file_size:>8}  {info.filename}")
    told = json.loads(opened.read("replication.json"))
print(told["uncertainty"])

# %% The reader makes the result again 读者重新得出结果
assert sha256(archive.read_bytes()).hexdigest() == cited
found = fs.reproduce(archive)
print(found.table[["state", "cells", "different"]].to_string())
print("the same bits:", found.bit_by_bit)

# %% Somebody lifts one score, and mends the checksum 有人改了一个分数，并把校验值也改了
altered = folder / "altered.zip"
with zipfile.ZipFile(archive) as opened:
    members = {name: opened.read(name) for name in opened.namelist()}
rows = list(csv.reader(io.StringIO(members["results/table.csv"].decode("utf-8-sig"), newline="")))
place = rows[0].index("composite")
rows[1][place] = repr(float(rows[1][place]) + 5)
text = io.StringIO(newline="")
csv.writer(text).writerows(rows)
members["results/table.csv"] = text.getvalue().encode("utf-8-sig")
told["files"]["results/table.csv"] = sha256(members["results/table.csv"]).hexdigest()
members["replication.json"] = json.dumps(told).encode()
with zipfile.ZipFile(altered, "w") as opened:
    for name, data in members.items():
        opened.writestr(name, data)
against = fs.reproduce(altered)
for problem in against.problems:
    print(problem.message("en"))
    print(problem.message("zh"))
print("reproduced:", against.reproduced)
home.cleanup()
