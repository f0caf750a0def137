"""How the catalogue's tables look to an operator: Chinese names, what each field means, what may be done."""
# ruff: noqa: E501 - one line a table's words; Chinese counts double

from collections.abc import Mapping
from dataclasses import dataclass, field

GROUPS = ("机构", "人员", "排班", "学习")


@dataclass(frozen=True)
class Face:
    """One table. ``labels`` name its fields in the order of the form; ``hints`` say what to write there."""

    name: str
    group: str
    labels: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict[str, str])
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    """Field to the table whose record it names."""
    listed: tuple[str, ...] = ()
    title: str = "name_zh"
    """The field by which a record is recognised."""
    key: tuple[str, ...] = ()
    """Fields that make up the id; empty when the id is typed or made up."""
    joint: str = ":"
    fixed: tuple[str, ...] = ()
    """Fields the console shows but does not change."""
    keep: str = ""
    """Why a record of it is never deleted; empty when it may be."""


ZH, EN = "中文名", "英文名"
LIST = "多项用逗号分开；不填表示没有"
POSTS = "岗位代码，多项用逗号分开：nurse 护士、head_nurse 护士长、doctor 医生、consultant 会诊医生、hr 人事、reception 前台、" \
    "kitchen 厨房、cleaning 保洁、trainer 培训、manager 经理"  # fmt: skip

FACES: Mapping[str, Face] = {
    "site": Face(
        "院区", "机构", {"id": "编号", "name_zh": ZH, "name_en": EN, "kind": "类型"},
        hints={"id": "不填会自动生成；保存后不能改", "kind": "例如 hospital、clinic"},
        listed=("name_zh", "name_en", "kind"),
    ),
    "department": Face(
        "科室", "机构",
        {"id": "编号", "site": "院区", "name_zh": ZH, "name_en": EN, "lat": "纬度", "lon": "经度",
         "radius_m": "打卡范围（米）", "swap_needs_head": "换班须护士长同意"},
        hints={"id": "不填会自动生成；保存后不能改", "lat": "WGS-84，例如 31.2304", "lon": "WGS-84，例如 121.4737"},
        links={"site": "site"}, listed=("name_zh", "site", "radius_m", "swap_needs_head"),
    ),
    "person": Face(
        "员工", "人员",
        {"id": "编号", "number": "工号", "name": "姓名", "name_en": "英文名", "department": "科室", "post": "岗位",
         "roles": "权限", "leads": "负责的科室", "level": "层级", "skills": "技能", "fraction": "工时比例", "active": "在职"},
        hints={"id": "不填会自动生成；保存后不能改", "roles": "staff、head、hr、manager、trainer、admin，多项用逗号分开",
               "leads": "科室编号，多项用逗号分开", "level": "例如 N2", "skills": LIST, "fraction": "全职为 1，半职为 0.5"},
        links={"department": "department"}, listed=("number", "name", "department", "post", "level", "active"),
        title="name", keep="员工的班次和考勤都还在。离职请把“在职”改为否",
    ),
    "employment": Face(
        "用工情况", "人员",
        {"id": "员工", "department": "科室", "employed_from": "入职日期", "weekly_minutes": "每周工时（分钟）",
         "surgery_week_minutes": "每周手术上限（分钟）", "duty_week_minutes": "每周值班上限（分钟）",
         "night_ban_from": "不排夜班，从", "night_ban_until": "不排夜班，到", "licence_until": "执业证有效期至"},
        hints={"employed_from": "年-月-日，例如 2024-03-01", "night_ban_from": "孕 7 个月起或哺乳期；同事看不到原因",
               "weekly_minutes": "40 小时填 2400"},
        links={"id": "person", "department": "department"},
        listed=("id", "department", "weekly_minutes", "night_ban_until", "licence_until"), title="id",
    ),
    "shift_type": Face(
        "班种", "排班",
        {"id": "编号", "name_zh": ZH, "name_en": EN, "letter_zh": "中文简写", "letter_en": "英文简写", "mark": "样式",
         "segments": "时段", "night": "夜班", "posts": "适用岗位", "active": "启用"},
        hints={"id": "不填会自动生成；保存后不能改", "posts": POSTS,
               "segments": "从零点起的分钟，跨夜超过 1440，例如 [{\"activity\": \"ward\", \"start\": 480, \"end\": 960}]",
               "night": "22:00–06:00 之间有工作就是夜班"},
        listed=("name_zh", "letter_zh", "mark", "night", "active"), keep="已发布的班表还在用它。停用请把“启用”改为否",
    ),
    "demand": Face(
        "人力需求", "排班",
        {"department": "科室", "day_type": "日期类型", "shift": "班种", "minimum": "最少人数", "wanted": "希望人数",
         "skill": "技能"},
        hints={"skill": "填了就是指其中要有几人会这项技能"},
        links={"department": "department", "shift": "shift_type"},
        listed=("department", "day_type", "shift", "minimum", "wanted", "skill"), title="id",
        key=("department", "day_type", "shift", "skill"),
    ),
    "rule_set": Face(
        "规则", "排班",
        {"rule": "规则代码", "version": "版本", "effective_from": "生效日期", "params": "参数", "name_zh": ZH, "name_en": EN,
         "source": "依据"},
        hints={"params": "例如 {\"max_minutes\": 1800}", "effective_from": "已生效的版本不能再改；请新增一个版本"},
        listed=("name_zh", "rule", "version", "effective_from", "source"), key=("rule", "version"), joint="@",
    ),
    "holiday": Face(
        "节假日", "排班", {"id": "日期", "kind": "类型", "name_zh": ZH, "name_en": EN},
        hints={"id": "年-月-日，例如 2027-01-01"}, listed=("id", "name_zh", "kind"), title="id",
    ),
    "course": Face(
        "课程", "学习",
        {"id": "编号", "title_zh": "中文标题", "title_en": "英文标题", "summary_zh": "中文简介", "summary_en": "英文简介",
         "posts": "必修岗位", "compulsory": "必修", "due": "完成期限", "minutes": "时长（分钟）", "pass_mark": "及格分",
         "revision": "内容版本", "withdrawn": "已下架"},
        hints={"id": "不填会自动生成；保存后不能改", "posts": POSTS + "；all 表示所有人", "due": "年-月-日；不填表示没有期限"},
        listed=("title_zh", "compulsory", "minutes", "due", "withdrawn"), title="title_zh",
        fixed=("revision",), keep="学习记录和证书还指着它。下架请把“已下架”改为是",
    ),
}  # fmt: skip

CHOICES: Mapping[str, str] = {
    "nurse": "护士", "head_nurse": "护士长", "doctor": "医生", "consultant": "会诊医生", "hr": "人事", "reception": "前台",
    "kitchen": "厨房", "cleaning": "保洁", "trainer": "培训", "manager": "经理",
    "workday": "工作日", "weekend": "周末", "holiday": "节假日",
    "statutory": "法定节假日", "moved_rest": "调休休息日", "moved_work": "调休上班日",
    "day": "白班", "evening": "晚班", "night": "夜班", "rest": "休息", "leave": "请假", "training": "培训", "oncall": "备班",
    "mixed": "混合",
}  # fmt: skip
"""What the values of closed lists are called."""

NAMES = {name: face.name for name, face in FACES.items()}
TABLES = {face.name: name for name, face in FACES.items()}
