"""Cover and soft rules as costs of the CP-SAT model, point for point what `soft_rules` counts. Child process only."""

from ortools.sat.python import cp_model

from zhiban.solver.lookup import Lookup, Share, target_minutes
from zhiban.solver.model import Board, Row, minutes, weighted
from zhiban.solver.problem import Demand, Staff


class Costs:
    """Collects weighted terms of the objective; `constant` is what pins and history have settled."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.terms: list[tuple[cp_model.IntVar, int]] = []
        self.constant = 0

    def pay(self, row: Row, weight: int) -> None:
        """weight x row, whose value is known to be >= 0."""
        self.constant += weight * row.fixed
        self.terms += [(cell, weight * factor) for cell, factor in row.terms]

    def var(self, most: int, weight: int, name: str) -> cp_model.IntVar:
        """A paid integer from 0 to `most`."""
        found = self.board.model.new_int_var(0, max(0, most), name)
        self.terms.append((found, weight))
        return found

    def minimise(self) -> None:
        """Hands the sum to the model."""
        self.board.model.minimize(weighted(self.terms) + self.constant)


def add_costs(board: Board) -> None:
    """Adds every cost and sets the objective."""
    costs = Costs(board)
    _cover(costs)
    for person in board.lookup.problem.staff:
        work = {day: board.work(person.id, [day]) for day in range(-1, board.lookup.problem.days)}
        _wishes(costs, person)
        _nights(costs, person)
        _weekends(costs, person, work)
        _isolated(costs, person, work)
        _hours(costs, person)
        _change(costs, person)
    costs.minimise()


def _cover(costs: Costs) -> None:
    for number, row in enumerate(costs.board.lookup.problem.demand):
        heads = Row()
        for person in costs.board.lookup.problem.staff:
            if _fills(person, row):
                heads.add(costs.board.at(person.id, row.day).get(row.shift))
        _cover_row(costs, row, heads, number)


def _fills(person: Staff, row: Demand) -> bool:
    able = row.skill is None or row.skill in person.skills
    return able and person.counts and person.level >= row.min_level


def _cover_row(costs: Costs, row: Demand, heads: Row, number: int) -> None:
    weights, want = costs.board.lookup.problem.weights, row.wanted()
    under = weights.under if row.under is None else row.under
    below = weights.below if row.below is None else row.below
    over = weights.over if row.over is None else row.over
    short = costs.var(row.min, under, f"short/{number}")
    missing = costs.var(want - row.min, below, f"below/{number}")
    add = costs.board.model.add
    add(heads.expr + short + missing >= want)  # admission made sure that `short`, the dearer, fills last
    if over and heads.most > want:
        surplus = costs.var(heads.most - want, over, f"over/{number}")
        add(heads.expr - surplus <= want)


def _wishes(costs: Costs, person: Staff) -> None:
    lookup = costs.board.lookup
    for wish in lookup.wishes.get(person.id, ()):
        weight = abs(wish.weight) * lookup.problem.weights.wish
        here = costs.board.at(person.id, wish.day)
        row = Row()
        if wish.shift is None:
            for cell in here.values():
                row.add(cell)
        else:
            row.add(here.get(wish.shift))
        unmet_when_worked = (wish.shift is None) == (wish.weight > 0)
        if unmet_when_worked:
            costs.pay(row, weight)
        else:
            costs.constant += weight
            costs.pay(row, -weight)


def _near(costs: Costs, row: Row, share: Share, weight: int, name: str) -> None:
    """Distance from the fair share: the first step costs once, each further step twice."""
    most = max(row.most, share.high) + 1
    first = costs.var(1, weight, f"{name}/first")
    more = costs.var(most, 2 * weight, f"{name}/more")
    costs.board.model.add(row.expr - first - more <= share.high)
    costs.board.model.add(row.expr + first + more >= share.low)


def _nights(costs: Costs, person: Staff) -> None:
    board = costs.board
    share, weight = board.lookup.night_shares.get(person.id), board.lookup.problem.weights.nights
    if share and weight:
        nights = [kind for kind in board.working if kind.night]
        row = board.count(person.id, range(board.lookup.problem.days), nights)
        _near(costs, row, share, weight, f"nights/{person.id}")


def _weekends(costs: Costs, person: Staff, work: dict[int, Row]) -> None:
    lookup, weights = costs.board.lookup, costs.board.lookup.problem.weights
    total = Row()
    for sat, sun in lookup.weekends():
        inside = [work[day] for day in (sat, sun) if 0 <= day < lookup.problem.days]
        split = weights.weekend_split if sun < lookup.problem.days else 0
        any_day = _any_of(costs, inside, f"weekend/{person.id}/{sat}")
        total.add(any_day)
        if not split:
            continue
        if sat < 0:
            _differs(costs, work[-1].fixed, work[sun], split)
        else:
            costs.pay(_scaled([(any_day, 2)], [work[sat], work[sun]]), split)
    share = lookup.weekend_shares.get(person.id)
    if share and weights.weekends:
        _near(costs, total, share, weights.weekends, f"weekends/{person.id}")


def _scaled(plus: list[tuple["cp_model.IntVar | int", int]], minus: list[Row]) -> Row:
    row = Row()
    for cell, weight in plus:
        row.add(cell, weight)
    for part in minus:
        row.fixed -= part.fixed
        row.terms += [(cell, -weight) for cell, weight in part.terms]
    return row


def _differs(costs: Costs, past: int, now: Row, weight: int) -> None:
    """Pays when a settled 0/1 differs from an open day."""
    if past:
        costs.constant += weight
        costs.pay(now, -weight)
    else:
        costs.pay(now, weight)


def _any_of(costs: Costs, rows: list[Row], name: str) -> "cp_model.IntVar | int":
    """1 when any of the 0/1 rows is 1."""
    if any(row.fixed for row in rows):
        return 1
    opened = [row for row in rows if row.terms]
    if not opened:
        return 0
    found = costs.board.model.new_bool_var(name)
    for row in opened:
        costs.board.model.add(row.expr <= found)
    costs.board.model.add(sum(row.expr for row in opened) >= found)
    return found


def _isolated(costs: Costs, person: Staff, work: dict[int, Row]) -> None:
    """Patterns off-work-off and work-off-work; the last day is not judged, its neighbour is unknown."""
    weights, add = costs.board.lookup.problem.weights, costs.board.model.add
    for day in range(costs.board.lookup.problem.days - 1):
        before, here, after = work[day - 1].expr, work[day].expr, work[day + 1].expr
        if weights.isolated_day and work[day].most:
            alone = costs.var(1, weights.isolated_day, f"alone/{person.id}/{day}")
            add(alone >= here - before - after)
        if weights.isolated_off and work[day - 1].most and work[day + 1].most:
            hole = costs.var(1, weights.isolated_off, f"hole/{person.id}/{day}")
            add(hole >= before + after - here - 1)


def _hours(costs: Costs, person: Staff) -> None:
    problem, add = costs.board.lookup.problem, costs.board.model.add
    weight, slack = problem.weights.hours, problem.weights.hours_tolerance
    if not weight:
        return
    total, target = minutes(costs.board, person.id, range(problem.days)), target_minutes(problem, person)
    far = max(total.most, target) // 60 + 1
    off = costs.var(far, weight, f"hours/{person.id}")
    add(total.expr + off * 60 >= target - slack)
    add(total.expr - off * 60 <= target + slack)
    if person.min_minutes:
        short = costs.var(person.min_minutes // 60 + 1, weight * 5, f"min_hours/{person.id}")
        add(total.expr + short * 60 >= person.min_minutes)


def _change(costs: Costs, person: Staff) -> None:
    """Each cell that leaves the draft: a shift given up, moved, or added on a free day."""
    lookup: Lookup = costs.board.lookup
    weight = lookup.problem.weights.change
    if not weight:
        return
    draft = lookup.draft.get(person.id, {})
    for day in range(lookup.problem.days):
        here = costs.board.at(person.id, day)
        row = Row()
        if day in draft:
            row.add(here.get(draft[day]))
            costs.constant += weight
            costs.pay(row, -weight)
        else:
            for cell in here.values():
                row.add(cell)
            costs.pay(row, weight)
