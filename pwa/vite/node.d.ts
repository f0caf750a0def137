// The few Node functions that the build and its tests use; the app itself runs in browsers only.
declare module 'node:fs' {
  export function readFileSync(path: string | URL, encoding: 'utf8'): string;
  export function readdirSync(path: string | URL): string[];
  export function statSync(path: string | URL): { isDirectory(): boolean };
}
declare module 'node:path' {
  export function join(...parts: string[]): string;
}
declare module 'node:url' {
  export function fileURLToPath(url: URL | string): string;
}
declare module 'node:vm' {
  export function runInNewContext(code: string, context: Record<string, unknown>): unknown;
}
declare const process: { env: Record<string, string | undefined> };
