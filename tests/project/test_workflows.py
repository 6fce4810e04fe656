"""The workflows of a hosted CI call what there is: each command, option and file of theirs."""

import re
import runpy
import shlex
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

import dev

_FOLDER: Final = dev.ROOT / ".github" / "workflows"
_WORKFLOWS: Final = sorted(_FOLDER.glob("*.yml"))
_ACTIONS: Final = {
    "actions/checkout",
    "actions/download-artifact",
    "actions/setup-python",
    "actions/upload-artifact",
}
# Beside dev.py: what prepares a machine, and what is done with what dev.py made.
_PROGRAMS: Final = {"alo183", "apt-get", "choco", "find", "git", "python", "python3", "sudo"}
# `package` and `msi` make it, below it the folder of the frozen program.
_UPLOADED: Final = {"dist", "dist/*", "dist/*.deb", "!dist/alo183/"}


def _steps(path: Path) -> list[dict[str, Any]]:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def _lines(path: Path) -> list[list[str]]:
    runs = [str(step["run"]) for step in _steps(path) if "run" in step]
    return [shlex.split(line) for run in runs for line in run.splitlines()]


@pytest.mark.parametrize("path", _WORKFLOWS, ids=lambda path: path.name)
def test_that_each_line_calls_dev_or_prepares_the_machine(path: Path) -> None:
    lines = _lines(path)
    assert lines
    assert {words[0] for words in lines} <= _PROGRAMS
    for words in lines:
        if words[0] not in {"python", "python3"} or words[1] == "-m":
            continue
        assert words[1] == "dev.py"
        assert words[2] in {"setup", "demo", "test", "lint", "check", *dev.CALLED}
        for word in words[3:]:
            if word.startswith("tests/"):
                assert (dev.ROOT / word).exists(), word


@pytest.mark.parametrize("path", _WORKFLOWS, ids=lambda path: path.name)
def test_that_each_job_has_a_limit_and_runs_known_actions_alone(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 120, name
        needed = job.get("needs", [])
        for one in [needed] if isinstance(needed, str) else needed:
            assert one in workflow["jobs"], f"{name} needs {one}"
    used = [step["uses"] for step in _steps(path) if "uses" in step]
    assert {re.fullmatch(r"(.+)@v\d+", one)[1] for one in used} <= _ACTIONS  # type: ignore[index]


@pytest.mark.parametrize("path", _WORKFLOWS, ids=lambda path: path.name)
def test_that_each_file_that_is_named_is_there_or_made(path: Path) -> None:
    for step in _steps(path):
        given = step.get("with", {})
        if "cache-dependency-path" in given:
            assert (dev.ROOT / given["cache-dependency-path"]).is_file()
        assert set(str(given.get("path", "dist")).split()) <= _UPLOADED


def test_that_what_each_system_makes_reaches_the_release() -> None:
    jobs = yaml.safe_load((_FOLDER / "release.yml").read_text(encoding="utf-8"))["jobs"]
    made = {
        name
        for name, job in jobs.items()
        if any(step.get("run", "").endswith("dev.py package") for step in job["steps"])
    }
    assert made == {"linux", "windows"} == set(jobs["publish"]["needs"])
    for name in made:
        uploads = [step for step in jobs[name]["steps"] if "upload" in step.get("uses", "")]
        assert [step["with"]["name"] for step in uploads] == [name]
        assert uploads[0]["with"]["if-no-files-found"] == "error"
    fetched = [step for step in jobs["publish"]["steps"] if "download" in step.get("uses", "")]
    assert [step["with"] for step in fetched] == [{"path": "dist", "merge-multiple": True}]


def test_that_a_commit_is_held_to_the_same_lint() -> None:
    text = (dev.ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (repository,) = yaml.safe_load(text)["repos"]
    assert [hook["entry"] for hook in repository["hooks"]] == ["python3 dev.py lint"]


@pytest.mark.parametrize("name", ["hata", "istek"])
def test_that_a_report_has_a_form_whose_fields_have_names(name: str) -> None:
    form = yaml.safe_load((_FOLDER.parent / "ISSUE_TEMPLATE" / f"{name}.yml").read_text("utf-8"))
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)


def test_that_all_pythons_are_tried_on_both_systems() -> None:
    jobs = yaml.safe_load((_FOLDER / "check.yml").read_text(encoding="utf-8"))["jobs"]
    newest = dev.NEWEST_PYTHON[1]
    wanted = [f"3.{minor}" for minor in range(11, newest + 1)]
    for name in ("debian", "windows"):
        assert jobs[name]["strategy"]["matrix"]["python"] == wanted


def test_that_a_release_is_refused_without_its_tag_or_its_day() -> None:
    notes_of = runpy.run_path(str(dev.ROOT / "packaging" / "release.py"))["notes_of"]
    text = "# Changelog\n\n## [1.2.0] - 2027-01-05\n\nNew.\n\n## [1.1.0] - 2026-01-05\n\nOld.\n"
    assert notes_of("v1.2.0", "1.2.0", text) == "New.\n"
    with pytest.raises(ValueError, match=r"not the tag of 1\.2\.0"):
        notes_of("v1.1.0", "1.2.0", text)
    with pytest.raises(ValueError, match="no day"):
        notes_of("v1.3.0", "1.3.0", text.replace("2027-01-05", "not released yet"))
    unreleased = text.replace("[1.2.0] - 2027-01-05", "[1.2.0] - not released yet")
    with pytest.raises(ValueError, match="no day"):
        notes_of("v1.2.0", "1.2.0", unreleased)
