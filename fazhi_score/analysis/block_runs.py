"""Blocks of draws worked on here, or by the workers of an executor; the result is the same to the bit."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor, as_completed
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from fazhi_score.analysis.draws import BLOCK, Drawn, Plan, draw
from fazhi_score.analysis.tallies import Tally
from fazhi_score.errors import FazhiError, Problem

T = TypeVar("T")
Work = Callable[[Plan, Sequence[int], int], T]
"""What is done to some blocks of a plan, of so many draws in all."""

Progress = Callable[[int, int], None]
"""Called with draws done and draws in all."""


def block_size(block: int, draws: int) -> int:
    """Return how many draws a block has: the last one may be short.

    Examples
    --------
    >>> block_size(0, 1000), block_size(1, 1000)
    (512, 488)
    """
    return min(BLOCK, draws - block * BLOCK)


def blocks_of(draws: int, done: int = 0) -> range:
    """Return the numbers of the blocks from draw `done` on."""
    return range(done // BLOCK, -(-draws // BLOCK))


def tally_blocks(plan: Plan, blocks: Sequence[int], draws: int) -> Tally:
    """Return what is counted of some blocks."""
    found = Tally.of(plan)
    for block in blocks:
        found.add(plan, block, draw(plan, plan.streams(block), block_size(block, draws)), block * BLOCK)
    return found


def run_blocks(
    work: Work[T],
    plan: Plan,
    blocks: Sequence[int],
    draws: int,
    *,
    merge: Callable[[T, T], T],
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> T:
    """Return what `work` makes of some blocks, merged in their order.

    Raises
    ------
    FazhiError
        Where a worker process is lost. Dask repeats what is lost.
    """
    if executor is None:
        return _here(work, plan, blocks, draws, merge, progress)
    sent = pickle.dumps(plan)
    name = hashlib.sha256(sent).hexdigest()
    workers = int(getattr(executor, "_max_workers", 0) or 4)
    parts = [part for part in np.array_split(np.array(list(blocks)), 2 * workers) if len(part)]
    try:
        futures = [executor.submit(_there, work, sent, name, part.tolist(), draws) for part in parts]
        if progress is not None:
            place = {future: number for number, future in enumerate(futures)}
            done = 0
            for future in as_completed(futures) if _is_standard(futures) else futures:
                future.result()
                done += sum(block_size(int(block), draws) for block in parts[place[future]])
                progress(done, draws)
        found = futures[0].result()
        for future in futures[1:]:
            found = merge(found, future.result())
    except BrokenExecutor as error:
        raise FazhiError(Problem("robustness_worker_lost", {"reason": str(error)[:200]})) from error
    return found


def _is_standard(futures: Iterable[Any]) -> bool:
    """Say whether futures are those of the standard library."""
    return all(type(future).__module__.startswith("concurrent.futures") for future in futures)


def _here(
    work: Work[T], plan: Plan, blocks: Sequence[int], draws: int, merge: Callable[[T, T], T], progress: Progress | None
) -> T:
    found: T | None = None
    done = 0
    for some in np.array_split(np.array(list(blocks)), len(blocks) if progress is not None else 1):
        made = work(plan, some.tolist(), draws)
        found = made if found is None else merge(found, made)
        done += sum(block_size(block, draws) for block in some.tolist())
        if progress is not None:
            progress(done, draws)
    assert found is not None
    return found


def _there(work: Work[T], sent: bytes, name: str, blocks: list[int], draws: int) -> T:
    """Work on some blocks in another process."""
    return work(_plan_of(_Sent(sent, name)), blocks, draws)


class _Sent:
    """A pickled plan, known by its hash: a process opens it once."""

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sent) and self.name == other.name


@lru_cache(maxsize=1)
def _plan_of(sent: _Sent) -> Plan:
    plan: Plan = pickle.loads(sent.content)
    return plan


def first_draws(plan: Plan, count: int) -> list[Drawn]:
    """Return the first draws themselves, block by block."""
    return [draw(plan, plan.streams(block), block_size(block, count)) for block in blocks_of(count)]
