"""Names of governments, departments and townships into the unit that a report is about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from fazhi_score.documents.places import PROVINCE_OF, PROVINCES

_HAN = "[\u4e00-\u9fff]"
_PLACE = "(?:(?!委|政府|厅)[\u4e00-\u9fff])"
_OFFICE_OF_LAW = (
    "(?:委|党委|人民政府|政府)?(?:全面)?依法(?:治[省市区县州旗盟镇乡]|行政)(?:工作)?(?:委员会|领导小组)?(?:办公室|办)?"
    "|(?:推进)?法治政府建设(?:工作)?(?:领导|协调)小组(?:办公室)?"
)
# 丙区人民政府丁街道办事处 is 丙区丁街道: a government may stand between a place and the town in it.
_CHAIN = (
    rf"(?P<province>{'|'.join(PROVINCES)})?"
    rf"(?P<city>{'|'.join(PROVINCE_OF)}|{_PLACE}{{2,12}}?自治州|{_PLACE}{{2,6}}?(?:地区|盟))?"
    rf"(?P<county>{_PLACE}{{1,12}}?(?:自治县|自治旗|林区|特区|县|区|市|旗))?"
    rf"(?:(?:人民政府)?(?P<town>{_PLACE}{{1,10}}?(?:民族乡|街道|苏木|(?<!城)镇|(?<!城)乡)))?"
)
_UNIT = re.compile(
    rf"(?:中共|中国共产党)?{_CHAIN}"
    r"(?P<tail>"
    r"(?P<government>人民政府|政府|委|委员会|党委|党工委|工委|办事处|)"
    r"|(?P<zone>管委会|管理委员会)"
    rf"|(?P<law>{_OFFICE_OF_LAW})"
    r"|(?P<secretariat>人民政府办公室|政府办公室|政府办)"
    rf"|(?P<department>{_HAN}{{1,24}}?(?:局|厅|委员会|办公室|委|办|中心|站|队|院|处|署|所|部)"
    rf"(?:{_HAN}{{1,8}}?分局)?))"
)
_UNPLACED = re.compile(rf"(?![省市县区镇乡我本全]|人民政府|政府){_HAN}{{2,26}}(?:局|厅|委员会)")
_NOBODY = re.compile("[我本全各该这两]|(?:全|各|本)[省市县区镇乡].*|.*(?:和|与|及|的).*")
_JOINED = re.compile(r"(?:委员会|委|人民政府)[、和]?(?=[\u4e00-\u9fff]{2,}(?:人民政府|政府)$)")
_BELOW = re.compile("[县旗]|(?<!社)区(?![划域])")  # 某市 教育局某区分局, and after an unknown city its district
_OF_COUNTY = re.compile("[县区旗乡镇]|街道")
LONGEST = 60


class Unit(NamedTuple):
    """Whom a name means: the unit, its class, and where it lies.

    `office` is the name of the government's own office where that signs; a `bare` name is the place's alone.
    """

    region: str
    class_: str
    province: str = ""
    city: str = ""
    office: str = ""
    bare: bool = False


@lru_cache(maxsize=1024)
def parse_unit(name: str) -> Unit | None:
    """Return the unit that is called `name`; None where it is none, or is only called 区政府.

    Examples
    --------
    >>> parse_unit("宝鸡市渭滨区人民政府")[:4]
    ('渭滨区', 'county-level', '陕西省', '宝鸡市')
    >>> parse_unit("渭滨区司法局")[:2], parse_unit("渭滨区石鼓镇人民政府")[:2], parse_unit("区司法局")
    (('渭滨区司法局', 'department'), ('渭滨区石鼓镇', 'township'), None)
    """
    name = re.sub(r"\s", "", name).strip("《》【】[]:：,，.。")
    if not 2 <= len(name) <= LONGEST:
        return None
    match = _UNIT.fullmatch(name)
    if match is None or not any(match[part] for part in ("province", "city", "county", "town")):
        joined = _JOINED.search(name)  # 甲县委甲县人民政府
        if joined:
            return parse_unit(name[joined.end() :])
        return Unit(name, "department") if _UNPLACED.fullmatch(name) else None
    province, city, county, town = (match[part] or "" for part in ("province", "city", "county", "town"))
    if any(_NOBODY.fullmatch(part[:-1]) or _NOBODY.fullmatch(part) for part in (county, town) if part):
        return None
    lowest = town or county or city or province
    province = province or PROVINCE_OF.get(city, "")
    city = city if county or town else ""
    if match["department"]:
        return Unit(lowest + match["tail"], "department", province, city)
    region = f"{county}{town}" if town else lowest
    office = lowest + match["secretariat"] if match["secretariat"] else ""
    return Unit(region, _class(match), province, city, office, bare=not match["tail"])


def _class(match: re.Match[str]) -> str:
    """Return the class of a government; "" for a zone's committee, whose rank its name does not tell."""
    if match["zone"]:
        return ""
    if match["town"]:
        return "township"
    return "county-level" if match["county"] else "city" if match["city"] else "province"


@lru_cache(maxsize=1024)
def level_of(region: str) -> str:
    """Return at which level a region or body stands by its name: county (and below), city, province; "" where unknown.

    A city is a city whatever its rank: in its report 全市 is its own.

    Examples
    --------
    >>> [level_of(name) for name in ("甲市乙区", "丙市司法局", "丁县市场监管局", "镇江市", "某办")]
    ['county', 'city', 'county', 'city', '']
    """
    match = _UNIT.fullmatch(region)
    place = match and (match["county"] or match["city"] or match["province"])
    if match and (match["town"] or (place and _BELOW.search(match["tail"]))):
        return "county"
    name = (place or region).replace("自治区", "省").replace("地区", "市")
    if _OF_COUNTY.search(name[-1:] if place else name):  # 镇江市 is no 镇
        return "county"
    return "city" if re.search("市(?!场)|[州盟]", name) else "province" if "省" in name else ""
