"""Which rule is in force on a day, what kind of day it is, and who may stand where. Pure, or thin glue over a World."""

from ..changes.verdict import World
from .defaults import BY_NAME
from .records import RuleSet


def rule_in_force(world: World, name: str, day: str) -> RuleSet:
    """The newest stored version of a rule that is effective on ``day`` (K35), else what ships."""
    stored = [r for r in world.find(RuleSet, rule=name) if r.effective_from <= day]
    return max(stored, key=lambda r: (r.effective_from, r.version), default=BY_NAME[name]) if stored else BY_NAME[name]


def quote(rule: RuleSet) -> str:
    """``rule@version``, as a verdict names it."""
    return f"{rule.rule}@{rule.version}"
