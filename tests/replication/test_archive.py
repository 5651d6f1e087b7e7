"""Zip files: the same bytes for the same members, and every bad one refused with its reason, before it is unpacked."""

import io
import struct
import zipfile

import pytest

import fazhi_score as fs
from fazhi_score.replication import archive
from fazhi_score.replication.archive import unzipped, zipped
from tests.replication.archives import codes, packed, raw_zip


def refused(path):
    with pytest.raises(fs.FazhiError) as caught:
        unzipped(path)
    assert all(problem.file == str(path) for problem in caught.value.problems)
    return codes(caught.value.problems)


def test_bytes_do_not_depend_on_order_or_time(tmp_path, monkeypatch):
    members = {"data/facts.csv": "甲县\n".encode(), "README.md": b"# x\n"}
    data = zipped(members)
    assert data == zipped(dict(reversed(members.items())))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.namelist() == ["README.md", "data/facts.csv"]
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert opened.testzip() is None
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert unzipped(path) == members


def test_what_is_no_archive_says_so(tmp_path):
    path = tmp_path / "a.zip"
    assert refused(path) == ["archive_missing"]
    assert refused(tmp_path) == ["archive_is_folder"]
    path.write_bytes(b"")
    assert refused(path) == ["archive_not_zip"]
    path.write_text("region,period\n", encoding="utf-8")
    assert refused(path) == ["archive_not_zip"]
    with pytest.raises(fs.FazhiError) as caught:
        unzipped("a\0.zip")
    assert codes(caught.value.problems) == ["archive_unreadable"]


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_a_download_that_broke_off_is_told_from_another_file(tmp_path, kept):
    path = packed(tmp_path / "a.zip")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert refused(path) == ["archive_truncated"]


@pytest.mark.parametrize(
    "name",
    [
        *("../evil.csv", "/etc/passwd", "data/../../evil.csv", "C:\\evil.csv", "data\\facts.csv", "data/facts.csv/"),
        *(
            "data/",
            "__MACOSX/._README.md",
            "archive/README.md",
            "data/facts.CSV",
            "data/facts.csv.exe",
            "",
            "data/x y.csv",
        ),
        *(
            "framework/sources/01-../x.yaml",
            "framework/sources/x.yaml",
            "results/" + "a" * 61 + ".csv",
            "data/事实.csv",
        ),
    ],
)
def test_names_that_no_archive_has(tmp_path, name):
    path = raw_zip(tmp_path / "a.zip", [("README.md", b""), (zipfile.ZipInfo(name), b"1")])
    assert refused(path) == ["archive_name"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_hides_behind_nul(tmp_path):
    path = raw_zip(tmp_path / "a.zip", [("README.md#.csv", b"1")])
    path.write_bytes(path.read_bytes().replace(b"README.md#", b"README.md\0"))
    assert refused(path) == ["archive_name"]


def test_chinese_names_of_sources_are_kept(tmp_path):
    members = {"framework/sources/01-评分细则.yaml": b"x: 1\n"}
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(members))
    assert unzipped(path) == members


def test_names_given_twice(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = raw_zip(tmp_path / "a.zip", [("README.md", b"1"), ("README.md", b"2")])
    assert refused(path) == ["archive_twice"]


def test_other_compressions(tmp_path):
    assert refused(raw_zip(tmp_path / "a.zip", [("README.md", b"1" * 99)], zipfile.ZIP_BZIP2)) == [
        "archive_compression"
    ]
    assert refused(raw_zip(tmp_path / "a.zip", [("README.md", b"1" * 99)], zipfile.ZIP_LZMA)) == ["archive_compression"]


def test_encrypted_members(tmp_path):
    path = packed(tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")  # in the list of members
    data[at + 8] |= 1
    path.write_bytes(data)
    assert refused(path) == ["archive_encrypted"]


def test_bombs_are_not_unpacked(tmp_path, monkeypatch):
    bomb = raw_zip(tmp_path / "a.zip", [("README.md", b"0" * 3000), ("replication.json", b"0" * 3000)])
    monkeypatch.setattr(archive, "_content", lambda *_: pytest.fail("unpacked"))
    monkeypatch.setattr(archive, "MOST_MEMBER", 2999)
    assert refused(bomb) == ["archive_member_large"] * 2
    monkeypatch.setattr(archive, "MOST_MEMBER", 3000)
    monkeypatch.setattr(archive, "MOST_TOTAL", 5999)
    assert refused(bomb) == ["archive_total_large"]
    monkeypatch.setattr(archive, "MOST_MEMBERS", 1)
    assert refused(bomb) == ["archive_many"]
    monkeypatch.setattr(archive, "MOST_FILE", 100)
    assert refused(bomb) == ["archive_too_large"]


def test_a_member_that_says_it_is_smaller_than_it_is(tmp_path):
    path = raw_zip(tmp_path / "a.zip", [("README.md", b"0" * 5_000_000)])
    data = path.read_bytes()
    size = struct.pack("<I", 5_000_000)
    path.write_bytes(data.replace(size, struct.pack("<I", 10)))
    assert refused(path) == ["archive_damaged"]


@pytest.mark.parametrize("where", [0.02, 0.3, 0.5, 0.7])
def test_a_damaged_byte_is_found(tmp_path, where):
    path = packed(tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    at = int(data.index(b"PK\x01\x02") * where)
    data[at] ^= 0xFF
    path.write_bytes(data)
    assert refused(path) == ["archive_damaged"]


def test_members_that_overlap(tmp_path):
    path = raw_zip(tmp_path / "a.zip", [("README.md", b"1" * 10), ("replication.json", b"2" * 10)], zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = struct.pack("<I", 0)  # the place of the other member
    path.write_bytes(data)
    assert refused(path) == ["archive_damaged"]
