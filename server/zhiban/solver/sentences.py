"""What each violation and refusal code says, in both languages. Placeholders are the `params` of the violation."""

from collections.abc import Mapping

SENTENCES: dict[str, tuple[str, str]] = {
    "two_shifts_one_day": ("同一天排了两个班。", "Two shifts on one day."),
    "skill_missing": ("这个班要会{skill}。", "This shift asks for {skill}."),
    "level_too_low": ("这个班要 {need} 级，现在 {level} 级。", "This shift asks for level {need}; now {level}."),
    "shift_not_allowed": ("这个班不在可排的班里。", "This shift is not among those open to this person."),
    "on_leave": ("这天已经准了假。", "Leave is granted on this day."),
    "not_available": ("这天不能上这个班。", "Not available for this shift on this day."),
    "rest_too_short": (
        "中间只休 {rest_h} 小时，规则要 {need_h}。",
        "{rest_h} h of rest between; the rule asks {need_h}.",
    ),
    "recovery_too_short": (
        "下夜班后只休 {rest_h} 小时，规则要 {need_h}。",
        "{rest_h} h free after the last night; the rule asks {need_h}.",
    ),
    "forbidden_sequence": ("{first} 后面第二天不能排 {second}。", "{second} may not follow {first} on the next day."),
    "too_many_days": ("连上 {days} 天，最多 {max} 天。", "{days} days in a row; at most {max}."),
    "too_many_nights": ("连上 {nights} 个夜班，最多 {max} 个。", "{nights} nights in a row; at most {max}."),
    "week_over_hours": ("这周 {hours} 小时，最多 {max_h}。", "{hours} h this week; at most {max_h}."),
    "period_over_hours": ("这段时间 {hours} 小时，最多 {max_h}。", "{hours} h in this period; at most {max_h}."),
    "day_over_hours": ("这天 {hours} 小时，最多 {max_h}。", "{hours} h on this day; at most {max_h}."),
    "activity_over_cap": (
        "这周{activity} {hours} 小时，上限 {max_h}。", "{hours} h of {activity} this week; the cap is {max_h}.",
    ),
    "activity_near_cap": (
        "这周{activity} {hours} 小时，快到上限 {max_h} 了。",
        "{hours} h of {activity} this week, close to the cap of {max_h}.",
    ),
    "night_forbidden": ("这段时间不排夜班。", "No night work in this period."),
    "overtime_forbidden_day": (
        "这天 {hours} 小时，不加班就是 {max_h}。",
        "{hours} h on this day; {max_h} without overtime.",
    ),
    "overtime_forbidden_week": (
        "这周 {hours} 小时，不加班就是 {max_h}。",
        "{hours} h this week; {max_h} without overtime.",
    ),
    "pin_not_kept": ("这格是锁住的。", "This cell is locked."),
    "cover_short": ("要 {min} 人，有 {have} 人。", "{have} of {min} people."),
    "cover_below_want": ("有 {have} 人，想要 {want} 人。", "{have} people; {want} wanted."),
    "cover_over": ("有 {have} 人，多于要的 {want} 人。", "{have} people, more than the {want} wanted."),
    "wish": ("有一个心愿没排上。", "A wish not met."),
    "fair_nights": ("夜班 {count} 个，平均该 {low}–{high} 个。", "{count} nights; a fair share is {low} to {high}."),
    "fair_weekends": (
        "周末 {count} 个，平均该 {low}–{high} 个。",
        "{count} weekends; a fair share is {low} to {high}.",
    ),
    "weekend_split": ("周末只上一天，休不成整的。", "Only one day of the weekend is worked."),
    "isolated_day": ("前后都休，单上一天。", "A single work day between days off."),
    "isolated_off": ("只休一天，前后都上。", "A single day off between work days."),
    "contract_hours": ("排了 {hours} 小时，合同 {target_h}。", "{hours} h planned; {target_h} by contract."),
    "min_hours": ("排了 {hours} 小时，至少要 {min_h}。", "{hours} h planned; at least {min_h} promised."),
    "change": ("和原来的班不一样。", "Differs from the earlier roster."),
    "solver.too_large": (
        "一次排不了这么多：{what} {size}，最多 {max}。",
        "Too large for one run: {what} {size}, at most {max}.",
    ),
    "solver.empty": ("还没有{what}，排不了。", "Nothing to plan yet: no {what}."),
    "solver.duplicate": ("{what} 重复了：{id}。", "{what} given twice: {id}."),
    "solver.bad_figure": (
        "{what} 是 {value}，要在 {low} 到 {high} 之间。",
        "{what} is {value}; it must be {low} to {high}.",
    ),
    "solver.unknown_person": ("名单里没有 {id}。", "No such person: {id}."),
    "solver.unknown_shift": ("班种里没有 {id}。", "No such shift type: {id}."),
    "solver.day_outside": ("第 {day} 天不在这 {days} 天里。", "Day {day} is outside these {days} days."),
    "solver.unreadable": ("读不懂这份排班题。", "This problem cannot be read."),
    "solver.crashed": ("排班停了，留着停之前最好的一版。", "The solver stopped; its best roster so far is kept."),
    "solver.overdue": ("时间到了，用的是到点前最好的一版。", "Time is up; this is the best roster shown before."),
    "solver.out_of_memory": ("内存不够，留着停之前最好的一版。", "Out of memory; the best roster so far is kept."),
}  # fmt: skip


class _Figures(dict[str, object]):
    """A figure that is missing shows as its own name, so that a sentence never breaks."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def sentence(code: str, params: Mapping[str, int | float | str], language: str = "zh-CN") -> str:
    """The sentence of a code with its figures; whole hours lose their ".0"."""
    zh, en = SENTENCES[code]
    figures = {name: f"{value:g}" if isinstance(value, float) else value for name, value in params.items()}
    return (en if language == "en" else zh).format_map(_Figures(figures))
