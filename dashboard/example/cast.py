"""The cast of the example: areas, providers and contracts. Every "months" counts back from the example's last day."""

from dataclasses import dataclass, field
from datetime import date

from dashboard.example.calendar import MONTHS, NEVER, ago, spring

BOTH = "home_care;community_support"
AREAS = {
    "PCC": ["Peterborough North", "Peterborough South", "Peterborough Rural"],
    "CCC": ["Cambridge", "East Cambridgeshire", "Fenland", "Huntingdonshire", "South Cambridgeshire"],
}


@dataclass(frozen=True)
class Provider:
    """One provider, its membership of the DPS and how it behaves."""

    number: int
    name: str
    capacity: dict[str, float] = field(default_factory=dict)
    """Hours a week that it is given under the DPS, by each authority that its membership covers."""
    behaviour: str | None = "active"
    """active, quiet, dormant, not_invited, unsuccessful, or None for a provider that is not a member."""
    services: str = BOTH
    joined: float = MONTHS
    """Months ago; with the DPS's own start unless given."""
    left: float = 0
    """Months ago, where it was removed; who ceases trading does so in spring."""
    leave_reason: str | None = None
    entered: float | None = None
    """Months ago that a new entrant first set up in the area."""
    on_paper: float = 0
    """Hours a week that it says it could deliver though it takes no work."""
    sends_visits: bool = False
    """Whether it sends its visit log rather than hours by week."""
    silent_weeks: int = 0
    """The latest weeks that it has not reported."""

    @property
    def id(self) -> str:
        """Its identifier in the files."""
        return f"EX{self.number:03d}"

    def joined_on(self, until: date) -> date:
        """The first day of its membership."""
        return ago(until, self.joined)

    def left_on(self, until: date) -> date:
        """The last day of its membership."""
        if self.leave_reason is None:
            return NEVER
        return spring(until) if self.leave_reason == "ceased_trading" else ago(until, self.left)


INTERNAL = Provider(900, "CCC Community Support Service", behaviour=None)
PROVIDERS = (
    Provider(1, "Alder Care", {"PCC": 16}),
    Provider(2, "Ash Homecare", {"PCC": 12}, joined=27, entered=29),
    Provider(3, "Aspen Support", {"PCC": 10}, joined=15, entered=16),
    Provider(4, "Beech Care", {"CCC": 24}),
    Provider(5, "Birch Families", {"CCC": 10}, joined=6, entered=7),
    Provider(6, "Cedar Homecare", {"PCC": 42, "CCC": 84}),
    Provider(7, "Elder Care", {"CCC": 76}),
    Provider(8, "Elm Homecare", {"PCC": 62}),
    Provider(9, "Fir Support", {"PCC": 28, "CCC": 52}),
    Provider(10, "Hawthorn Care", {"CCC": 62}),
    Provider(11, "Hazel Homecare", {"PCC": 40}, services="home_care"),
    Provider(12, "Holly Support", {"PCC": 20, "CCC": 36}, sends_visits=True),
    Provider(13, "Hornbeam Care", {"CCC": 38}, silent_weeks=5),
    Provider(14, "Juniper Care", {"PCC": 104}, leave_reason="ceased_trading"),
    Provider(15, "Larch Homecare", {"CCC": 16}, "quiet"),
    Provider(16, "Lime Care", {"PCC": 0, "CCC": 0}, "dormant", on_paper=30),
    Provider(17, "Maple Support", {"PCC": 0}, "dormant", on_paper=25),
    Provider(18, "Oak Homecare", {"CCC": 0}, "dormant", joined=19, on_paper=20),
    Provider(19, "Pine Care", {"PCC": 0}, "not_invited", joined=22, on_paper=18),
    Provider(20, "Poplar Support", {"CCC": 0}, "not_invited", joined=10, on_paper=12),
    Provider(21, "Rowan Homecare", {"PCC": 0, "CCC": 0}, "unsuccessful", on_paper=15),
    Provider(22, "Sycamore Care", {"CCC": 0}, "unsuccessful", joined=16, on_paper=15),
    Provider(23, "Walnut Families", {"PCC": 0}, joined=1.4, entered=2.3, on_paper=18),
    Provider(24, "Willow Homecare", behaviour=None),
    Provider(25, "Yew Support", {"CCC": 0}, "dormant", left=4, leave_reason="removed_dormant"),
    INTERNAL,
)
MEMBERS = [provider for provider in PROVIDERS if provider.behaviour]
NAMED = {provider.name: provider for provider in PROVIDERS}


@dataclass(frozen=True)
class Terms:
    """How long a contract runs and what must be decided when: these columns of contracts.csv."""

    initial_term_months: int
    extension_terms_months: str
    extensions_taken: int = 0
    extension_notice_months: int | None = None
    reprocurement_lead_months: int | None = None


@dataclass(frozen=True)
class Contract:
    """One contract."""

    id: str
    title: str
    route: str
    authorities: str
    began: float
    """Months ago."""
    terms: Terms
    holder: str | None = None
    """The name of its one provider; None for the DPS."""
    room: float = 0
    """Hours a week of packages that are placed on it."""
    claimed: float | None = None
    """Hours a week that its holder says it could deliver, where that is not its room."""
    mobilisation_weeks: int | None = None
    hourly_rate_gbp: float | None = None
    annual_value_gbp: float | None = None
    contracted_hours_per_week: float | None = None
    delivery_calendar: str | None = None

    def start_date(self, until: date) -> date:
        """Its first day."""
        return ago(until, self.began)


BLOCK = Terms(36, "24", 0, 6, 15)
OWN = Terms(60, "60")
# fmt: off
DPS = Contract("DPS-EX", "Children's home care and community support DPS", "dps", "PCC;CCC", MONTHS,
               Terms(60, "60", 0, 12, 18))
CONTRACTS = (
    DPS,
    Contract("BLK-PCC-1", "Peterborough block 1", "block", "PCC", 31, BLOCK, "Alder Care", 37.73,
             mobilisation_weeks=8, annual_value_gbp=50000, hourly_rate_gbp=25),
    Contract("BLK-PCC-2", "Peterborough block 2", "block", "PCC", 28, BLOCK, "Ash Homecare", 22.2, claimed=37,
             mobilisation_weeks=12, annual_value_gbp=50000, contracted_hours_per_week=37),
    Contract("BLK-PCC-3", "Peterborough term-time block", "block", "PCC", 14, BLOCK, "Aspen Support", 48.314,
             mobilisation_weeks=6, annual_value_gbp=50000, hourly_rate_gbp=26, delivery_calendar="term_time"),
    Contract("BLK-CCC-1", "Cambridgeshire block 1", "block", "CCC", 19, BLOCK, "Beech Care", 47.74, claimed=38.5,
             mobilisation_weeks=8, annual_value_gbp=50000, hourly_rate_gbp=25),
    Contract("BLK-CCC-2", "Cambridgeshire block 2", "block", "CCC", 6, BLOCK, "Birch Families", 34.2,
             mobilisation_weeks=6, annual_value_gbp=50000, contracted_hours_per_week=36),
    Contract("CSS-CORE", "Community Support Service, first team", "in_house", "CCC", 36, OWN, INTERNAL.name, 68,
             contracted_hours_per_week=70),
    Contract("CSS-2", "Community Support Service, second team", "in_house", "CCC", 20, OWN, INTERNAL.name, 44,
             mobilisation_weeks=6, contracted_hours_per_week=45),
    Contract("CSS-3", "Community Support Service, third team", "in_house", "CCC", 9, OWN, INTERNAL.name, 48,
             mobilisation_weeks=8, contracted_hours_per_week=50),
    Contract("SPT-CCC-1", "Spot purchases, Willow Homecare", "spot", "CCC", 30, Terms(12, "12;12", 2, 1, 3),
             "Willow Homecare", 26),
    Contract("SPT-PCC-1", "Spot purchases, Elm Homecare", "spot", "PCC", 25.3, Terms(12, "12", 1, 1, 3),
             "Elm Homecare", 12),
)
# fmt: on
