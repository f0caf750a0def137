// The real server: `zhiban serve` on a database of its own, killed and started again at will.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = resolve(import.meta.dirname, '../../..');
/** The built phone app that is served. */
export const PWA = process.env.PWA_DIST ?? join(ROOT, 'pwa/dist');
const BIN = join(ROOT, '.venv/bin');
const START_MS = 120_000;

export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Asks again until the answer is truthy; the error names what was waited for and the last answer. */
export async function until(what, ask, ms = 15_000) {
  const end = Date.now() + ms;
  let last;
  while (Date.now() < end) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await sleep(60);
  }
  throw new Error(`waited ${ms} ms for ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
}

export function temporary(name) {
  return mkdtempSync(join(tmpdir(), `zhiban-${name}-`));
}

function run(command, args, env) {
  return new Promise((done, fail) => {
    const child = spawn(join(BIN, command), args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part));
    child.on('close', (code) => (code === 0 ? done(text) : fail(new Error(`${command} ${args.join(' ')} ended with ${code}: ${text.slice(-2000)}`))));
  });
}

function settings(folder, extra) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ZHIBAN_')));
  return { ...own, ZHIBAN_DATA_DIR: folder, ZHIBAN_LOG_LEVEL: 'warning', ...extra };
}

/** Changes when the code that fills the store does, or the day: the demo is made for today. */
function fingerprint() {
  const hash = createHash('sha256').update(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== '__pycache__') walk(path);
      else if (/\.(py|json)$/.test(entry.name)) hash.update(path).update(readFileSync(path));
    }
  };
  walk(join(ROOT, 'server/zhiban'));
  return hash.digest('hex').slice(0, 12);
}

/** Stores of earlier code or earlier days that nobody copied for an hour. */
function forgetOld() {
  for (const name of readdirSync(tmpdir()).filter((n) => n.startsWith('zhiban-journey-store-'))) {
    const path = join(tmpdir(), name);
    if (!path.endsWith(fingerprint()) && Date.now() - statSync(path).mtimeMs > 3_600_000) rmSync(path, { recursive: true, force: true });
  }
}

/** A data folder with the demo hospital in SQLite, filled once and then copied: filling takes most of a short journey's time. */
export async function demoFolder() {
  const kept = join(tmpdir(), `zhiban-journey-store-${fingerprint()}`);
  if (!existsSync(kept)) {
    const fresh = temporary('fill');
    await run('zhiban', ['demo'], settings(fresh, {}));
    try {
      renameSync(fresh, kept);
    } catch {
      rmSync(fresh, { recursive: true, force: true }); // somebody else was quicker
    }
  }
  forgetOld();
  const folder = temporary('data');
  cpSync(kept, folder, { recursive: true });
  return folder;
}

/** Where a journey's hospital lies: `sqlite` in a folder, `postgresql` in a throw-away cluster. */
export async function demoStore(kind) {
  if (kind === 'sqlite') {
    const folder = await demoFolder();
    return { kind, folder, env: {}, drop: async () => rmSync(folder, { recursive: true, force: true }) };
  }
  const folder = temporary('data');
  const lender = spawn(join(BIN, 'python'), [join(ROOT, 'tests/browser/cluster.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise((done, fail) => {
    createInterface({ input: lender.stdout }).once('line', done);
    lender.once('close', () => fail(new Error('no PostgreSQL to lend')));
  });
  const env = { ZHIBAN_DATABASE_URL: url };
  await run('zhiban', ['demo'], settings(folder, env));
  const drop = async () => {
    const gone = new Promise((done) => lender.once('close', done));
    lender.stdin.end();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  return { kind, folder, env, drop };
}

/** One server process; `kill` is SIGKILL, as when the machine loses power. */
export class Server {
  constructor(store, port, app) {
    this.store = store;
    this.app = app;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.log = join(store.folder, 'server.log');
    this.child = null;
  }

  static async start(store, app = PWA) {
    const server = new Server(store, await freePort(), app);
    await server.up();
    return server;
  }

  async up() {
    mkdirSync(this.store.folder, { recursive: true });
    const out = openSync(this.log, 'a');
    const { app } = this;
    if (!existsSync(join(app, 'sw.js')) || statSync(join(app, 'sw.js')).size === 0) throw new Error(`no built phone app in ${app}: make setup`);
    this.child = spawn(join(BIN, 'zhiban'), ['serve'], {
      cwd: ROOT,
      env: settings(this.store.folder, { ...this.store.env, PORT: String(this.port), ZHIBAN_PWA_DIR: app }),
      stdio: ['ignore', out, out],
    });
    closeSync(out);
    await until('the server to answer', async () => {
      if (this.child.exitCode !== null) throw new Error(readFileSync(this.log, 'utf8').slice(-2000));
      return (await fetch(`${this.url}/health`)).ok;
    }, START_MS);
  }

  async kill() {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  /** What went wrong inside, for the end of a journey: a 500 or a traceback is a failure even when no phone noticed. */
  complaints() {
    return readFileSync(this.log, 'utf8').split('\n').filter((line) => /Traceback|ERROR|Error:/.test(line));
  }
}
