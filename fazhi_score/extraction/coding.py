"""Extracted facts into a sheet of cells that people code blind, and the key with what the extraction says of them."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.table import Facts
from fazhi_score.facts.writing import write_frames
from fazhi_score.framework.model import load_framework
from fazhi_score.messages import say
from fazhi_score.reports.examples import LexiconFiles, tried_lexicon
from fazhi_score.reports.lexicon import Entry

SHEET = ("cell", "source", "region", "period", "fact", "meaning", "answer_as", "scope", "span", "answer", "note")
"""The columns of a coding sheet; people fill in `answer`."""

KEY = (
    *("cell", "source", "region", "period", "province", "fact", "kind", "scope", "span", "found", "probability"),
    *("answer", "status", "location", "quote", "seed"),
)
"""The columns of the key."""

_READ = ("read", "partly")
_NUMBERS = ("reported", "confirmed", "rejected")  # what the extraction took for a value, whatever people made of it
_OTHERS = ("ambiguous", "claimed", "planned")
_PEOPLES = ("corrected", "not_applicable")  # what the extraction said of these is no longer known

Variant = tuple[str, str, str]  # fact, scope, span
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class CodingSheet:
    """Cells to be coded by hand, and what the extraction says of them.

    Parameters
    ----------
    sheet : DataFrame
        One row a cell: a fact in a document. Columns :data:`SHEET`; the values of the extraction are not in it.
    key : DataFrame
        The same cells, columns :data:`KEY`: `answer` is what was extracted ("" for nothing), `probability` that of
        being drawn.
    seed : int
        What the draw can be repeated with.
    """

    sheet: pd.DataFrame
    key: pd.DataFrame
    seed: int = 0

    def __repr__(self) -> str:
        return say(
            "coding_summary",
            count=len(self.sheet),
            facts=self.key["fact"].nunique(),
            documents=self.key["source"].nunique(),
            found=int((self.key["found"] == "yes").sum()),
            seed=self.seed,
        )

    def key_path(self, path: str | PathLike[str]) -> Path:
        """Return where the key of a sheet stands: ``coding.csv`` has ``coding-key.csv`` beside it."""
        return key_path(path)

    def write(self, path: str | PathLike[str]) -> None:
        """Write the sheet to a ``.csv`` or ``.xlsx`` file, and the key beside it; both or neither.

        Raises
        ------
        FazhiError
            Where the file is a sheet in which somebody has filled in answers.
        """
        if Path(path).exists():
            there = read_sheet(path).frame
            if "answer" in there and there["answer"].astype(str).str.strip().any():
                raise FazhiError(Problem("coding_filled", file=str(path)))
        write_frames([(self.sheet, path), (self.key, key_path(path))])


def key_path(path: str | PathLike[str]) -> Path:
    """Return where the key of a coding sheet stands.

    Examples
    --------
    >>> key_path("coding.xlsx").name
    'coding-key.csv'
    """
    return Path(path).with_name(f"{Path(path).stem}-key.csv")


def draw_coding_sheet(
    facts: Facts, *, draws: int, seed: int | None = None, lexicon: LexiconFiles = None, lang: str = "zh"
) -> CodingSheet:
    """Draw cells that people code without seeing what was extracted.

    A cell is a fact of the lexicon in a document that was read, with each scope and span in which the fact was found
    anywhere. Half of the draws go to cells in which something was found, half to cells in which nothing was. Either
    half is a systematic sample with unequal probabilities (Madow 1949) along fact, year and province: a stratum of N
    cells is drawn from in proportion to the square root of N, so that rare facts are seen too.

    Parameters
    ----------
    facts : Facts
        From :func:`~fazhi_score.extract_facts`, with the manifest of the documents in `facts.documents`. Rows that
        people corrected are left out, because what was extracted in their place is not known.
    draws : int
        How many cells; all where there are fewer.
    seed : int, optional
        Left out, one is drawn; the key keeps it.
    lexicon : path or list of paths, optional
        Files that extend the shipped lexicon.
    lang : {"zh", "en"}
        Language of what the sheet says.

    Returns
    -------
    CodingSheet

    Raises
    ------
    FazhiError
        Where no document was read.

    Examples
    --------
    >>> import fazhi_score as fs
    >>> facts = fs.extract_facts("云溪县2023年法治政府建设年度报告\\n全年受理行政复议案件12件。\\n")
    >>> drawn = draw_coding_sheet(facts, draws=10, seed=1)
    >>> len(drawn.sheet), drawn.key["found"].tolist().count("yes"), set(drawn.sheet["answer"])
    (10, 1, {''})
    """
    if draws < 1:
        raise FazhiError(Problem("coding_draws", {"got": draws}, place="draws="))
    seed = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed
    entries = _entries(lexicon)
    documents = _documents(facts)
    answers, unknown = _answers(facts, {name: row for row, name in enumerate(documents["id"])}, entries)
    variants = list(dict.fromkeys([*((e.id, e.scope, e.span) for e in entries.values()), *(v for _, v in answers)]))
    order = {name: number for number, name in enumerate(entries)}
    variants.sort(key=lambda variant: order[variant[0]])
    place = {variant: number for number, variant in enumerate(variants)}
    shape = (len(documents), len(variants))
    found, left_out = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for document, variant in answers:
        found[document, place[variant]] = True
    for document, variant in unknown:
        left_out[document, place.get(variant, 0)] |= variant in place
    rows, columns, probability = _drawn(found, left_out, documents, [v[0] for v in variants], draws, seed)
    cells = [
        _cell(documents.iloc[row], variants[column], answers.get((row, variants[column])), entries)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return _sheets(cells, probability, seed, lang)


def _entries(lexicon: LexiconFiles) -> dict[str, Entry]:
    """Return the facts that reports may state."""
    found = tried_lexicon(lexicon).entries
    return {name: entry for name, entry in found.items() if entry.found_by in ("phrases", "headings")}


def _documents(facts: Facts) -> pd.DataFrame:
    """Return the documents that were read, with year and province."""
    if facts.documents is None:
        raise FazhiError(Problem("coding_no_documents", file=facts.origin))
    frame = facts.documents.frame
    read = frame[frame["state"].isin(_READ) & (frame["region"] != "") & (frame["period"] != "")].reset_index(drop=True)
    if not len(read):
        raise FazhiError(Problem("coding_no_documents", file=facts.origin))
    register = None if facts.regions is None else facts.regions.frame
    known = {} if register is None or "province" not in register else register["province"].to_dict()
    provinces = [str(known.get(region, "")) for region in read["region"]]
    return read.assign(year=read["period"].str[:4], province=provinces)


def _answers(
    facts: Facts, rows: dict[str, int], entries: dict[str, Entry]
) -> tuple[dict[tuple[int, Variant], dict[str, str]], set[tuple[int, Variant]]]:
    """Return what was extracted by document and variant of a fact, and the cells of which that is unknown."""
    empty = dict.fromkeys(("source", "location", "quote"), "")
    answers: dict[tuple[int, Variant], dict[str, str]] = {}
    unknown: set[tuple[int, Variant]] = set()
    for values in facts.to_frame().to_dict("records"):
        cells: dict[str, str] = empty | {str(name): str(cell) for name, cell in values.items()}
        if cells["source"] not in rows or cells["fact"] not in entries:
            continue
        where = (rows[cells["source"]], (cells["fact"], cells["scope"], cells["span"]))
        if cells["status"] in _PEOPLES:
            unknown.add(where)
            continue
        status = "reported" if cells["status"] in _NUMBERS else cells["status"]
        kept = answers.get(where)
        # 86.5 in 万元 is 86.5万元: people write amounts in 元 or with their unit
        answer = cells["value"] + (entries[cells["fact"]].unit if status == "reported" else "")
        new = {"answer": answer, "status": status, "location": cells["location"], "quote": cells["quote"]}
        order = ("reported", *_OTHERS)
        if kept is None or order.index(status) < order.index(kept["status"]):
            answers[where] = new
        elif kept["status"] == status and answer not in kept["answer"].split("；"):
            # several items of one kind
            answers[where] = {name: f"{kept[name]}；{new[name]}" for name in new} | {"status": status}
    return {where: answer for where, answer in answers.items() if where not in unknown}, unknown


def _drawn(
    found: Mask, left_out: Mask, documents: pd.DataFrame, facts: list[str], draws: int, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Return document, variant and probability of the cells that are drawn, in the order of the documents."""
    random = np.random.default_rng(seed)
    fact, year, province = (pd.factorize(np.asarray(names), sort=True)[0] for names in (facts, *_strata(documents)))
    halves = [np.flatnonzero((found == state) & ~left_out) for state in (True, False)]
    first = min(len(halves[0]), max((draws + 1) // 2, draws - len(halves[1])))
    rows, columns, probabilities = [], [], []
    for cells, count in zip(halves, (first, min(draws - first, len(halves[1]))), strict=True):
        if not count:
            continue
        row, column = np.divmod(cells, len(facts))
        order = np.lexsort((random.random(len(cells)), province[row], year[row], fact[column]))
        row, column = row[order], column[order]
        strata = (fact[column] * (year.max() + 1) + year[row]) * (province.max() + 1) + province[row]
        _, stratum, sizes = np.unique(strata, return_inverse=True, return_counts=True)
        probability = inclusion(1 / np.sqrt(sizes[stratum]), count)
        some = systematic(probability, random.random())
        rows.append(row[some])
        columns.append(column[some])
        probabilities.append(probability[some])
    row, column, probability = np.concatenate(rows), np.concatenate(columns), np.concatenate(probabilities)
    order = np.lexsort((column, row))
    return row[order], column[order], probability[order]


def _strata(documents: pd.DataFrame) -> tuple[list[str], list[str]]:
    return documents["year"].tolist(), documents["province"].tolist()


def inclusion(sizes: Floats, draws: int) -> Floats:
    """Return probabilities that are proportional to sizes, at most 1, and sum to the number of draws.

    Parameters
    ----------
    sizes : (n,) array
        Positive.
    draws : int
        At most n.

    Examples
    --------
    >>> inclusion(np.array([1.0, 1.0, 2.0, 16.0]), 2).tolist()
    [0.25, 0.25, 0.5, 1.0]
    """
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        left = draws - int(certain.sum())
        probability = np.where(certain, 1.0, sizes * (left / max(sizes[~certain].sum(), 1e-300)))
        more = (probability >= 1.0) & ~certain
        if not more.any():
            return probability
        certain |= more


def systematic(probability: Floats, start: float) -> NDArray[np.intp]:
    """Return a systematic sample: where the running total of probabilities passes start, start + 1, start + 2 …

    Parameters
    ----------
    probability : (n,) array
        Of being drawn; they sum to a whole number.
    start : float
        At least 0 and below 1.

    References
    ----------
    Madow, W. G. (1949). On the theory of systematic sampling, II. Annals of Mathematical Statistics 20, 333-354.

    Examples
    --------
    >>> systematic(np.array([0.5, 0.25, 0.25, 1.0]), 0.6).tolist()  # totals 0.5, 0.75, 1, 2
    [1, 3]
    """
    total = np.cumsum(probability)
    draws = round(float(total[-1]))
    points = start + np.arange(draws)
    # rounding may leave the last total a trifle short of the last point
    return np.minimum(np.searchsorted(total, points, side="right"), len(total) - 1)


def _cell(document: Any, variant: Variant, answer: dict[str, str] | None, entries: dict[str, Entry]) -> dict[str, str]:
    known = {name: str(document[name]) for name in ("region", "period", "province")}
    stated = answer or dict.fromkeys(("answer", "status", "location", "quote"), "")
    fact, scope, span = variant
    more = {"source": str(document["id"]), "fact": fact, "scope": scope, "span": span, "kind": entries[fact].kind}
    return {
        **known,
        **more,
        **stated,
        "found": "yes" if answer else "no",
        "zh": entries[fact].zh,
        "en": entries[fact].en,
    }


def _sheets(cells: list[dict[str, str]], probability: Floats, seed: int, lang: str) -> CodingSheet:
    framework = load_framework()
    sheet, key = [], []
    for number, (cell, chance) in enumerate(zip(cells, probability.tolist(), strict=True), start=1):
        cell = {**cell, "cell": f"C{number:05d}", "probability": repr(chance), "seed": str(seed)}
        label = framework.label(cell["fact"], lang)
        own = cell["zh" if lang == "zh" else "en"]
        asked = {
            "meaning": own or label,
            "answer_as": say(f"coding_as_{cell['kind']}", lang),
            "answer": "",
            "note": "",
        }
        sheet.append({**cell, **asked})
        key.append(cell)
    frames = (
        pd.DataFrame(sheet, columns=list(SHEET), dtype=object),
        pd.DataFrame(key, columns=list(KEY), dtype=object),
    )
    return CodingSheet(*frames, seed)
