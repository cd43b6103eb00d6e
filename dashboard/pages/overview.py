"""Is there enough care, and what must we decide?"""

from dashboard.components.attention import Attention
from dashboard.components.page import Page
from dashboard.components.panel import Panel
from dashboard.components.verdict import Verdict

PAGE = Page(
    path="/",
    name="overview",
    label="Overview",
    heading="Is there enough care, and what must we decide?",
    parts=(Verdict(), Attention(), Panel("sufficiency")),
)
