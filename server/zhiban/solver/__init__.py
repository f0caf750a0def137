"""The rostering solver: problem in, roster and its judgement out. ortools loads only in its child process."""

from zhiban.solver.admission import CAPS, Caps, admit, decode
from zhiban.solver.problem import (
    Block,
    Cell,
    Demand,
    Limits,
    PastShift,
    Pin,
    Problem,
    ProblemError,
    Segment,
    ShiftType,
    Staff,
    Violation,
    Weights,
    Wish,
)
from zhiban.solver.protocol import Options, Progress, Result
from zhiban.solver.rebase import edits, rebase
from zhiban.solver.rules import Facts, Score, check, check_person, facts, new_faults, score
from zhiban.solver.run import solve

__all__ = [
    "CAPS", "Block", "Caps", "Cell", "Demand", "Facts", "Limits", "Options", "PastShift", "Pin",
    "Problem", "ProblemError", "Progress", "Result", "Score", "Segment", "ShiftType", "Staff", "Violation", "Weights",
    "Wish", "admit", "check", "check_person", "decode", "edits", "facts", "new_faults", "rebase", "score", "solve",
]  # fmt: skip
