import type { Board, CellEdit, Office, Solve, Told } from '../../sync/office';
import { cellKey, inverse } from './view';

type Problem = Extract<Told<never>, { ok: false }>;

const TICK_MS = 600;

/** A draft at work: what the server last said, edits on their way, the solve that runs. Edits go out one after the other. */
export class BoardWork {
  board = $state.raw<Board | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Edits of one's own that met someone else's (409): shown, and put on only if asked for. */
  clash = $state.raw<readonly CellEdit[]>([]);
  fresh = $state.raw<ReadonlySet<string>>(new Set());
  solve = $state.raw<Solve | null>(null);
  seconds = $state(0);
  saving = $state(0);
  undoable = $state(0);
  private readonly past: CellEdit[][] = [];
  private tail: Promise<void> = Promise.resolve();
  private gone = false;

  constructor(
    private readonly office: Office,
    readonly id: string,
    private readonly kept: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  ) {}

  leave(): void {
    this.gone = true;
  }

  /** Takes what the server said; false leaves the old board readable beside the reason. */
  private take(told: Told<Board>): told is Extract<Told<Board>, { ok: true }> {
    if (told.ok) [this.board, this.problem] = [told.value, null];
    else this.problem = told;
    return told.ok;
  }

  async load(): Promise<void> {
    this.take(await this.office.board(this.id));
    const running = this.kept.getItem(`solve:${this.id}`);
    if (running && !this.solve) void this.follow(running, 0);
  }

  private mark(edits: readonly CellEdit[]): void {
    this.fresh = new Set([...this.fresh, ...edits.map((e) => cellKey(e.person, e.day))]);
  }

  /** Cells set by hand become locked; the board shows them before the server has answered. */
  edit(edits: readonly CellEdit[], undoing = false): Promise<void> {
    const { board } = this;
    if (!board || edits.length === 0) return Promise.resolve();
    if (!undoing) this.past.push(inverse(board, edits));
    this.undoable = this.past.length;
    this.mark(edits);
    this.board = withEdits(board, edits);
    this.saving++;
    this.tail = this.tail.then(async () => {
      await this.send(edits);
      this.saving--;
    });
    return this.tail;
  }

  private async send(edits: readonly CellEdit[]): Promise<void> {
    const told = await this.office.edit(this.id, this.board?.draft.edit ?? 0, edits);
    // later edits are still on their way: their cells stay as typed until their own answer
    if (told.ok && this.saving > 1) this.board = { ...told.value, draft: { ...told.value.draft, cells: this.board?.draft.cells ?? told.value.draft.cells, pins: this.board?.draft.pins ?? told.value.draft.pins } };
    else if (told.ok) this.take(told);
    else await this.refused(told, edits);
  }

  private async refused(problem: Problem, edits: readonly CellEdit[]): Promise<void> {
    const now = await this.office.board(this.id);
    if (now.ok) this.board = now.value;
    this.problem = problem;
    if (problem.code === 'draft.edited') this.clash = [...this.clash, ...edits];
  }

  /** Puts one's own edits over what the other person did, after having seen it. */
  async insist(): Promise<void> {
    const edits = this.clash;
    [this.clash, this.problem] = [[], null];
    await this.edit(edits, true);
  }

  drop(): void {
    [this.clash, this.problem] = [[], null];
  }

  async undo(): Promise<void> {
    const back = this.past.pop();
    this.undoable = this.past.length;
    if (back) await this.edit(back, true);
  }

  async start(limit: number): Promise<void> {
    await this.tail;
    const told = await this.office.solve(this.id, limit);
    if (!told.ok) {
      this.problem = told;
      return;
    }
    this.problem = null;
    this.kept.setItem(`solve:${this.id}`, told.value.id);
    await this.follow(told.value.id, 0);
  }

  /** Watches a solve until it ends; a lost connection is asked again, the solve goes on without us. */
  private async follow(id: string, from: number): Promise<void> {
    const began = Date.now() - from * 1000;
    while (!this.gone) {
      const told = await this.office.progress(id);
      if (told.ok) this.solve = told.value;
      else if (!told.offline) break;
      this.seconds = Math.max((Date.now() - began) / 1000, this.solve?.curve.at(-1)?.[0] ?? 0);
      if (told.ok && told.value.state !== 'running') break;
      await new Promise((done) => setTimeout(done, TICK_MS));
    }
    if (this.gone) return;
    this.kept.removeItem(`solve:${this.id}`);
    this.fresh = new Set();
    this.take(await this.office.board(this.id));
  }

  async stop(): Promise<void> {
    if (this.solve?.state === 'running') await this.office.cancel(this.solve.id);
  }

  closeSolve(): void {
    this.solve = null;
  }

  async publish(reason: string): Promise<boolean> {
    await this.tail;
    const done = this.take(await this.office.publish(this.id, this.board?.draft.edit ?? 0, reason));
    if (done) this.fresh = new Set();
    return done;
  }
}

/** A board with cells set and locked, before the server has judged it. */
export function withEdits(board: Board, edits: readonly CellEdit[]): Board {
  const cells: Record<string, readonly string[]> = { ...board.draft.cells };
  const pins = new Set(board.draft.pins);
  for (const edit of edits) {
    const n = board.days.indexOf(edit.day);
    cells[edit.person] = (cells[edit.person] ?? []).map((old, i) => (i === n ? edit.shift : old));
    if (edit.locked) pins.add(`${edit.person}:${n}`);
    else pins.delete(`${edit.person}:${n}`);
  }
  return { ...board, draft: { ...board.draft, cells, pins: [...pins] } };
}
