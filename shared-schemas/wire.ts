// Written by scripts/schemas from the structs of server/zhiban. Do not edit: a test compares the two.

export type Activity = "clinic" | "consultation" | "duty" | "office" | "surgery" | "training" | "ward";
export type Fix = "denied" | "none" | "ok" | "stale" | "timeout" | "unavailable" | "zero";
export type LeaveKind = "annual" | "bereavement" | "marriage" | "maternity" | "personal" | "sick" | "time_off";
export type Mark = "day" | "evening" | "leave" | "mixed" | "night" | "oncall" | "rest" | "training";
export type Op = "delete" | "edit" | "put";
export type Outcome = "accepted" | "duplicate" | "held" | "merged" | "refused";
export type Place = "inside" | "outside" | "unknown" | "unsure";
export type Post = "cleaning" | "consultant" | "doctor" | "head_nurse" | "hr" | "kitchen" | "manager" | "nurse" | "reception" | "trainer";
export type RequestState = "approved" | "expired" | "open" | "refused" | "settled" | "waiting" | "withdrawn";
export type Role = "admin" | "head" | "hr" | "manager" | "staff" | "trainer";
export type Tier = "" | "absent" | "early_leave" | "late_absence" | "late_half_day" | "on_time" | "unplanned";
export type Token = "accepted-bg" | "accepted-edge" | "accepted-ink" | "bg" | "clock-bg" | "clock-edge" | "clock-ink" | "edge" | "ink" | "ink-2" | "ink-3" | "line" | "on-primary" | "primary" | "primary-ink" | "primary-soft" | "refused-bg" | "refused-edge" | "refused-ink" | "sunken" | "surface";
export type Params = { readonly [name: string]: string | number | boolean | null | readonly string[] };

export interface ClockSegment {
  readonly id: number;
  readonly wall: number;
  readonly jump?: number | null;
  readonly anchor?: readonly [number, number] | null;
}

export interface Batch {
  readonly v: number;
  readonly schema: number;
  readonly device: number;
  readonly epoch: number;
  readonly first: number;
  readonly wall: number;
  readonly mono: number;
  readonly segments: readonly ClockSegment[];
  readonly changes: readonly unknown[];
  readonly app?: string;
}

export interface SetEdit {
  readonly add?: readonly string[];
  readonly remove?: { readonly [key: string]: string };
}

export interface Change {
  readonly seq: number;
  readonly stamp: string;
  readonly collection: string;
  readonly op?: Op;
  readonly record?: string;
  readonly fields?: unknown;
  readonly sets?: { readonly [key: string]: SetEdit };
  readonly base?: { readonly [key: string]: string | readonly string[] };
  readonly segment?: number;
  readonly seen?: number;
  readonly group?: string;
}

export interface PullRequest {
  readonly v: number;
  readonly schema: number;
  readonly cursor: string;
  readonly limit: number;
}

export interface NextStep {
  readonly action: string;
  readonly params: Params;
}

export interface Receipt {
  readonly seq: number;
  readonly outcome: Outcome;
  readonly code: string;
  readonly record: string;
  readonly rule: string;
  readonly params: Params;
  readonly next: readonly NextStep[];
  readonly stamp: string;
  readonly sure: boolean;
  readonly offset: number;
}

export interface PushReply {
  readonly v: number;
  readonly time: number;
  readonly db_epoch: string;
  readonly through: number;
  readonly receipts: readonly Receipt[];
  readonly head: number;
  readonly expected: number | null;
  readonly max_batch: number;
  readonly retry_after: number | null;
  readonly backup_floor: number;
}

export interface Row {
  readonly c: string;
  readonly id: string;
  readonly b: readonly string[];
  readonly at: number;
  readonly v: unknown;
  readonly s: { readonly [key: string]: unknown };
}

export interface Gone {
  readonly c: string;
  readonly id: string;
  readonly b: readonly string[];
}

export interface Delta {
  readonly v: number;
  readonly time: number;
  readonly db_epoch: string;
  readonly cursor: string;
  readonly head: number;
  readonly buckets: readonly string[];
  readonly rows: readonly Row[];
  readonly gone: readonly Gone[];
  readonly drop: readonly string[];
  readonly more: boolean;
  readonly restart: boolean;
}

export interface Site {
  readonly id: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly kind: string;
}

export interface Department {
  readonly id: string;
  readonly site: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly lat: number;
  readonly lon: number;
  readonly radius_m: number;
  readonly swap_needs_head: boolean;
}

export interface Person {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly name_en: string;
  readonly department: string;
  readonly post: Post;
  readonly roles: readonly Role[];
  readonly leads: readonly string[];
  readonly level: string;
  readonly skills: readonly string[];
  readonly fraction: number;
  readonly active: boolean;
}

export interface Employment {
  readonly id: string;
  readonly department: string;
  readonly employed_from: string;
  readonly weekly_minutes: number;
  readonly surgery_week_minutes: number;
  readonly duty_week_minutes: number;
  readonly night_ban_from: string | null;
  readonly night_ban_until: string | null;
  readonly licence_until: string | null;
}

export interface Profile {
  readonly id: string;
  readonly department: string;
  readonly ward_phone: string;
  readonly emergency_name: string;
  readonly emergency_phone: string;
  readonly languages: readonly string[];
  readonly notes: string;
}

export interface Preference {
  readonly id: string;
  readonly department: string;
  readonly liked_shifts: readonly string[];
  readonly disliked_shifts: readonly string[];
  readonly days_off: readonly string[];
  readonly nights_in_row: number;
  readonly locale: "en" | "zh-CN";
  readonly quiet: boolean;
}

export interface Segment {
  readonly activity: Activity;
  readonly start: number;
  readonly end: number;
}

export interface ShiftType {
  readonly id: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly letter_zh: string;
  readonly letter_en: string;
  readonly mark: Mark;
  readonly segments: readonly Segment[];
  readonly night: boolean;
  readonly posts: readonly string[];
  readonly active: boolean;
}

export interface Demand {
  readonly id: string;
  readonly department: string;
  readonly day_type: "holiday" | "weekend" | "workday";
  readonly shift: string;
  readonly minimum: number;
  readonly wanted: number;
  readonly skill: string;
}

export interface RuleSet {
  readonly id: string;
  readonly rule: string;
  readonly version: number;
  readonly effective_from: string;
  readonly params: Params;
  readonly name_zh: string;
  readonly name_en: string;
  readonly source: string;
}

export interface Holiday {
  readonly id: string;
  readonly kind: "moved_rest" | "moved_work" | "statutory";
  readonly name_zh: string;
  readonly name_en: string;
}

export interface RosterVersion {
  readonly id: string;
  readonly department: string;
  readonly first_day: string;
  readonly last_day: string;
  readonly number: number;
  readonly state: "draft" | "published" | "superseded";
  readonly author: string;
  readonly made_at: number;
  readonly published_at: number;
  readonly base: string | null;
  readonly cost: number | null;
  readonly bound: number | null;
  readonly shortages: number;
  readonly reason: string;
}

export interface Draft {
  readonly id: string;
  readonly department: string;
  readonly cells: { readonly [key: string]: readonly string[] };
  readonly pins: readonly string[];
  readonly edited_at: number;
  readonly edit: number;
}

export interface Assignment {
  readonly id: string;
  readonly person: string;
  readonly department: string;
  readonly day: string;
  readonly shift: string;
  readonly version: string;
  readonly cause: "claim" | "hand" | "leave" | "roster" | "swap";
}

export interface OpenShift {
  readonly id: string;
  readonly department: string;
  readonly day: string;
  readonly shift: string;
  readonly skill: string;
  readonly urgent: boolean;
  readonly state: "open" | "taken" | "withdrawn";
  readonly taken_by: string;
  readonly taken_at: number;
  readonly cause: string;
  readonly waiting: readonly string[];
}

export interface Step {
  readonly role: "head" | "hr";
  readonly approver: string;
  readonly state: "approved" | "later" | "refused" | "waiting";
  readonly by: string;
  readonly at: number;
  readonly since: number;
  readonly note: string;
}

export interface LeaveRequest {
  readonly id: string;
  readonly person: string;
  readonly kind: LeaveKind;
  readonly first_day: string;
  readonly last_day: string;
  readonly half: "" | "afternoon" | "morning";
  readonly reason: string;
  readonly department: string;
  readonly state: RequestState;
  readonly days: number;
  readonly route: readonly Step[];
  readonly step: number;
  readonly cover_pending: boolean;
  readonly freed: readonly string[];
  readonly made_at: number;
}

export interface SwapOffer {
  readonly id: string;
  readonly person: string;
  readonly day: string;
  readonly shift: string;
  readonly to: readonly string[];
  readonly wants: readonly string[];
  readonly note: string;
  readonly department: string;
  readonly state: RequestState;
  readonly taken_by: string;
  readonly given_day: string;
  readonly accept: string;
  readonly waiting: readonly string[];
  readonly made_at: number;
  readonly closed_at: number;
}

export interface SwapAccept {
  readonly id: string;
  readonly person: string;
  readonly offer: string;
  readonly gives: string;
  readonly gives_shift: string;
  readonly offered_shift: string;
  readonly department: string;
  readonly state: RequestState;
}

export interface ShiftClaim {
  readonly id: string;
  readonly person: string;
  readonly open_shift: string;
  readonly department: string;
  readonly state: RequestState;
}

export interface Decision {
  readonly id: string;
  readonly person: string;
  readonly request: string;
  readonly kind: "leave_request" | "swap_offer";
  readonly step: number;
  readonly verdict: "approve" | "refuse";
  readonly note: string;
  readonly substitutes: readonly string[];
  readonly department: string;
  readonly author: string;
}

export interface Withdrawal {
  readonly id: string;
  readonly person: string;
  readonly request: string;
  readonly kind: "leave_request" | "shift_claim" | "swap_accept" | "swap_offer";
  readonly department: string;
}

export interface LeaveBalance {
  readonly id: string;
  readonly person: string;
  readonly department: string;
  readonly kind: string;
  readonly year: number;
  readonly total: number;
  readonly used: number;
  readonly pending: number;
}

export interface Punch {
  readonly id: string;
  readonly person: string;
  readonly direction: "in" | "out";
  readonly department: string;
  readonly day: string;
  readonly shift: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly accuracy: number | null;
  readonly fix: Fix;
  readonly fix_age_ms: number;
  readonly place: Place;
  readonly ward_code: string;
  readonly note: string;
  readonly at: number;
  readonly earliest: number;
  readonly judged_place: Place;
  readonly distance_m: number | null;
  readonly code_state: "" | "good" | "old" | "wrong";
  readonly time_flag: "" | "corrected" | "unsure";
  readonly favour: boolean;
  readonly hints: readonly string[];
  readonly known_shift: string;
  readonly known_version: string;
  readonly attendance: string;
}

export interface AttendanceDay {
  readonly id: string;
  readonly person: string;
  readonly department: string;
  readonly day: string;
  readonly shift: string;
  readonly version: string;
  readonly planned_start: number;
  readonly planned_end: number;
  readonly first_in: number | null;
  readonly last_out: number | null;
  readonly late_minutes: number;
  readonly early_minutes: number;
  readonly extra_minutes: number;
  readonly tier: Tier;
  readonly proposal: string;
  readonly flags: readonly string[];
  readonly state: "done" | "missing" | "open" | "present";
  readonly attested_by: string;
}

export interface Attest {
  readonly id: string;
  readonly person: string;
  readonly attendance: readonly string[];
  readonly note: string;
  readonly department: string;
}

export interface WardCode {
  readonly id: string;
  readonly secret: string;
}

export interface Course {
  readonly id: string;
  readonly title_zh: string;
  readonly title_en: string;
  readonly summary_zh: string;
  readonly summary_en: string;
  readonly posts: readonly string[];
  readonly compulsory: boolean;
  readonly due: string | null;
  readonly minutes: number;
  readonly pass_mark: number;
  readonly revision: number;
  readonly withdrawn: boolean;
}

export interface Localised {
  readonly zh: string;
  readonly en: string;
}

export interface TextBlock {
  readonly kind: "text";
  readonly id: string;
  readonly minutes: number;
  readonly heading: Localised;
  readonly paragraphs?: readonly Localised[];
  readonly points?: readonly Localised[];
}

export interface RectShape {
  readonly shape: "rect";
  readonly fill?: Token | null;
  readonly stroke?: Token | null;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly r?: number;
}

export interface CircleShape {
  readonly shape: "circle";
  readonly fill?: Token | null;
  readonly stroke?: Token | null;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

export interface LineShape {
  readonly shape: "line";
  readonly fill?: Token | null;
  readonly stroke?: Token | null;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface PathShape {
  readonly shape: "path";
  readonly fill?: Token | null;
  readonly stroke?: Token | null;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly d: string;
}

export interface LocalisedLabel {
  readonly zh: string;
  readonly en: string;
}

export interface TextShape {
  readonly shape: "text";
  readonly fill?: Token | null;
  readonly stroke?: Token | null;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly text: LocalisedLabel;
  readonly size?: number;
  readonly anchor?: "end" | "middle" | "start";
  readonly bold?: boolean;
}

export interface Drawing {
  readonly view: readonly [number, number];
  readonly shapes: readonly (RectShape | CircleShape | LineShape | PathShape | TextShape)[];
}

export interface FigureBlock {
  readonly kind: "figure";
  readonly id: string;
  readonly minutes: number;
  readonly heading: Localised;
  readonly drawing: Drawing;
  readonly alt: Localised;
  readonly caption: Localised;
}

export interface Option {
  readonly id: string;
  readonly text: Localised;
}

export interface CheckBlock {
  readonly kind: "check";
  readonly id: string;
  readonly minutes: number;
  readonly question: Localised;
  readonly options: readonly Option[];
  readonly answer: readonly string[];
  readonly why: Localised;
}

export interface QuizQuestion {
  readonly id: string;
  readonly question: Localised;
  readonly options: readonly Option[];
  readonly multiple?: boolean;
  readonly answer?: readonly string[];
  readonly why?: Localised | null;
}

export interface CourseContent {
  readonly slug: string;
  readonly title: Localised;
  readonly summary: Localised;
  readonly roles: readonly ("all" | "cleaning" | "consultant" | "doctor" | "head_nurse" | "hr" | "kitchen" | "manager" | "nurse" | "reception" | "trainer")[];
  readonly compulsory: boolean;
  readonly minutes: number;
  readonly pass_mark: number;
  readonly revision: number;
  readonly blocks: readonly (TextBlock | FigureBlock | CheckBlock)[];
  readonly quiz: readonly QuizQuestion[];
}

export interface CourseRevision {
  readonly id: string;
  readonly course: string;
  readonly revision: number;
  readonly content: CourseContent;
  readonly hashes: { readonly [key: string]: string };
}

export interface CourseKey {
  readonly id: string;
  readonly answers: { readonly [key: string]: readonly string[] };
  readonly why: { readonly [key: string]: Localised };
}

export interface LearningEvent {
  readonly id: string;
  readonly person: string;
  readonly course: string;
  readonly revision: number;
  readonly block: string;
  readonly block_hash: string;
  readonly seconds: number;
  readonly right: boolean | null;
  readonly credited: number;
  readonly at: number;
}

export interface QuizAttempt {
  readonly id: string;
  readonly person: string;
  readonly course: string;
  readonly revision: number;
  readonly answers: { readonly [key: string]: readonly string[] };
  readonly began: number;
  readonly score: number | null;
  readonly passed: boolean | null;
  readonly wrong: readonly string[];
  readonly at: number;
  readonly reasons: { readonly [key: string]: Localised };
}

export interface CourseProgress {
  readonly id: string;
  readonly person: string;
  readonly department: string;
  readonly course: string;
  readonly blocks: { readonly [key: string]: string };
  readonly credited_seconds: number;
  readonly months: { readonly [key: string]: number };
  readonly best_score: number | null;
  readonly passed_at: number;
}

export interface LearningMonth {
  readonly id: string;
  readonly person: string;
  readonly department: string;
  readonly month: string;
  readonly target_minutes: number;
  readonly seconds: number;
  readonly pending_seconds: number;
}

export interface Certificate {
  readonly id: string;
  readonly person: string;
  readonly department: string;
  readonly course: string;
  readonly revision: number;
  readonly score: number;
  readonly minutes: number;
  readonly at: number;
  readonly attempt: string;
}

export interface Message {
  readonly id: string;
  readonly person: string;
  readonly code: string;
  readonly params: Params;
  readonly at: number;
  readonly about: string;
  readonly urgent: boolean;
  readonly needs_answer: boolean;
  readonly next: readonly NextStep[];
  readonly seen_at: number;
  readonly answered_at: number;
}

export interface PastVerdict {
  readonly outcome: string;
  readonly code: string;
  readonly rule: string;
  readonly params: Params;
  readonly at: number;
}

export interface Slip {
  readonly id: string;
  readonly person: string;
  readonly collection: string;
  readonly record: string;
  readonly outcome: string;
  readonly code: string;
  readonly rule: string;
  readonly params: Params;
  readonly next: readonly NextStep[];
  readonly at: number;
  readonly claimed: number;
  readonly effective: number;
  readonly sure: boolean;
  readonly offset: number;
  readonly history: readonly PastVerdict[];
}

/** Collection name to the record a phone reads. */
export interface Records {
  site: Site;
  department: Department;
  person: Person;
  employment: Employment;
  profile: Profile;
  preference: Preference;
  shift_type: ShiftType;
  demand: Demand;
  rule_set: RuleSet;
  holiday: Holiday;
  roster_version: RosterVersion;
  draft: Draft;
  assignment: Assignment;
  open_shift: OpenShift;
  leave_request: LeaveRequest;
  swap_offer: SwapOffer;
  swap_accept: SwapAccept;
  shift_claim: ShiftClaim;
  decision: Decision;
  withdrawal: Withdrawal;
  leave_balance: LeaveBalance;
  punch: Punch;
  attendance_day: AttendanceDay;
  attest: Attest;
  ward_code: WardCode;
  course: Course;
  course_revision: CourseRevision;
  course_key: CourseKey;
  learning_event: LearningEvent;
  quiz_attempt: QuizAttempt;
  course_progress: CourseProgress;
  learning_month: LearningMonth;
  certificate: Certificate;
  message: Message;
  slip: Slip;
}

/** What a phone may write: the author's fields of a new fact or intent, any of them for a document. */
export interface Puts {
  profile: Partial<Pick<Profile, "ward_phone" | "emergency_name" | "emergency_phone" | "languages" | "notes">>;
  preference: Partial<Pick<Preference, "liked_shifts" | "disliked_shifts" | "days_off" | "nights_in_row" | "locale" | "quiet">>;
  leave_request: Pick<LeaveRequest, "kind" | "first_day" | "last_day"> & Partial<Pick<LeaveRequest, "half" | "reason">>;
  swap_offer: Pick<SwapOffer, "day" | "shift"> & Partial<Pick<SwapOffer, "to" | "wants" | "note">>;
  swap_accept: Pick<SwapAccept, "offer" | "offered_shift"> & Partial<Pick<SwapAccept, "gives" | "gives_shift">>;
  shift_claim: Pick<ShiftClaim, "open_shift">;
  decision: Pick<Decision, "request" | "kind" | "verdict"> & Partial<Pick<Decision, "step" | "note" | "substitutes">>;
  withdrawal: Pick<Withdrawal, "request" | "kind">;
  punch: Pick<Punch, "direction" | "department" | "day"> & Partial<Pick<Punch, "shift" | "lat" | "lon" | "accuracy" | "fix" | "fix_age_ms" | "place" | "ward_code" | "note">>;
  attest: Pick<Attest, "attendance"> & Partial<Pick<Attest, "note">>;
  learning_event: Pick<LearningEvent, "course" | "revision" | "block" | "block_hash" | "seconds"> & Partial<Pick<LearningEvent, "right">>;
  quiz_attempt: Pick<QuizAttempt, "course" | "revision" | "answers" | "began">;
  message: Partial<Pick<Message, "seen_at" | "answered_at">>;
}

export type CollectionName = keyof Records;
export type WritableName = keyof Puts;
export type Law = "fact" | "intent" | "plan" | "document";
export type MergeLaw = "register" | "set" | "max" | "safety" | "text";

/** The law of a collection; for those a phone writes, also the author's field, the merge law of each
 *  field that is no register, and what a record holds before the server has spoken. */
export interface Declared {
  readonly law: Law;
  readonly author?: string;
  readonly merge?: { readonly [field: string]: MergeLaw };
  readonly blank?: { readonly [field: string]: unknown };
}

export const collections: { readonly [N in CollectionName]: Declared } = {
  site: { law: "plan" },
  department: { law: "plan" },
  person: { law: "plan" },
  employment: { law: "plan" },
  profile: { law: "document", merge: {"languages": "set", "notes": "text"}, blank: {"id": "", "department": "none", "ward_phone": "", "emergency_name": "", "emergency_phone": "", "languages": [], "notes": ""} },
  preference: { law: "document", merge: {"liked_shifts": "set", "disliked_shifts": "set", "days_off": "set"}, blank: {"id": "", "department": "none", "liked_shifts": [], "disliked_shifts": [], "days_off": [], "nights_in_row": 2, "locale": "zh-CN", "quiet": true} },
  shift_type: { law: "plan" },
  demand: { law: "plan" },
  rule_set: { law: "plan" },
  holiday: { law: "plan" },
  roster_version: { law: "plan" },
  draft: { law: "plan" },
  assignment: { law: "plan" },
  open_shift: { law: "plan" },
  leave_request: { law: "intent", author: "person", blank: {"id": "", "person": "", "half": "", "reason": "", "department": "", "state": "waiting", "days": 0.0, "route": [], "step": 0, "cover_pending": false, "freed": [], "made_at": 0} },
  swap_offer: { law: "intent", author: "person", blank: {"id": "", "person": "", "to": [], "wants": [], "note": "", "department": "", "state": "open", "taken_by": "", "given_day": "", "accept": "", "waiting": [], "made_at": 0, "closed_at": 0} },
  swap_accept: { law: "intent", author: "person", blank: {"id": "", "person": "", "gives": "", "gives_shift": "", "department": "", "state": "waiting"} },
  shift_claim: { law: "intent", author: "person", blank: {"id": "", "person": "", "department": "", "state": "waiting"} },
  decision: { law: "intent", author: "person", blank: {"id": "", "person": "", "step": 0, "note": "", "substitutes": [], "department": "", "author": ""} },
  withdrawal: { law: "intent", author: "person", blank: {"id": "", "person": "", "department": ""} },
  leave_balance: { law: "plan" },
  punch: { law: "fact", author: "person", blank: {"id": "", "person": "", "shift": "", "lat": null, "lon": null, "accuracy": null, "fix": "none", "fix_age_ms": 0, "place": "unknown", "ward_code": "", "note": "", "at": 0, "earliest": 0, "judged_place": "unknown", "distance_m": null, "code_state": "", "time_flag": "", "favour": true, "hints": [], "known_shift": "", "known_version": "", "attendance": ""} },
  attendance_day: { law: "plan" },
  attest: { law: "intent", author: "person", blank: {"id": "", "person": "", "note": "", "department": ""} },
  ward_code: { law: "plan" },
  course: { law: "plan" },
  course_revision: { law: "plan" },
  course_key: { law: "plan" },
  learning_event: { law: "fact", author: "person", blank: {"id": "", "person": "", "right": null, "credited": 0, "at": 0} },
  quiz_attempt: { law: "fact", author: "person", blank: {"id": "", "person": "", "score": null, "passed": null, "wrong": [], "at": 0, "reasons": {}} },
  course_progress: { law: "plan" },
  learning_month: { law: "plan" },
  certificate: { law: "plan" },
  message: { law: "document", merge: {"seen_at": "max", "answered_at": "max"}, blank: {"code": "", "id": "", "person": "", "params": {}, "at": 0, "about": "", "urgent": false, "needs_answer": false, "next": [], "seen_at": 0, "answered_at": 0} },
  slip: { law: "plan" },
};

/** The fields a phone may send. */
export const authorFields: { readonly [N in WritableName]: readonly string[] } = {
  profile: ["ward_phone", "emergency_name", "emergency_phone", "languages", "notes"],
  preference: ["liked_shifts", "disliked_shifts", "days_off", "nights_in_row", "locale", "quiet"],
  leave_request: ["kind", "first_day", "last_day", "half", "reason"],
  swap_offer: ["day", "shift", "to", "wants", "note"],
  swap_accept: ["offer", "gives", "gives_shift", "offered_shift"],
  shift_claim: ["open_shift"],
  decision: ["request", "kind", "step", "verdict", "note", "substitutes"],
  withdrawal: ["request", "kind"],
  punch: ["direction", "department", "day", "shift", "lat", "lon", "accuracy", "fix", "fix_age_ms", "place", "ward_code", "note"],
  attest: ["attendance", "note"],
  learning_event: ["course", "revision", "block", "block_hash", "seconds", "right"],
  quiz_attempt: ["course", "revision", "answers", "began"],
  message: ["seen_at", "answered_at"],
};

export const PROTOCOL = 1;
export const SCHEMA = 1;
export const MAX_CHANGES = 500;
