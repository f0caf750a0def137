// Somebody who sees everything, over the plain protocol: the outside view by which the phones' claims are checked.
import { PASSWORD } from './phone.mjs';

export class Desk {
  constructor(url) {
    this.url = url;
    this.rows = new Map();
    this.cursor = '';
  }

  static async logIn(server, number) {
    const desk = new Desk(server.url);
    desk.me = await desk.post('/people/login', { number, password: PASSWORD, label: 'journey' });
    return desk;
  }

  async call(method, path, body) {
    const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(this.me ? { authorization: `Bearer ${this.me.token}` } : {}) };
    const answer = await fetch(this.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 400)}`);
    return JSON.parse(text);
  }

  post(path, body) {
    return this.call('POST', path, body);
  }

  get(path) {
    return this.call('GET', path);
  }

  async pull() {
    for (let more = true; more; ) {
      const delta = await this.post('/sync/pull', { v: 1, schema: 1, cursor: this.cursor, limit: 2000 });
      for (const row of delta.rows) this.rows.set(`${row.c} ${row.id}`, { ...row.v, collection: row.c });
      for (const row of delta.gone ?? []) this.rows.delete(`${row.c} ${row.id}`);
      [this.cursor, more] = [delta.cursor, delta.more ?? false];
    }
    return this;
  }

  all(collection) {
    return [...this.rows.values()].filter((row) => row.collection === collection);
  }

  one(collection, id) {
    return this.rows.get(`${collection} ${id}`);
  }
}
