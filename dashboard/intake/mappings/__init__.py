"""Mappings: profiles turn files of other shapes into files of the data contract."""

from dashboard.intake.mappings.applying import Mapped, apply
from dashboard.intake.mappings.keeping import keep, profile_of
from dashboard.intake.mappings.profile import BadProfile, Profile, fitting, kept, parse, read, shipped
from dashboard.intake.mappings.suggesting import Suggestion, suggest, suggested_toml

__all__ = [
    "BadProfile", "Mapped", "Profile", "Suggestion", "apply", "fitting", "keep", "kept", "parse",
    "profile_of", "read", "shipped", "suggest", "suggested_toml",
]
