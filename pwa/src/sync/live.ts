/** Server-sent hints over a fetch stream, because an EventSource cannot carry the token. A hint says only that something moved. */
export interface LiveWire {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

/** Splits a stream of text into events; returns the unfinished rest. */
export function readEvents(buffer: string, heard: (event: string, data: string) => void): string {
  const parts = buffer.replaceAll('\r\n', '\n').split('\n\n');
  const rest = parts.pop() ?? '';
  for (const part of parts) {
    const lines = part.split('\n');
    const field = (name: string): string => lines.filter((l) => l.startsWith(`${name}:`)).map((l) => l.slice(name.length + 1).trim()).join('\n');
    const event = field('event');
    if (event) heard(event, field('data'));
  }
  return rest;
}

/** The server says something every 20 s; a stream silent for three times that died while the phone slept. */
export const SILENT_MS = 60_000;

async function readSoon(wire: LiveWire, reader: ReadableStreamDefaultReader<string>): Promise<string | null> {
  const heard = new AbortController();
  const silence = wire.wait(SILENT_MS, heard.signal).then(() => null);
  const got = await Promise.race([reader.read(), silence]).finally(() => heard.abort());
  if (!got) await reader.cancel();
  return got && !got.done ? got.value : null;
}

async function listenOnce(wire: LiveWire, token: string, signal: AbortSignal, heard: () => void): Promise<boolean> {
  const response = await wire.fetch('/sync/live', { headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' }, cache: 'no-store', credentials: 'omit', signal });
  if (!response.ok || !response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return false;
  // Whatever moved while nobody listened was not hinted at.
  heard();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const part = await readSoon(wire, reader);
    if (part === null) return true;
    buffer = readEvents(buffer + part, (event) => {
      if (event === 'hint') heard();
    });
  }
}

/** Listens until the signal says stop, connecting again after 1 s to a minute. */
export async function listen(wire: LiveWire, token: string, signal: AbortSignal, heard: () => void): Promise<void> {
  let fails = 0;
  while (!signal.aborted) {
    const good = await listenOnce(wire, token, signal, heard).catch(() => false);
    fails = good ? 0 : Math.min(fails + 1, 6);
    if (!signal.aborted) await wire.wait((1000 * 2 ** fails) * (0.5 + wire.random() / 2), signal).catch(() => undefined);
  }
}
