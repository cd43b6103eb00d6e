"""Mappings: profiles turn files of other shapes into files of the data contract."""

from dashboard.intake.mappings.applying import Mapped, apply
from dashboard.intake.mappings.keeping import completed, keep, profile_of
from dashboard.intake.mappings.left_open import Open
from dashboard.intake.mappings.profile import BadProfile, Profile, fitting, kept, parse, read, shipped
from dashboard.intake.mappings.suggesting import Suggestion, suggest, suggested_toml

__all__ = [
    "BadProfile", "Mapped", "Open", "Profile", "Suggestion", "apply", "completed", "fitting", "keep", "kept", "parse",
    "profile_of", "read", "shipped", "suggest", "suggested_toml",
]
