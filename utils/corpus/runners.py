"""Shards on an engine: Dask on this machine or on a cluster, or every nth shard for a batch system."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from utils.article import ArticleError
from utils.corpus import source
from utils.corpus.shards import ARTICLES_A_SHARD, Shard, analyse_shard, is_finished, plan, settle

if TYPE_CHECKING:
    from distributed import Client

RETRIES = 3
ANSWER_SECONDS = 3
QUIET = {  # how often Dask looks at itself (by default a hundred times a second) and gives memory back
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 1 << 28,
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": 1 << 25,  # with the other set, it never grows
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.monitor-interval": "2s",
}
RECYCLED = "30 minutes"  # a worker is started anew then, so that what its libraries keep does not grow


def run(
    given: str,
    out: Path,
    *,
    workers: int = 0,
    scheduler: str = "",
    shard: tuple[int, int] | None = None,
    size: int = ARTICLES_A_SHARD,
    quiet: bool = False,
) -> dict[str, int]:
    """Analyse every article of `given` into the folder `out` and return how many: articles, failures, skipped.

    `workers` processes on this machine by Dask (0: one a core), or those of the Dask cluster at the address
    `scheduler`, which must see `given` and `out` under the same paths; or, with shard=(k, n), every nth shard in this
    process, beginning with the kth. What is finished is skipped; a worker that dies loses the shard it was at, which is
    tried again. ArticleError where the source, the folder or the scheduler is not there.
    What it can't do: balance a shard; see that a text has changed under the same name since the folder was begun.
    """
    shards = plan(source.references(given), size)
    settle(out, given, shards)
    mine = shards if shard is None else shards[shard[0] - 1 :: shard[1]]
    left = [s for s in mine if not is_finished(s, out)]
    done = {"articles": 0, "failures": 0, "skipped": sum(len(s.articles) for s in mine) - _size(left)}
    if not left:
        return done
    results = _here(left, out) if shard else _dask(left, out.resolve(), _client(workers, scheduler), not scheduler)
    with tqdm(total=_size(left), unit=" articles", disable=quiet, mininterval=1) as bar:
        for told in results:
            done["articles"] += told["articles"]
            done["failures"] += told["failures"]
            bar.set_postfix(failures=done["failures"], refresh=False)
            bar.update(told["articles"] + told["failures"])
    if all(is_finished(s, out) for s in shards):
        shutil.rmtree(out / "unfinished", ignore_errors=True)  # what runs that were killed had begun
    return done


def _size(shards: Sequence[Shard]) -> int:
    return sum(len(shard.articles) for shard in shards)


def _here(shards: Sequence[Shard], out: Path) -> Iterator[dict[str, Any]]:
    for shard in shards:
        yield analyse_shard(shard, out)


def _client(workers: int, scheduler: str) -> Client:
    import dask
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.ERROR)
    recycled = {"duration": RECYCLED, "stagger": "5 minutes", "restart": True}
    dask.config.set(
        {"distributed.worker.lifetime": recycled, "distributed.scheduler.allowed-failures": RETRIES, **QUIET}
    )
    if not scheduler:
        processes = {"n_workers": workers} if workers else {}
        return Client(LocalCluster(threads_per_worker=1, dashboard_address=None, memory_limit="2GB", **processes))
    try:
        return Client(scheduler, timeout=ANSWER_SECONDS)
    except (OSError, ValueError) as error:
        raise ArticleError(f"No Dask scheduler answers at {scheduler}: start `dask scheduler` there.") from error


def _dask(shards: Sequence[Shard], out: Path, client: Client, ours: bool) -> Iterator[dict[str, Any]]:
    from distributed import as_completed

    lost = []
    with client:
        try:
            names = [shard.name for shard in shards]
            work = client.map(analyse_shard, shards, out=out, key=names, retries=RETRIES, pure=False, batch_size=1_000)
            for future in as_completed(work):
                if future.status == "finished":
                    yield future.result()
                else:
                    lost.append(future.key)
        finally:
            if ours:
                client.cluster.close()
    if lost:
        raise RuntimeError(f"{len(lost)} of {len(shards)} shards failed {RETRIES} times (the first: {lost[0]}).")
