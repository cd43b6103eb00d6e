"""A contract's life: its ends, its decisions and its phase (measures.md section 3)."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


def end(start: date, months: int) -> date:
    """The last day of a term of `months` from `start`: the day before the same-numbered day that many months later.

    Where that month has no such day, its last day: 2027-08-31 and 6 months give 2028-02-29. `months` may be negative.
    """
    later = start + relativedelta(months=months)
    return later - timedelta(days=1) if later.day == start.day else later


@dataclass(frozen=True)
class Life:
    """The dates of one contract's life, from its terms as they are agreed."""

    start: date
    initial_term_months: int
    extension_terms_months: tuple[int, ...]
    extensions_taken: int
    extension_notice_months: int
    reprocurement_lead_months: int
    mobilisation_weeks: int
    paper_lead_weeks: int
    terminated_on: date | None = None

    @property
    def initial_end(self) -> date:
        """The last day of the initial term."""
        return end(self.start, self.initial_term_months)

    @property
    def months_in_hand(self) -> int:
        """The initial term and the extensions taken, in months."""
        return self.initial_term_months + sum(self.extension_terms_months[: self.extensions_taken])

    @property
    def current_end(self) -> date:
        """The last day of the term in hand, or the day of termination."""
        return self.terminated_on or end(self.start, self.months_in_hand)

    @property
    def maximum_end(self) -> date:
        """The last day if every extension is taken, or the day of termination."""
        return self.terminated_on or end(self.start, self.initial_term_months + sum(self.extension_terms_months))

    @property
    def extensions_left(self) -> int:
        """How many options to extend are left: none once a termination is agreed."""
        return 0 if self.terminated_on else len(self.extension_terms_months) - self.extensions_taken

    @property
    def decision_due(self) -> date | None:
        """The last day to decide on the next extension, while one is left."""
        return end(self.start, self.months_in_hand - self.extension_notice_months) if self.extensions_left else None

    @property
    def paper_due(self) -> date | None:
        """When the report that asks for the decision is due."""
        return self.decision_due - timedelta(weeks=self.paper_lead_weeks) if self.decision_due else None

    @property
    def reprocurement_start(self) -> date | None:
        """From here, not extending means a gap."""
        return None if self.terminated_on else end(self.start, self.months_in_hand - self.reprocurement_lead_months)

    @property
    def deliverable_from(self) -> date:
        """The first day on which hours can be expected."""
        return self.start + timedelta(weeks=self.mobilisation_weeks)

    def in_force(self, day: date) -> bool:
        """Whether the contract is in force on a day."""
        return self.start <= day <= self.current_end

    def phase(self, as_of: date) -> str:
        """Where the contract stands on a day: the first phase of measures.md section 3 that fits."""
        if self.terminated_on and as_of > self.terminated_on:
            return "terminated"
        if as_of > self.current_end:
            return "ended"
        if as_of < self.start:
            return "not_started"
        if self.decision_due and as_of > self.decision_due:
            return "decision_overdue"
        if self.reprocurement_start and as_of >= self.reprocurement_start:
            return "decision_window" if self.extensions_left else "reprocure"
        if as_of < self.deliverable_from:
            return "mobilising"
        return "in_term" if self.extensions_left else "final_term"
