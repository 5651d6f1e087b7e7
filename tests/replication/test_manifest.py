"""replication.json: whole, of a known format, and true of every member; else it says what is wrong and where."""

import json

import pytest

import fazhi_score as fs
from fazhi_score.replication import manifest as module
from fazhi_score.replication.archive import MANIFEST, unzipped
from fazhi_score.replication.manifest import machine, read_manifest, versions
from tests.replication.archives import altered, codes, packed, raw_zip, swapped, told


@pytest.fixture
def path(tmp_path):
    return packed(tmp_path / "a.zip", command="fazhi-score pack facts.csv", note="初稿")


def refused(path):
    with pytest.raises(fs.FazhiError) as caught:
        read_manifest(unzipped(path), path)
    assert all(problem.file == str(path) for problem in caught.value.problems)
    return codes(caught.value.problems), [problem.place for problem in caught.value.problems]


def test_it_says_what_made_the_result(path):
    found = read_manifest(unzipped(path), path)
    assert (found.format, found.fazhi_score, found.note) == (1, fs.__version__, "初稿")
    assert found.versions == versions()
    assert found.platform == machine()
    assert set(found.hashes) == {"framework", "facts", "version"}
    assert set(found.files) == unzipped(path).keys() - {MANIFEST}


def test_versions_of_libraries_that_are_copied_not_installed(monkeypatch):
    monkeypatch.setattr(module, "_LIBRARIES", ("there-is-no-such-library",))
    assert versions()["there-is-no-such-library"] == "-"


def test_numpy_that_does_not_say_how_it_was_built(monkeypatch):
    monkeypatch.setattr(module.np, "show_config", lambda mode: None)
    assert machine()["blas"] == "- -"


def test_without_it_a_zip_file_is_no_archive(tmp_path):
    found, _ = refused(raw_zip(tmp_path / "b.zip", [("README.md", b"1")]))
    assert found == ["archive_no_manifest"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "replication.json:1"),
        ('{\n"format": 1,\n', "replication.json:3"),
        ("[" * 100_000, "replication.json"),
        ("[]", "replication.json []"),
        ("null", "replication.json []"),
        ("9" * 5000, "replication.json"),
    ],
)
def test_what_is_no_manifest(path, text, place):
    found, places = refused(altered(path, {MANIFEST: text.encode()}, mended=False))
    assert found == ["archive_manifest"]
    assert places == [place]


def test_text_that_is_no_utf8(path):
    found, places = refused(altered(path, {MANIFEST: "{'说明': 1}".encode("gb18030")}, mended=False))
    assert (found, places) == (["archive_text"], [MANIFEST])


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_another_format_names_the_version_to_install(path, number):
    with pytest.raises(fs.FazhiError) as caught:
        read_manifest(unzipped(told(path, format=number, fazhi_score="9.9.0")), path)
    assert codes(caught.value.problems) == ["archive_format"]
    assert "pip install fazhi-score==9.9.0" in caught.value.problems[0].hint("en")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"format": "1"}, "[format]"),
        ({"quotes": "no"}, "[quotes]"),
        ({"facts_in_archive": "abc"}, "[facts_in_archive]"),
        ({"surprise": 1}, "[surprise]"),
        ({"framework": {"id": "x"}}, "[framework.sources]"),
        ({"uncertainty": {"draws": 0}}, "[uncertainty.draws]"),
        ({"files": {"README.md": 3}}, "[files.README.md]"),
    ],
)
def test_keys_that_are_missing_unknown_or_of_another_kind(path, changes, place):
    found, places = refused(told(path, **changes))
    assert set(found) == {"archive_manifest"}
    assert f"{MANIFEST} {place}" in places


def test_numbers_of_draws_have_an_end(path):
    asked = {"assumptions": {}, "definitions": {}, "draws": 10**12, "seed": 1, "level": 0.9, "memory": 1}
    assert refused(told(path, uncertainty=asked)) == (["archive_manifest"], [f"{MANIFEST} [uncertainty.draws]"])


def test_every_member_is_compared_with_its_checksum(path):
    hands = {"results/table.csv": swapped("70.0", "71.0"), "data/facts.csv": None, "results/more.csv": b"x\r\n"}
    found, places = refused(altered(path, hands, mended=False))
    assert found == ["archive_lacks", "archive_extra", "archive_altered"]
    assert places == ["data/facts.csv", "results/more.csv", "results/table.csv"]


def test_it_is_written_with_keys_that_people_can_read(path):
    text = unzipped(path)[MANIFEST].decode()
    assert json.loads(text)["command"] == "fazhi-score pack facts.csv"
    assert "初稿" in text
    assert text.endswith("}\n")
