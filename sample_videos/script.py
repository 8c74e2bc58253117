"""What happens in the drawn session, as data: eight episodes of beats. A beat lasts some seconds and says what changes.

Codes say what a coder should find while the beat lasts; a behaviour begins on a beat's first frame and ends on the
first frame of the beat that no longer has it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Do:
    """What a person does from now on.

    Attributes:
        pose: A name in `poses`.
        at: Where to go: a name in PLACES, "near:PERSON", "arms:caregiver"; empty to stay.
        look: Whom or what to turn to: a person or a name in PLACES; empty to keep looking where one looks.
        mood: "calm", "happy", "wary", "fuss" or "cry".
        toy: The toy in the hands.
        talk: Whether the person speaks.
    """

    pose: str
    at: str = ""
    look: str = ""
    mood: str = "calm"
    toy: str = ""
    talk: bool = False


@dataclass(frozen=True, slots=True)
class Beat:
    """A stretch of the session in which every person does one thing; whoever is not named goes on as before."""

    seconds: float
    infant: Do | None = None
    codes: tuple[str, ...] = ()
    caregiver: Do | None = None
    stranger: Do | None = None
    experimenter: Do | None = None
    door_open: bool | None = None
    clap: bool = False


@dataclass(frozen=True, slots=True)
class Episode:
    """Beats at the start, beats repeated as often as time allows, beats at the end. `weight` shares out spare time."""

    episode: str
    weight: float
    opening: tuple[Beat, ...]
    middle: tuple[Beat, ...]
    closing: tuple[Beat, ...]


PLACES: dict[str, tuple[float, float]] = {
    "blocks": (-0.85, 0.5),
    "ball": (0.1, 0.75),
    "rings": (-0.75, 1.05),
    "put_down": (-0.32, 0.62),
    "beside_rug": (0.55, 0.8),
    "greeting": (1.78, 1.45),
    "lead_in": (0.6, 1.5),
    "caregiver_chair": (-1.82, 1.55),
    "stranger_chair": (0.33, 1.92),
    "door_foot": (1.72, 2.25),
    "at_door": (1.94, 2.59),
    "threshold": (1.96, 2.61),
    "corridor": (1.98, 3.05),
    "away": (3.9, 3.1),
    "door": (1.75, 3.6),
}

PLAY, CRAWL, CRY, FUSS = ("manipulation",), ("locomotion",), ("crying",), ("fussing",)
SEEK, TOUCH, AVOID, RESIST, SEARCH = ("proximity_seeking",), ("contact",), ("avoidance",), ("resistance",), ("search",)
REACH = ("reach",)

_GO_OUT = Do("stand", "corridor", "door")
_GONE = Do("stand", "away", "away")
_SITS = Do("sit", "caregiver_chair", "infant", "happy")
_BLOCKS = Do("play", "blocks", "put_down", "happy", "blocks")
_BALL = Do("play", "ball", "beside_rug", "happy", "ball")
_RINGS = Do("play", "rings", "ball", "happy", "rings")
_TO_BLOCKS, _TO_BALL, _TO_RINGS = (Do("sit", place, "beside_rug", "happy") for place in ("blocks", "ball", "rings"))

LEAD_IN = Beat(
    1.0,
    infant=Do("cling", "arms:caregiver", "caregiver"),
    caregiver=Do("hold", "away", "door"),
    stranger=Do("stand", "away", "door"),
    experimenter=Do("stand", "corridor", "infant"),
    door_open=True,
)

EPISODES: tuple[Episode, ...] = (
    Episode("1", 0.12, (
        Beat(1.0, experimenter=Do("stand", "lead_in", "beside_rug", talk=True),
             caregiver=Do("hold", "corridor", "infant")),
        Beat(1.6, caregiver=Do("hold", "greeting", "experimenter", "happy")),
        Beat(0.5, experimenter=Do("clap_open", look="beside_rug", mood="happy"),
             infant=Do("held", look="experimenter")),
        Beat(0.9, experimenter=Do("clap", look="beside_rug", mood="happy"), clap=True),
    ), (
        Beat(1.8, experimenter=Do("tell", look="caregiver", talk=True), caregiver=Do("hold", look="experimenter")),
    ), (
        Beat(2.2, experimenter=Do("stand", "corridor", "door"), caregiver=Do("hold", "put_down", "blocks", "happy"),
             infant=Do("held", look="blocks")),
        Beat(1.0, experimenter=_GONE, caregiver=Do("bend", look="blocks", mood="happy"),
             infant=Do("sit", "blocks", "put_down"),
             door_open=False),
    )),
    Episode("2", 1.0, (
        Beat(1.4, infant=Do("sit", look="put_down"), caregiver=Do("stand", look="infant", mood="happy", talk=True)),
        Beat(3.6, infant=_BLOCKS, codes=PLAY, caregiver=_SITS),
    ), (
        Beat(1.6, infant=_TO_BALL, codes=CRAWL),
        Beat(3.4, infant=_BALL, codes=PLAY),
        Beat(1.3, infant=Do("sit", look="caregiver", mood="happy"),
             caregiver=Do("sit_lean", look="infant", mood="happy", talk=True)),
        Beat(1.6, infant=_TO_RINGS, codes=CRAWL, caregiver=_SITS),
        Beat(3.4, infant=_RINGS, codes=PLAY),
        Beat(1.0, infant=Do("sit", look="caregiver", mood="fuss"), codes=FUSS),
        Beat(1.3, infant=_TO_BLOCKS, codes=CRAWL),
    ), (
        Beat(2.6, infant=_BLOCKS, codes=PLAY, stranger=Do("stand", "corridor", "threshold")),
        Beat(1.0, infant=_BLOCKS, codes=PLAY, stranger=Do("stand", "threshold", "infant", "happy"), door_open=True),
    )),
    Episode("3", 1.0, (
        Beat(1.0, infant=_BLOCKS, codes=PLAY, stranger=Do("sit", "stranger_chair", "infant", "happy")),
        Beat(1.6, infant=Do("sit", look="stranger", mood="wary"), door_open=False),
        Beat(2.4, infant=Do("cling_leg", "near:caregiver", "caregiver", "wary"), codes=SEEK),
        Beat(2.2, infant=Do("cling_leg", look="caregiver", mood="wary"), codes=TOUCH,
             caregiver=Do("sit_lean", look="infant", mood="happy", talk=True)),
    ), (
        Beat(2.4, infant=_TO_RINGS, codes=CRAWL, caregiver=Do("sit", look="stranger", mood="happy")),
        Beat(2.6, infant=_RINGS, codes=PLAY, stranger=Do("sit", look="caregiver", mood="happy", talk=True)),
        Beat(2.6, infant=_RINGS, codes=PLAY, caregiver=Do("sit", look="stranger", mood="happy", talk=True),
             stranger=Do("sit", look="caregiver", mood="happy")),
        Beat(2.0, infant=Do("sit", look="stranger", mood="wary"), caregiver=_SITS,
             stranger=Do("offer", "beside_rug", "infant", "happy", "teddy", talk=True)),
        Beat(1.4, infant=Do("turn_away", look="caregiver_chair", mood="wary"), codes=AVOID),
        Beat(1.7, infant=_TO_BALL, codes=CRAWL),
        Beat(2.0, infant=_BALL, codes=PLAY, stranger=Do("kneel", look="infant", mood="happy")),
    ), (
        Beat(2.8, infant=_BALL, codes=PLAY, caregiver=Do("stand", "at_door", "door")),
        Beat(0.6, infant=_BALL, codes=PLAY, door_open=True),
    )),
    Episode("4", 0.8, (
        Beat(0.9, infant=_BALL, codes=PLAY, caregiver=_GO_OUT),
        Beat(1.5, infant=Do("sit", look="door", mood="wary"), codes=SEARCH, caregiver=_GONE, door_open=False),
        Beat(3.2, infant=Do("knock", "door_foot", "door", "fuss"), codes=SEARCH + FUSS),
        Beat(2.0, infant=Do("knock", look="door", mood="cry"), codes=SEARCH + CRY),
    ), (
        Beat(2.6, infant=Do("sit", look="lead_in", mood="cry"), codes=CRY,
             stranger=Do("offer", "lead_in", "infant", "calm", "teddy", talk=True)),
        Beat(1.6, infant=Do("push", look="stranger", mood="cry"), codes=CRY + RESIST),
        Beat(2.0, infant=Do("sit", look="stranger", mood="fuss"), codes=FUSS,
             stranger=Do("kneel", look="infant", talk=True)),
        Beat(2.2, infant=Do("play", look="stranger", toy="teddy"), codes=PLAY,
             stranger=Do("kneel", look="infant", mood="happy")),
        Beat(1.4, infant=Do("sit", look="door", mood="wary"), codes=SEARCH),
        Beat(2.2, infant=Do("sit", look="door", mood="cry"), codes=CRY + SEARCH,
             stranger=Do("kneel", look="infant", talk=True)),
        Beat(1.8, infant=Do("sit", "beside_rug", "door", "cry"), codes=CRY,
             caregiver=Do("stand", "corridor", "threshold")),
    ), (
        Beat(0.8, infant=Do("sit", look="door", mood="cry"), codes=CRY, door_open=True),
        Beat(0.8, caregiver=Do("stand", "threshold", "infant", "happy", talk=True), codes=CRY),
    )),
    Episode("5", 1.0, (
        Beat(0.7, infant=Do("sit", look="caregiver", mood="cry"), codes=CRY,
             caregiver=Do("greet", "greeting", "infant", "happy", talk=True),
             stranger=Do("stand", "stranger_chair", "caregiver")),
        Beat(0.8, infant=Do("reach_sit", look="caregiver", mood="cry"), codes=CRY + REACH, door_open=False),
        Beat(1.0, infant=Do("reach", "near:caregiver", "caregiver", "cry"), codes=CRY + SEEK),
        Beat(0.7, infant=Do("reach", look="caregiver", mood="fuss"), codes=FUSS + SEEK,
             caregiver=Do("bend", look="infant", mood="happy")),
        Beat(1.4, infant=Do("cling", "arms:caregiver", "caregiver", "fuss"), codes=FUSS + TOUCH,
             caregiver=Do("hold", look="infant", mood="happy", talk=True), stranger=Do("stand", "at_door", "door")),
        Beat(2.4, infant=Do("cling", look="caregiver"), codes=TOUCH, stranger=_GO_OUT, door_open=True),
        Beat(2.0, infant=Do("held", look="caregiver", mood="happy"), codes=TOUCH, stranger=_GONE, door_open=False,
             caregiver=Do("hold", "put_down", "blocks", "happy")),
        Beat(0.9, infant=Do("sit", "blocks", "put_down"), codes=TOUCH,
             caregiver=Do("bend", look="blocks", mood="happy")),
        Beat(2.4, infant=Do("turn_away", look="caregiver_chair", mood="wary"), codes=AVOID,
             caregiver=Do("offer", look="infant", mood="happy", toy="rattle", talk=True)),
    ), (
        Beat(3.4, infant=_BLOCKS, codes=PLAY, caregiver=Do("kneel", look="infant", mood="happy")),
        Beat(1.6, infant=Do("turn_away", look="caregiver_chair"), codes=AVOID,
             caregiver=Do("offer", look="infant", mood="happy", toy="rattle", talk=True)),
        Beat(1.5, infant=_TO_RINGS, codes=CRAWL, caregiver=Do("kneel", look="infant", mood="happy")),
        Beat(2.6, infant=_RINGS, codes=PLAY),
        Beat(1.4, infant=_TO_BLOCKS, codes=CRAWL),
    ), (
        Beat(2.4, infant=_BLOCKS, codes=PLAY, caregiver=Do("stand", "at_door", "infant")),
        Beat(1.4, infant=Do("sit", look="caregiver", mood="wary"),
             caregiver=Do("wave", look="infant", mood="happy", talk=True),
             door_open=True),
        Beat(0.7, infant=Do("reach_sit", look="caregiver", mood="fuss"), codes=FUSS + REACH),
    )),
    Episode("6", 0.6, (
        Beat(1.2, infant=Do("sit", look="door", mood="fuss"), codes=FUSS, caregiver=_GO_OUT),
        Beat(1.6, infant=Do("sit", look="door", mood="cry"), codes=CRY, caregiver=_GONE, door_open=False),
        Beat(4.2, infant=Do("knock", "door_foot", "door", "cry"), codes=CRY + SEARCH),
    ), (
        Beat(2.6, infant=Do("knock", look="door", mood="cry"), codes=CRY + SEARCH),
        Beat(2.8, infant=Do("sit", look="lead_in", mood="fuss"), codes=FUSS),
        Beat(3.0, infant=Do("sit", look="beside_rug", mood="cry"), codes=CRY),
        Beat(1.6, infant=Do("sit", look="door", mood="fuss"), codes=FUSS + SEARCH,
             stranger=Do("stand", "corridor", "threshold")),
    ), (
        Beat(1.6, infant=Do("sit", "beside_rug", "ball", "cry"), codes=CRY),
        Beat(0.9, infant=Do("sit", look="door", mood="cry"), codes=CRY, stranger=Do("stand", "threshold", "infant"),
             door_open=True),
    )),
    Episode("7", 0.7, (
        Beat(1.3, infant=Do("sit", look="stranger", mood="cry"), codes=CRY,
             stranger=Do("stand", "near:infant", "infant")),
        Beat(1.6, infant=Do("turn_away", look="blocks", mood="cry"), codes=CRY + AVOID, door_open=False,
             stranger=Do("offer", look="infant", mood="happy", toy="teddy", talk=True)),
    ), (
        Beat(1.8, infant=Do("push", look="stranger", mood="cry"), codes=CRY + RESIST,
             stranger=Do("offer", look="infant", mood="happy", toy="teddy", talk=True)),
        Beat(2.2, infant=Do("sit", look="stranger", mood="fuss"), codes=FUSS,
             stranger=Do("kneel", look="infant", talk=True)),
        Beat(2.6, infant=Do("play", look="stranger", toy="teddy"), codes=PLAY,
             stranger=Do("kneel", look="infant", mood="happy")),
        Beat(1.8, infant=Do("sit", look="door", mood="wary"), codes=SEARCH),
        Beat(2.6, infant=Do("sit", look="door", mood="cry"), codes=CRY + SEARCH,
             stranger=Do("kneel", look="infant", talk=True)),
        Beat(2.0, infant=Do("sit", look="stranger", mood="fuss"), codes=FUSS,
             caregiver=Do("stand", "corridor", "threshold")),
    ), (
        Beat(1.2, infant=Do("sit", look="stranger", mood="cry"), codes=CRY, door_open=True),
        Beat(0.8, caregiver=Do("stand", "threshold", "infant", "happy", talk=True), codes=CRY),
    )),
    Episode("8", 1.0, (
        Beat(0.6, infant=Do("reach_sit", look="caregiver", mood="cry"), codes=CRY + REACH,
             caregiver=Do("greet", "greeting", "infant", "happy", talk=True)),
        Beat(1.2, infant=Do("reach", "near:caregiver", "caregiver", "cry"), codes=CRY + SEEK,
             stranger=Do("stand", "stranger_chair", "caregiver"), door_open=False),
        Beat(0.7, caregiver=Do("bend", look="infant", mood="happy"), codes=CRY + SEEK),
        Beat(1.6, infant=Do("cling", "arms:caregiver", "caregiver", "cry"), codes=CRY + TOUCH,
             caregiver=Do("hold", look="infant", mood="calm", talk=True), stranger=Do("stand", "at_door", "door")),
        Beat(1.8, infant=Do("arch", look="caregiver", mood="cry"), codes=CRY + TOUCH + RESIST, stranger=_GO_OUT,
             door_open=True),
        Beat(1.8, infant=Do("cling", look="caregiver", mood="fuss"), codes=FUSS + TOUCH, stranger=_GONE,
             door_open=False),
        Beat(2.6, infant=Do("cling", look="caregiver"), codes=TOUCH,
             caregiver=Do("hold", look="infant", mood="happy", talk=True)),
        Beat(1.6, infant=Do("held", look="caregiver", mood="happy"), codes=TOUCH,
             caregiver=Do("hold", "put_down", "blocks", "happy")),
        Beat(0.9, infant=Do("sit", "blocks", "put_down"), codes=TOUCH,
             caregiver=Do("bend", look="blocks", mood="happy")),
    ), (
        Beat(3.0, infant=_BLOCKS, codes=PLAY, caregiver=_SITS),
        Beat(1.8, infant=Do("cling_leg", "near:caregiver", "caregiver", "happy"), codes=SEEK),
        Beat(2.2, infant=Do("cling_leg", look="caregiver", mood="happy"), codes=TOUCH,
             caregiver=Do("sit_lean", look="infant", mood="happy", talk=True)),
        Beat(1.6, infant=_TO_RINGS, codes=CRAWL, caregiver=_SITS),
        Beat(3.0, infant=_RINGS, codes=PLAY),
        Beat(1.3, infant=_TO_BLOCKS, codes=CRAWL),
    ), (
        Beat(2.0, infant=_BLOCKS, codes=PLAY, experimenter=Do("stand", "corridor", "threshold")),
        Beat(0.8, infant=_BLOCKS, codes=PLAY, experimenter=Do("stand", "threshold", "caregiver", "happy"),
             door_open=True),
    )),
)  # fmt: skip

TAIL = Beat(
    3.0,
    infant=Do("sit", look="experimenter", mood="happy"),
    caregiver=Do("sit", look="experimenter", mood="happy"),
    experimenter=Do("tell", "lead_in", "caregiver", "happy", talk=True),
)
