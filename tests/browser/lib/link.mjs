// A phone's way to the server: a small TCP relay that can be cut, so that the server is really unreachable while navigator.onLine stays true.
import { createServer as httpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { freePort } from './server.mjs';

export class Link {
  constructor(target, port) {
    this.target = target;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.sockets = new Set();
    this.listener = null;
  }

  static async open(target) {
    const link = new Link(target, await freePort());
    await link.restore();
    return link;
  }

  /** Lets the phone through again. */
  async restore() {
    if (this.listener) await this.cut();
    const listener = createServer((phone) => this.relay(phone));
    await this.listen(listener);
  }

  relay(phone) {
    const server = connect(this.target, '127.0.0.1');
    for (const [one, other] of [[phone, server], [server, phone]]) {
      this.sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  listen(listener) {
    this.listener = listener;
    return new Promise((done, fail) => listener.once('error', fail).listen(this.port, '127.0.0.1', done));
  }

  /** Nobody answers any more, and open connections end in the middle of whatever they carry. */
  async cut() {
    const { listener } = this;
    this.listener = null;
    const closed = listener && new Promise((done) => listener.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** A hotel's log-in page: every request gets 200 and HTML (PHONE 4.16). */
  async portal() {
    await this.cut();
    const page = httpServer((request, response) => {
      request.resume();
      this.caught = [...(this.caught ?? []), request.url];
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Wi-Fi</title><form>Agree</form>');
    });
    page.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await this.listen(page);
  }
}
