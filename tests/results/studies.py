"""Campaigns that simulated workers have worked on."""

import shutil
from pathlib import Path

from turkform.cli.main import run

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"
LABEL_FORM = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Label one photo</title></head>
<body><form method="post" action="https://www.mturk.com/mturk/externalSubmit">
<input type="hidden" name="assignmentId" value="">
<p>Photo {{ row.photo_id }}</p>
<label><input type="radio" name="label" value="animal" required> an animal</label>
<label><input type="radio" name="label" value="building"> a building</label>
<label><input type="radio" name="label" value="nature"> nature</label>
<label>Anything unusual? <input name="remark"></label>
<button>Submit</button></form></body></html>
"""
LABELLING = """campaign: labelling
description: Three labels for each photo.
budget: {spend: $500}
fair_pay: {estimated_duration: 40s, minimum_hourly: $9}
hit_types:
  label:
    title: Label one photo
    description: Look at a photo and choose the word that fits best.
    reward: $0.12
    assignment_duration: 10m
    auto_approval_delay: 3d
hits:
  photos:
    hit_type: label
    for_each: {csv: photos.csv, key: photo_id}
    question: {html: templates/label.html.j2}
    max_assignments: 3
    lifetime: 14d
"""


def quickstart(place: Path) -> Path:
    """The smallest example, applied; nobody has worked yet."""
    folder = place / "quickstart"
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns(".turkform"))
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    return folder


def let_work(folder: Path, virtual_time: str = "2h", workers: int = 50) -> None:
    """Let simulated workers work, and time pass."""
    marketplace = str(folder / ".turkform" / "local" / "marketplace.db")
    words = ["marketplace", "simulate", "--database", marketplace, "--for", virtual_time]
    assert run([*words, "--workers", str(workers)]) == 0


def labelling(place: Path, rows: int, *, extra: str = "") -> Path:
    """A study of `rows` HITs with three assignments each, applied; `extra` is more YAML."""
    folder = place / "labelling"
    (folder / "templates").mkdir(parents=True)
    lines = ["photo_id,url", *(f"img-{n:04d},https://example.org/{n}.jpg" for n in range(rows))]
    (folder / "photos.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "templates" / "label.html.j2").write_text(LABEL_FORM, encoding="utf-8")
    (folder / "campaign.yaml").write_text(LABELLING + extra, encoding="utf-8")
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    return folder
