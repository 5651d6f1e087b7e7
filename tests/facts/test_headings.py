from fazhi_score.facts.headings import DOCUMENTS, FACTS, REGIONS, aliases, match_headings, nearest


def test_aliases_width_and_case_do_not_matter():
    found = match_headings(["　地区", "年度", "ＦＡＣＴ", "Value ", "fact id"], FACTS)
    assert list(found.names.values()) == ["region", "period", "fact", "value"]
    assert found.twice == [("fact", "ＦＡＣＴ", "fact id")]


def test_no_alias_means_two_things():
    for known in (FACTS, REGIONS, DOCUMENTS):
        assert len(set(aliases(known))) == len(aliases(known))


def test_nearest_gives_up_on_long_words():
    assert nearest("valeu", FACTS) == "value"
    assert nearest("v" * 1000, FACTS) == ""
