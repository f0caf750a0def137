"""Runs CP-SAT on a board and tells of every better roster and bound. Child process only."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any, cast

from ortools.sat.python import cp_model

from zhiban.solver.lookup import Lookup
from zhiban.solver.model import Board, build
from zhiban.solver.objective import add_costs
from zhiban.solver.problem import Cell
from zhiban.solver.protocol import Options

SHOW_EVERY_S = 0.2
MAX_LP_STAFF = 60
HINT_S = 2.0


@dataclass(frozen=True)
class Outcome:
    """What the search ended with; `roster` is None when it found none itself."""

    roster: list[Cell] | None
    cost: int
    bound: int
    optimal: bool


class Watch(cp_model.CpSolverSolutionCallback):
    """Hands on incumbents (not more often than a screen can show) and bounds."""

    def __init__(self, board: Board, tell: Callable[[list[Cell] | None, int, int], None]) -> None:
        super().__init__()
        self.board, self.tell = board, tell
        self.cost: int | None = None
        self.bound = 0
        self.shown = 0.0
        self.lock = threading.Lock()

    def on_solution_callback(self) -> None:
        """A better roster."""
        with self.lock:
            self.cost = round(self.objective_value)
            self.bound = max(self.bound, ceil(self.best_objective_bound - 1e-6))
            if time.monotonic() - self.shown >= SHOW_EVERY_S:
                self.shown = time.monotonic()
                self.tell(_read(self.board, self.boolean_value), self.cost, self.bound)

    def on_bound(self, bound: float) -> None:
        """A better proof."""
        with self.lock:
            self.bound = max(self.bound, ceil(bound - 1e-6))
            if self.cost is not None and time.monotonic() - self.shown >= SHOW_EVERY_S:
                self.shown = time.monotonic()
                self.tell(None, self.cost, self.bound)


def _read(board: Board, value: Callable[[cp_model.IntVar], bool]) -> list[Cell]:
    return [
        Cell(person, day, shift)
        for (person, day), here in board.cells.items()
        for shift, cell in here.items()
        if (cell == 1 if isinstance(cell, int) else value(cell))
    ]


def _hint(board: Board, roster: list[Cell], seconds: float) -> None:
    """Starts the search at a roster. Costs are hinted too: with cells alone CP-SAT began at five times the cost."""
    standing = {(cell.person, cell.day): cell.shift for cell in roster}
    for key, here in board.cells.items():
        for shift, cell in here.items():
            if not isinstance(cell, int):
                board.model.add_hint(cell, standing.get(key) == shift)
    fixed = cp_model.CpSolver()
    fixed.parameters.fix_variables_to_their_hinted_value = True
    fixed.parameters.num_workers = 1
    fixed.parameters.max_time_in_seconds = seconds
    if fixed.solve(board.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return  # a start that breaks a rule is no start; its cells stay as advice
    values: list[int] = list(cast(Any, fixed).response_proto.solution)
    board.model.clear_hints()
    for index, value in enumerate(values):
        board.model.add_hint(board.model.get_int_var_from_proto_index(index), value)


def _tune(solver: cp_model.CpSolver, options: Options, staff: int, seconds: float) -> None:
    """Settings by measurement: `max_lp` proves far more up to about 60 people, beyond that the defaults do better."""
    settings = solver.parameters
    settings.max_time_in_seconds = seconds
    settings.num_workers = max(1, options.workers)
    settings.random_seed = options.seed
    settings.repair_hint = True
    if options.work_limit is not None:
        settings.max_deterministic_time = options.work_limit
    strategy = options.strategy
    if strategy == "auto":
        strategy = "max_lp" if staff <= MAX_LP_STAFF else "default"
    if strategy == "max_lp":
        settings.subsolvers.append("max_lp")  # pyright: ignore[reportUnknownMemberType]
        settings.linearization_level = 2
        settings.symmetry_level = 0


def search(
    lookup: Lookup,
    options: Options,
    start: list[Cell],
    deadline: float,
    tell: Callable[[list[Cell] | None, int, int], None],
    on_solver: Callable[[cp_model.CpSolver], None],
) -> Outcome:
    """Builds and solves. `tell(roster or None, cost, bound)` may come from any thread."""
    board = build(lookup)
    add_costs(board)
    _hint(board, start, min(HINT_S, 0.3 * max(0.1, deadline - time.monotonic())))
    solver = cp_model.CpSolver()
    seconds = max(0.05, deadline - time.monotonic() - 0.15)
    _tune(solver, options, len(lookup.staff), seconds)
    watch = Watch(board, tell)
    solver.best_bound_callback = watch.on_bound
    on_solver(solver)
    status = solver.solve(board.model, watch)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(None, 0, watch.bound, False)
    bound = max(watch.bound, ceil(solver.best_objective_bound - 1e-6))
    cost = round(solver.objective_value)
    return Outcome(_read(board, solver.boolean_value), cost, min(bound, cost), status == cp_model.OPTIMAL)
