"""The party registry: its data, what a draft may call a party, and what is suggested."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from cica_redline.parties import CICA, Parties, Party, Resolved

if TYPE_CHECKING:
    from cica_redline.parties import How

AT_THE_TABLE = (
    "AFG AZE BHR BGD KHM CHN EGY IND IRN IRQ ISR JOR KAZ KWT KGZ MNG PAK PSE QAT KOR RUS LKA "
    "TJK THA TUR ARE UZB VNM"
)
IN_THE_EU = (
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL "
    "PRT ROU SVK SVN SWE"
)
# Of those at the table. China speaks with the G77 and does not count itself in.
OUTSIDE_THE_G77 = "CHN ISR KAZ KGZ KOR RUS TUR UZB"
OUTSIDE_THE_OIC = "CHN IND ISR KHM KOR LKA MNG RUS THA VNM"

# ISO 3166-1 alpha-3 by initial, from another source than the data file (pycountry 26.2.16).
STANDARD = {
    "A": "BW FG GO IA LA LB ND RE RG RM SM TA TF TG US UT ZE",
    "B": "DI EL EN ES FA GD GR HR HS IH LM LR LZ MU OL RA RB RN TN VT WA",
    "C": "AF AN CK HE HL HN IV MR OD OG OK OL OM PV RI UB UW XR YM YP ZE",
    "D": "EU JI MA NK OM ZA",
    "E": "CU GY RI SH SP ST TH",
    "F": "IN JI LK RA RO SM",
    "G": "AB BR EO GY HA IB IN LP MB NB NQ RC RD RL TM UF UM UY",
    "H": "KG MD ND RV TI UN",
    "I": "DN MN ND OT RL RN RQ SL SR TA",
    "J": "AM EY OR PN",
    "K": "AZ EN GZ HM IR NA OR WT",
    "L": "AO BN BR BY CA IE KA SO TU UX VA",
    "M": "AC AF AR CO DA DG DV EX HL KD LI LT MR NE NG NP OZ RT SR TQ US WI YS YT",
    "N": "AM CL ER FK GA IC IU LD OR PL RU ZL",
    "O": "MN",
    "P": "AK AN CN ER HL LW NG OL RI RK RT RY SE YF",
    "Q": "AT",
    "R": "EU OU US WA",
    "S": "AU DN EN GP GS HN JM LB LE LV MR OM PM RB SD TP UR VK VN WE WZ XM YC YR",
    "T": "CA CD GO HA JK KL KM LS ON TO UN UR UV WN ZA",
    "U": "GA KR MI RY SA ZB",
    "V": "AT CT EN GB IR NM UT",
    "W": "LF SM",
    "Y": "EM",
    "Z": "AF MB WE",
}

# Where this differs from the data, somebody joined or left: say so in both places.
MEMBERS_KNOWN = {
    "AOSIS": 39,
    "APG": 0,
    "ASEAN": 11,
    "AU": 54,
    "BRICS": 10,
    "CANZ": 3,
    "CARICOM": 15,
    "CIS": 8,
    "CSTO": 5,
    "EAEU": 5,
    "ECO": 10,
    "EEG": 23,
    "EU": 27,
    "G20": 21,
    "G7": 7,
    "G77": 134,
    "GCC": 6,
    "GRULAC": 33,
    "JUSCANZ": 0,
    "LAS": 22,
    "LDC": 0,
    "LLDC": 32,
    "LMG": 0,
    "MIKTA": 5,
    "NONAL": 0,
    "OIC": 57,
    "OTS": 5,
    "PIF": 18,
    "SAARC": 8,
    "SCO": 10,
    "SIDS": 0,
    "WEOG": 0,
}


def members(code: str) -> set[str]:
    party = CICA.get(code)
    assert party is not None
    return set(party.members)


def codes_of(parties: Parties, *, groups: bool) -> list[str]:
    return [party.code for party in parties.listed if party.is_group == groups]


# The data


def test_data_has_one_line_for_each_party_and_body() -> None:
    text = (files("cica_redline") / "parties.json").read_text(encoding="utf-8")
    entries = [line.rstrip(",") for line in text.splitlines() if line.startswith("    ")]
    data = json.loads(text)
    assert [json.loads(line) for line in entries] == [
        *data["states"],
        *data["groups"],
        *data["bodies"],
    ]


def test_every_code_is_given_once_and_in_order() -> None:
    # From the file, since an index by code would hide that one is there twice.
    data = json.loads((files("cica_redline") / "parties.json").read_text(encoding="utf-8"))
    states, groups = ([entry["code"] for entry in data[kind]] for kind in ("states", "groups"))
    assert states == sorted(set(states))
    assert groups == sorted(set(groups))
    assert set(states).isdisjoint(groups)


def test_all_the_states_of_the_standard_are_there() -> None:
    states = [initial + rest for initial, codes in STANDARD.items() for rest in codes.split()]
    assert codes_of(CICA, groups=False) == states
    assert len(states) == 249


def test_groups_have_the_members_that_are_known() -> None:
    known = {group.code: len(group.members) for group in CICA.listed if group.is_group}
    assert known == MEMBERS_KNOWN


def test_members_are_registered_and_none_is_listed_twice() -> None:
    odd = [
        (group.code, member)
        for group in CICA.listed
        for member in group.members
        if member not in CICA or group.members.count(member) > 1
    ]
    assert odd == []


def test_the_body_is_cica() -> None:
    assert CICA.body == "CICA"
    assert CICA.members == set(AT_THE_TABLE.split())
    assert len(CICA.members) == 28


def test_members_of_the_groups_that_come_up_most() -> None:
    assert members("G7") == {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"}
    assert members("GCC") == {"ARE", "BHR", "KWT", "OMN", "QAT", "SAU"}
    assert members("EU") == set(IN_THE_EU.split())
    assert sorted(CICA.members - members("G77")) == OUTSIDE_THE_G77.split()
    assert sorted(CICA.members - members("OIC")) == OUTSIDE_THE_OIC.split()


def test_every_name_and_alias_leads_to_its_own_party() -> None:
    # Whoever adds an alias that another party has, or that is another's code, is told here.
    meant = [(name, party.code) for party in CICA.listed for name in (party.name, *party.aliases)]
    found = [(name, CICA.resolve(name)) for name, _ in meant]
    assert [(name, said.code if said else None) for name, said in found] == meant


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("RUS", "Russian Federation"),
        ("TUR", "Türkiye"),
        ("IRN", "Iran (Islamic Republic of)"),
        ("KOR", "Republic of Korea"),
        ("PRK", "Democratic People's Republic of Korea"),
        ("VNM", "Viet Nam"),
        ("PSE", "State of Palestine"),
        ("VAT", "Holy See"),
        ("CZE", "Czechia"),
        ("CIV", "Côte d'Ivoire"),
        ("EU", "European Union"),
        ("NAM", "Namibia"),
        ("XYZ", "XYZ"),
        ("ind", "ind"),
    ],
)
def test_name_of_a_code(code: str, name: str) -> None:
    assert CICA.name(code) == name


# Exact questions


def test_get_gives_the_whole_party() -> None:
    assert CICA.get("QAT") == Party("QAT", "Qatar", aliases=("State of Qatar",))
    assert CICA.get("SAARC") == Party(
        code="SAARC",
        name="South Asian Association for Regional Cooperation",
        members=("AFG", "BGD", "BTN", "IND", "LKA", "MDV", "NPL", "PAK"),
        kind="group",
    )


def test_get_and_in_want_the_exact_code() -> None:
    assert [CICA.get(code) for code in ("qat", "Qatar", "XYZ", "")] == [None] * 4
    asked = ("IND", "G77", "ind", "India", "CICA", "")
    assert [code in CICA for code in asked] == [True, True, False, False, False, False]


def test_groups_of_a_party() -> None:
    assert CICA.groups_of("FRA") == ("EU", "G20", "G7")
    assert CICA.groups_of("POL") == ("EEG", "EU")  # not G20, though the EU is in it
    assert CICA.groups_of("EU") == ("G20",)
    assert CICA.groups_of("ISR") == ()
    assert CICA.groups_of("XYZ") == ()


# What a draft calls a party


@pytest.mark.parametrize(
    ("written", "code", "how"),
    [
        ("IND", "IND", "code"),
        ("G77", "G77", "code"),
        (" IND\n", "IND", "code"),
        ("NAM", "NAM", "code"),
        ("ind", "IND", "case"),
        ("Rus", "RUS", "case"),
        ("Asean", "ASEAN", "case"),
        ("g77", "G77", "case"),
        ("India", "IND", "name"),
        ("INDIA", "IND", "name"),
        ("Holy See", "VAT", "name"),
        ("holy \t\u00a0see", "VAT", "name"),
        ("Turkiye", "TUR", "name"),
        ("TÜRKİYE", "TUR", "name"),
        ("Tu\u0308rkiye", "TUR", "name"),
        ("Cote d'Ivoire", "CIV", "name"),
        ("Côte d’Ivoire", "CIV", "name"),
        ("Côte dʼIvoire", "CIV", "name"),
        ("Ivory Coast", "CIV", "name"),
        ("Democratic People’s Republic of Korea", "PRK", "name"),
        ("DPRK", "PRK", "name"),
        ("North Korea", "PRK", "name"),
        ("South Korea", "KOR", "name"),
        ("Korea, Republic of", "KOR", "name"),
        ("Iran", "IRN", "name"),
        ("Iran, Islamic Republic of", "IRN", "name"),
        ("Iran  (Islamic Republic of)", "IRN", "name"),
        ("Russia", "RUS", "name"),
        ("the Russian Federation", "RUS", "name"),
        ("Turkey", "TUR", "name"),
        ("UK", "GBR", "name"),
        ("U.K.", "GBR", "name"),
        ("Great Britain", "GBR", "name"),
        ("US", "USA", "name"),
        ("U.S.A.", "USA", "name"),
        ("United States", "USA", "name"),
        ("Vietnam", "VNM", "name"),
        ("Syria", "SYR", "name"),
        ("Laos", "LAO", "name"),
        ("Bolivia", "BOL", "name"),
        ("Venezuela", "VEN", "name"),
        ("Tanzania", "TZA", "name"),
        ("Moldova", "MDA", "name"),
        ("Palestine", "PSE", "name"),
        ("Czech Republic", "CZE", "name"),
        ("Swaziland", "SWZ", "name"),
        ("Burma", "MMR", "name"),
        ("Cape Verde", "CPV", "name"),
        ("DRC", "COD", "name"),
        ("UAE", "ARE", "name"),
        ("KSA", "SAU", "name"),
        ("PRC", "CHN", "name"),
        ("Vatican", "VAT", "name"),
        ("Guinea Bissau", "GNB", "name"),
        ("African Group", "AU", "name"),
        ("G-77", "G77", "name"),
        ("G77 and China", "G77", "name"),
        ("Non-Aligned Movement", "NONAL", "name"),
        ("ＩＮＤＩＡ", "IND", "name"),
        ("\u0406ND", "IND", "lookalike"),  # Cyrillic I
        ("\u03a4UR", "TUR", "lookalike"),  # Greek Tau
        ("\u0422\u0423\u0420", None, None),  # Cyrillic TYP, which is no code
        ("\u0415\u0421\u0423", None, None),  # Cyrillic ECY
        ("\u0421\u041d\u041d", None, None),  # Cyrillic CHH
        ("\u0421\u041eM", "COM", "lookalike"),
        ("\u0430r\u0435", "ARE", "lookalike"),  # small Cyrillic a and e
        ("\u0131nd", "IND", "lookalike"),  # Turkish dotless i
        ("\u0130ND", "IND", "lookalike"),  # Turkish dotted I
        ("ＩＮＤ", "IND", "lookalike"),
        ("ｉｎｄ", "IND", "lookalike"),
        ("I\u200bND", "IND", "lookalike"),  # a blank without width
        ("IND\u200f", "IND", "lookalike"),  # a direction mark
        ("U\u041a", "GBR", "lookalike"),  # Cyrillic K, in an alias
        ("G77, China", None, None),  # two parties
        ("Canada, Australia and New Zealand", None, None),  # three
        ("Sri, Lanka", None, None),
        ("IND RUS", None, None),
        ("Korea", None, None),  # there are two
        ("CICA", None, None),  # the body is no party to its own draft
        ("Indai", None, None),
        ("the", None, None),
        ("...", None, None),
        ("", None, None),
    ],
)
def test_resolve(written: str, code: str | None, how: How | None) -> None:
    assert CICA.resolve(written) == (Resolved(code, how) if code and how else None)


def test_every_look_alike_letter_is_read() -> None:
    cyrillic = "АВСԀЕԌНҺІӀЈКМОРԚЅТУҮԜХ"
    greek = "ΑΒΕΖΗΙͿΚΜΝΟΡΤΥΧ"
    latin = "ABCDEGHHIIJKMOPQSTYYWX" + "ABEZHIJKMNOPTYX"
    probe = CICA.with_parties(Party(f"{letter}1", letter) for letter in latin)
    found = [probe.resolve(f"{letter}1") for letter in cyrillic + greek]
    assert found == [Resolved(f"{letter}1", "lookalike") for letter in latin]


# Suggestions


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("IDN", ("IND", "IRN")),  # Indonesia's own code, which is not at the table
        ("idn", ("IND", "IRN")),
        ("\u0406DN", ("IND", "IRN")),
        ("IRK", ("IRN", "IRQ")),
        ("TRU", ("TUR",)),
        ("INDI", ("IND",)),
        ("Inda", ("IND",)),
        ("Idnia", ("IND",)),
        ("Kazakstan", ("KAZ",)),
        ("Tajikstan", ("TJK",)),
        ("Isreal", ("ISR",)),
        ("Republic of Inda", ("IND",)),  # not IRQ, however much of the rest is the same
        ("Korea", ("KOR",)),
        ("Kazakh", ("KAZ",)),
        ("UEA", ("ARE",)),
        ("UE", ("EU",)),  # nobody at the table is near
        ("Germnay", ("DEU",)),
        ("IND", ()),  # IRN is, but IND is at the table itself
        ("Indonesia", ()),
        ("Atlantis", ()),
        ("Z", ()),
        ("", ()),
    ],
)
def test_suggest(written: str, suggested: tuple[str, ...]) -> None:
    assert CICA.suggest(written) == suggested


def test_suggestions_are_three_at_most() -> None:
    everybody = CICA.with_parties(body="ALL", members=codes_of(CICA, groups=False))
    assert everybody.suggest("MAX") == ("MAC", "MAF", "MAR")


def test_suggestions_among_the_parties_of_the_draft_come_first() -> None:
    assert CICA.suggest("IRX") == ("IRN", "IRQ")
    assert CICA.suggest("IRX", ["IRL", "IRQ"]) == ("IRL", "IRQ", "IRN")
    assert CICA.suggest("G71", ["G77"]) == ("G77",)


def test_nothing_unregistered_is_suggested() -> None:
    assert CICA.suggest("IRX", ["IRZ"]) == ("IRN", "IRQ")


# Other parties, another body


def test_with_parties_adds_and_leaves_the_old_value_alone() -> None:
    other = CICA.with_parties(
        [Party("XKX", "Kosovo"), Party("QUAD", "Quad", members=("AUS", "IND"), kind="group")],
        aliases={"IND": ["Bharat"]},
    )
    assert other.resolve("kosovo") == Resolved("XKX", "name")
    assert other.resolve("Bharat") == Resolved("IND", "name")
    assert other.resolve("Republic of India") == Resolved("IND", "name")
    assert other.groups_of("IND") == (*CICA.groups_of("IND"), "QUAD")
    assert other.members == CICA.members
    assert [*codes_of(other, groups=False), *codes_of(other, groups=True)] == [
        *codes_of(CICA, groups=False),
        "XKX",
        *codes_of(CICA, groups=True),
        "QUAD",
    ]
    assert [CICA.resolve(name) for name in ("Kosovo", "Bharat", "Quad")] == [None] * 3


def test_what_is_added_wins() -> None:
    movement = Party("NAM", "Non-Aligned Movement", members=("IND",), kind="group")
    other = CICA.with_parties([movement], aliases={"GEO": ["Georgia (country)", "America"]})
    assert other.get("NAM") == movement
    assert other.resolve("Non-Aligned Movement") == Resolved("NAM", "name")
    assert other.resolve("Namibia") is None
    assert other.resolve("America") == Resolved("GEO", "name")


def test_a_code_in_small_letters_is_suggested_and_an_alias_without_letters_is_no_name() -> None:
    troika = Party("Troika", "Three chairs", kind="group")
    other = CICA.with_parties([troika], aliases={"IND": ["---"]})
    assert other.suggest("Troyka", ["Troika"]) == ("Troika",)
    assert other.resolve("TROIKA") == Resolved("Troika", "case")
    assert other.resolve("...") is None


def test_another_body_has_the_members_that_are_given_or_known() -> None:
    assert CICA.with_parties(body="GCC").members == members("GCC")
    assert CICA.with_parties(body="COP").members == frozenset()
    assert CICA.with_parties(body="COP", members=["FJI", "EU"]).members == {"FJI", "EU"}
    assert CICA.with_parties(members=["FJI"]).members == {"FJI"}
    assert CICA.with_parties(members=["FJI"]).with_parties([]).members == {"FJI"}
    assert CICA.with_parties(members=["FJI"]).with_parties(body="GCC").members == members("GCC")


def test_the_table_decides_what_is_suggested() -> None:
    assert CICA.with_parties(body="ASEAN").suggest("IDM") == ("IDN",)


def test_parties_are_values() -> None:
    kosovo, quad = Party("XKX", "Kosovo"), Party("QUAD", "Quad", kind="group")
    one = CICA.with_parties([kosovo]).with_parties([quad])
    other = Parties().with_parties([quad, kosovo])
    other.resolve("Kosovo")  # an index that is built does not change the value
    assert one == other
    assert {one, other, CICA, CICA.with_parties()} == {one, CICA}
    assert one != CICA


@pytest.mark.parametrize(
    ("party", "aliases", "listed", "message"),
    [
        (None, {"XYZ": ["Elsewhere"]}, None, "aliases for XYZ: no party has this code"),
        (None, {}, ["IND", "XYZ", "ABX"], "members of CICA: no party has the code ABX, XYZ"),
        (
            Party("QUAD", "Quad", members=("IND", "XYZ"), kind="group"),
            {},
            None,
            "members of QUAD: no party has the code XYZ",
        ),
    ],
)
def test_a_code_that_nobody_has_is_the_callers_mistake(
    party: Party | None, aliases: dict[str, list[str]], listed: list[str] | None, message: str
) -> None:
    parties = [party] if party else []
    with pytest.raises(ValueError, match="no party has") as error:
        CICA.with_parties(parties, aliases=aliases, members=listed)
    assert str(error.value) == message


# Start-up


def test_the_data_are_read_once_and_not_before_they_are_needed() -> None:
    # A process of its own, since this one has read them already.
    program = """
import sys
reads = []
def hook(event, args):
    if event == "open" and str(args[0]).endswith("parties.json"):
        reads.append(args[0])
sys.addaudithook(hook)
from cica_redline.parties import CICA, Parties
Parties(body="COP"), CICA.with_parties(body="GCC"), hash(CICA), repr(CICA)
early = len(reads)
CICA.name("IND"), CICA.resolve("India"), CICA.members, Parties(body="GCC").members
print(early, len(reads))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("0 1\n", "")
