"""A plan that finds nothing to do, at growing sizes, beside Terraform's."""

import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.measure import Run, checked, exponent, measured, turkform
from tests.benchmarks.studies import campaign, terraform
from tests.benchmarks.tables import Row

# Terraform's plan is quadratic: past this it would take minutes.
TERRAFORM_SIZES = (1_000, 2_000)
_GOALS = {10_000: (3.0, 1_000.0), 100_000: (20.0, 400.0)}
_RATIOS = {2_000: 20, 10_000: 150}


def rows(folder: Path, sizes: Sequence[int], terraform_sizes: Sequence[int]) -> Iterator[Row]:
    """Ours first, then the competitor, then the ratios where both ran."""
    ours = {size: _ours(folder / f"ours-{size}", size) for size in sizes}
    for size, run in ours.items():
        seconds, megabytes = _GOALS.get(size, (0.0, 0.0))
        text = f"{run.seconds:.2f} s, {run.cpu:.2f} s CPU, {run.megabytes:.0f} MB"
        work = f"no-op plan, {size:,} HITs"
        if not seconds:
            yield Row(work, text)
            continue
        goal = f"{seconds:.0f} s" + (f", {megabytes:.0f} MB" if size == 100_000 else "")
        yield Row(work, text, goal, run.seconds <= seconds and run.megabytes <= megabytes)
    yield from _slope(ours)
    if shutil.which("terraform") is None:
        yield Row("Terraform's, as many `terraform_data`", "terraform not installed")
    theirs = dict(_theirs(folder, terraform_sizes))
    for size, run in theirs.items():
        yield Row(f"Terraform's, {size:,} `terraform_data`", f"{run.seconds:.2f} s")
        if size in ours:
            ratio, wanted = run.seconds / ours[size].seconds, _RATIOS.get(size)
            reached = ratio >= wanted if wanted else None
            text = f"{wanted} times" if wanted else ""
            yield Row(f"ratio at {size:,}", f"{ratio:.1f} times", text, reached)


def _ours(folder: Path, size: int) -> Run:
    study = campaign(folder, size)
    checked(measured(turkform("apply", str(study), "--auto-approve"), folder))
    plan = turkform("plan", str(study), "--detailed-exitcode")
    return min((checked(measured(plan, folder)) for _ in range(3)), key=lambda run: run.seconds)


def _slope(runs: dict[int, Run]) -> Iterator[Row]:
    sizes = sorted(runs)
    for small, large in pairwise(sizes):
        if large >= 10 * small:
            found = exponent((small, runs[small].cpu), (large, runs[large].cpu))
            work = f"growth from {small:,} to {large:,}"
            yield Row(work, f"n^{found:.2f} (CPU)", "n^1.1 or less", found <= 1.1)


def _theirs(folder: Path, sizes: Sequence[int]) -> Iterator[tuple[int, Run]]:
    program = shutil.which("terraform")
    if program is None:
        return
    for size in sizes:
        made = terraform(folder / f"terraform-{size}", size)
        if measured([program, "init", "-input=false"], made).code != 0:
            return  # a stand-in, or one that cannot start here
        plan = [program, "plan", "-input=false", "-detailed-exitcode", "-no-color"]
        yield size, checked(measured(plan, made))
