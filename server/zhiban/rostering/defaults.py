"""The rules that ship: figures of A01-A18, of Chinese working-time law and of the conflicts K01-K10, version 1 each.

A hospital overrides one by storing a RuleSet of the same rule with a later version or day; nothing here is edited in
place, since verdicts quote ``rule@version``.
"""

from .records import RuleSet

FROM = "2020-01-01"


def _rule(rule: str, source: str, zh: str, en: str, **params: str | int | float | bool | list[str]) -> RuleSet:
    return RuleSet(
        id=f"{rule}@1", rule=rule, version=1, effective_from=FROM, params=dict(params), name_zh=zh, name_en=en,
        source=source,
    )  # fmt: skip


RULES = (
    # A01-A18: the brief's ambiguities, settled
    _rule("leave.route", "A01 F012", "请假审批路由", "Leave route", head_only_days=1.0, half_days=True, join=True),
    _rule("attendance.late", "A02 F052 L11", "迟到分档", "Lateness tiers", grace_min=0, short_min=10, absent_min=30,
          short="half_day", middle="half_day", absent="absence", proposal=True, cap_percent=20),
    _rule("attendance.absence", "A03", "旷工范围", "What absence covers", shifts=1, worked_hours_count=True),
    _rule("attendance.start", "A04 F028", "按哪一段算上班", "Which start counts", gap_min=120),
    _rule("kpi.weights", "A05 F092", "咨询绩效权重", "Consultant KPI weights",
          conversion=50, satisfaction=25, follow_up=20, attendance=5, total=100),
    _rule("kpi.conversion", "A06", "转化得分", "Conversion score", cap=100, target_percent=40),
    _rule("kpi.follow_up", "A07 A08 F093", "跟进时效", "Follow-up clock",
          full_h=12, part_h=24, full=100, part=80, late=0, quiet=False, quiet_from="21:00", quiet_until="09:00"),
    _rule("learning.rise", "A09 F080", "测评提升奖励", "Reward for a rise",
          percent=10, points=1, from_zero_points=10),
    _rule("learning.quota", "A10 F075", "培训名额分配", "Seat-hours by department kind",
          clinical=60, admin=25, logistics=15, release_days=3),
    _rule("learning.hours", "A11 F060", "每月学时", "Monthly learning hours", month_min=240, pro_rata=True),
    _rule("roster.activity_cap", "A12 F020 F021", "手术和值班上限", "Surgery and duty caps",
          surgery=1800, duty=1200, warn=0.9, week_from="mon"),
    _rule("swap.approval", "A13 F027", "换班审批", "Swap approval", auto=True),
    _rule("overtime.count", "A14 F055", "加班怎么算", "What counts as overtime",
          from_min=30, step_min=15, request_within_h=48),
    _rule("overtime.choice", "A15 L03", "调休还是补贴", "Time off or money", expiry_months=6, holiday="money"),
    _rule("attendance.fence", "A16", "打卡范围", "Check-in radius", radius_m=150, accuracy_m=100, poor_m=200),
    _rule("privacy.biometrics", "A17 L13 L14", "生物识别不存", "No biometrics stored", stored=False),
    _rule("doors.scope", "A18 F137", "门禁随班表走", "Door rights follow the roster", recompute=True),
    # working time; each rule carries the name under which the solver's checker reports it
    _rule("roster.one_shift", "F026", "一天一个班", "One shift a day", most=1),
    _rule("roster.rest", "L16", "班间休息", "Rest between shifts", minutes=660),
    _rule("roster.night_recovery", "L16", "下夜班后的休息", "Recovery after nights", minutes=1440),
    _rule("roster.night_run", "L16", "连上夜班", "Nights in a row", most=3),
    _rule("roster.consecutive_days", "L04", "连续上班天数", "Work days in a row", most=6),
    _rule("roster.weekly_hours", "L01", "每周工时", "Weekly hours", minutes=2640, standard=2400),
    _rule("roster.daily_hours", "L02", "每天工时", "Daily hours", minutes=660, standard=480),
    _rule("roster.horizon_hours", "L02", "每月加班上限", "Overtime of a month", overtime_month=2160),
    _rule("roster.night_ban", "L12", "夜班资格", "Eligibility for nights", window_from=1320, window_until=1800),
    _rule("roster.overtime_ban", "L12 L18", "工时资格", "Eligibility for overtime", standard=2400),
    _rule("roster.skill", "F031 L19", "班次要求的技能", "Skills a shift asks for", strict=True),
    _rule("roster.leave", "K06", "准了的假", "Approved leave", strict=True),
    _rule("roster.availability", "F022", "不能上的时间", "Availability", strict=True),
    _rule("roster.sequence", "L16", "班次先后", "Order of shifts", forbidden=[]),
    _rule("roster.pin", "K40", "锁住的格子", "Locked cells", strict=True),
    _rule("roster.cover", "F023", "最少人数", "Minimum cover", strict=False),
    _rule("leave.annual", "L09", "年假天数", "Annual leave", days_1y=5, days_10y=10, days_20y=15),
    # conflicts on upload
    _rule("swap.race", "K01", "先到先得", "First valid upload wins", alternatives=3),
    _rule("swap.withdrawn", "K02", "撤回优先", "A withdrawal received first wins", notice_h=24),
    _rule("swap.moved", "K03", "班变了的换班", "A shift that moved meanwhile", keep_min=30),
    _rule("swap.cycle", "K05", "连环换班", "Circles of swaps", longest=3),
    _rule("leave.cover", "K06", "准假与人手", "Leave and cover", auto_cancel=False),
    _rule("leave.decision", "K07", "谁的决定算数", "Whose decision stands", higher_refusal_reopens=True),
    _rule("leave.withdrawal", "K08", "请假撤回", "Taking leave back", until="begins"),
    _rule("leave.balance", "K09", "假期余额", "Leave balance", kinds=["annual", "time_off"]),
    _rule("attendance.published_roster", "K11", "按哪一版班表算", "Which roster counts", sync_h=24),
    _rule("attendance.pairing", "K12 K13 K17", "打卡配对", "Pairing of punches",
          nearest_h=4, overrun_h=4, same_min=3, hold_h=72),
    _rule("attendance.clock", "K14", "手机时间", "Phone clocks", flag_min=5, favour_month=3),
)  # fmt: skip

BY_NAME: dict[str, RuleSet] = {rule.rule: rule for rule in RULES}
