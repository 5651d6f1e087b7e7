"""CITATION.cff is a valid citation file, and it, the changelog and the package tell of one version and one day."""

import datetime
import re
from pathlib import Path

import pytest
import yaml

import fazhi_score as fs
from fazhi_score.cli.options import app

ROOT = Path(__file__).parents[1]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^## (?P<version>\S+) \((?P<day>unreleased|\d{4}-\d{2}-\d{2})\)$", re.MULTILINE)
ALTERS = "### Changes that alter scores"

# Citation File Format 1.2.0: what must be there, and all that may be
REQUIRED = {"cff-version", "message", "title", "authors"}
KNOWN = REQUIRED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url"),
    *(
        "preferred-citation",
        "references",
        "repository",
        "repository-artifact",
        "repository-code",
        "type",
        "url",
        "version",
    ),
}
PERSON = {
    *(
        "address",
        "affiliation",
        "alias",
        "city",
        "country",
        "email",
        "family-names",
        "fax",
        "given-names",
        "name-particle",
    ),
    *("name-suffix", "orcid", "post-code", "region", "tel", "website"),
}
ENTITY = {
    *("address", "alias", "city", "country", "date-end", "date-start", "email", "fax", "location", "name", "orcid"),
    *("post-code", "region", "tel", "website"),
}
DOI = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")


def problems_of(data):
    """What CFF 1.2.0 does not allow, of the keys that matter here."""
    found = [f"lacks {key}" for key in sorted(REQUIRED - data.keys())]
    found += [f"unknown {key}" for key in sorted(data.keys() - KNOWN)]
    found += [] if data.get("cff-version") == "1.2.0" else ["cff-version"]
    found += [f"{key} is no text" for key in ("message", "title", "abstract") if not _text(data.get(key, "-"))]
    found += [] if data.get("type", "software") in ("software", "dataset") else ["type"]
    found += [] if _text(data.get("version", "-")) else ["version is no text"]
    found += [] if isinstance(data.get("date-released", datetime.date.min), datetime.date) else ["date-released"]
    found += authors_of(data, "authors")
    words = data.get("keywords", ["-"])
    found += [] if words and all(map(_text, words)) and len(set(words)) == len(words) else ["keywords"]
    for number, reference in enumerate(data.get("references", ())):
        found += [f"reference {number} lacks {key}" for key in sorted({"authors", "title", "type"} - reference.keys())]
        found += authors_of(reference, f"reference {number}")
        found += [] if DOI.fullmatch(reference.get("doi", "10.1000/x")) else [f"reference {number} doi"]
    return found


def authors_of(data, where):
    listed = data.get("authors")
    if not isinstance(listed, list) or not listed:
        return [f"{where}: nobody"]
    fine = [one.keys() <= PERSON or ("name" in one and one.keys() <= ENTITY) for one in listed]
    return [] if all(fine) else [f"{where}: somebody"]


def _text(value):
    return isinstance(value, str) and bool(value.strip())


@pytest.fixture
def citation():
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def versions(changelog):
    """Version to its day and its section, newest first."""
    found = list(SECTION.finditer(changelog))
    ends = [*(match.start() for match in found[1:]), len(changelog)]
    return {
        match["version"]: (match["day"], changelog[match.end() : end]) for match, end in zip(found, ends, strict=True)
    }


def drift(version, citation, changelog):
    """Where package, citation and changelog do not tell the same."""
    sections = versions(changelog)
    found = [] if citation.get("version") == version else ["citation has another version"]
    if next(iter(sections), None) != version:
        return [*found, "the newest section of the changelog is of another version"]
    day, released = sections[version][0], citation.get("date-released")
    if (None if day == "unreleased" else day) != (None if released is None else str(released)):
        found.append("citation and changelog tell of other days")
    headings = re.findall(r"^## .*$", changelog, re.MULTILINE)
    found += ["a heading that is no version and day"] if len(headings) != len(sections) else []
    return found + [
        f"{name}: does not say what alters scores" for name, (_, text) in sections.items() if not _told(text)
    ]


def _told(section):
    """Whether a section has the heading, with at least one line under it."""
    _, heading, rest = section.partition(ALTERS)
    return bool(heading) and rest.lstrip().startswith("- ")


def test_the_citation_file_is_valid(citation):
    assert problems_of(citation) == []
    assert citation["license"] == "MIT"
    assert "SHA-256" in citation["message"]


def test_package_citation_and_changelog_tell_the_same(citation):
    assert drift(fs.__version__, citation, CHANGELOG) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"cff-version": 1.2}, "cff-version"),
        ({"authors": []}, "authors: nobody"),
        ({"authors": [{"full-name": "x"}]}, "authors: somebody"),
        ({"version": 0.1}, "version is no text"),
        ({"date-released": "soon"}, "date-released"),
        ({"licence": "MIT"}, "unknown licence"),
        ({"keywords": ["a", "a"]}, "keywords"),
        ({"type": "book"}, "type"),
        ({"references": [{"type": "book"}]}, "reference 0 lacks authors"),
        ({"references": [{"type": "book", "title": "x", "authors": [{"name": "y"}], "doi": "x"}]}, "reference 0 doi"),
    ],
)
def test_the_check_of_citation_files_finds_what_is_wrong(citation, change, wrong):
    assert wrong in problems_of({**citation, **change})
    assert "lacks message" in problems_of({key: value for key, value in citation.items() if key != "message"})


def test_the_check_of_drift_finds_each_kind():
    text = f"# Changelog\n\n## 1.1.0 (2030-01-02)\n\n{ALTERS}\n\n- None.\n\n## 1.0.0 (2029-01-01)\n\n{ALTERS}\n\n- x\n"
    told = {"version": "1.1.0", "date-released": datetime.date(2030, 1, 2)}
    assert drift("1.1.0", told, text) == []
    assert drift("1.2.0", told, text) == [
        "citation has another version", "the newest section of the changelog is of another version",
    ]  # fmt: skip
    assert drift("1.1.0", {**told, "version": "1.0.0"}, text) == ["citation has another version"]
    assert drift("1.1.0", {"version": "1.1.0"}, text) == ["citation and changelog tell of other days"]
    assert drift("1.1.0", told, text.replace("2030-01-02", "unreleased")) == [
        "citation and changelog tell of other days"
    ]
    assert drift("1.1.0", told, text.replace("- x", "")) == ["1.0.0: does not say what alters scores"]
    assert drift("1.1.0", told, text + "\n## Older\n") == ["a heading that is no version and day"]


def test_every_command_is_told_in_the_changelog():
    names = [command.name or command.callback.__name__.replace("_", "-") for command in app.registered_commands]
    assert len(names) >= 18
    assert [name for name in names if not re.search(rf"`(fazhi-score )?{name}\b", CHANGELOG)] == []
