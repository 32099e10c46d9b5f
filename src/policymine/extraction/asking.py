"""What is asked when a figure is named, and who may answer beside the codebook's rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policymine.codebook.match import Context, IndicatorMatcher, Match
from policymine.extraction.role_rates import RoleDecision
from policymine.extraction.rows import Row
from policymine.records import Language, Quantity


@dataclass(frozen=True, slots=True)
class Question:
    """Which indicator is this figure? ``match`` is the rules' answer; ``matchers`` hold the document's names.

    ``text`` is the document's text with what is not read blanked out, of the same length; ``row.role`` is the role
    before naming.
    """

    text: str
    language: Language
    row: Row
    role: RoleDecision
    context: Context
    matchers: tuple[IndicatorMatcher, ...]
    match: Match | None

    @property
    def quantity(self) -> Quantity:
        return self.row.quantity


# The answer: the rules' own match, another one (with ``by``, who says so), or None where no indicator is likely enough.
Ranker = Callable[[Question], Match | None]
