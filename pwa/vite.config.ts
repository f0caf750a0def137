/// <reference path="./vite/node.d.ts" />
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { VitePWA } from 'vite-plugin-pwa';
import { messages } from './vite/messages.ts';
import { groundColours, page } from './vite/page.ts';
import { readFileSync } from 'node:fs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const ground = groundColours(readFileSync(here('src/ui/tokens.css'), 'utf8'));

/** Rooms that only the office opens: their chunks are named desk-* and stay out of the phone's precache. The ward's code screen must open without network. */
const DESK = /\/(rooms\/(board|attendance(?!\/(WardCode|ward_code))|people|reports|authoring)|ui\/desk)\/|messages\/[\w-]+\/(board|attendance|kit)$/;

/** What is needed from opening the app until Today stands, in one chunk: it compresses better and costs one request. */
const SHELL = new RegExp(
  [
    'node_modules/(svelte|esm-env|clsx)/',
    'src/i18n/(?!choose)',
    'src/(router|place|shell|App)\\b',
    'src/rooms/(index|choose)\\.ts',
    'src/worker/(register|paths)',
    'src/ui/(Icon|NotYet|PhoneFrame|TabBar|UpdateBar|AppBar|Screen|Button|IconButton|ThumbZone|look\\.svelte|theme|shift|ribbon|ShiftMark|DutyCard|DutyRibbon|SyncStrip|PeopleGrid|Avatar|PinPad|Note)\\b',
    'src/app/(desk|environment|marks|session|start|types|vault)\\b',
    'src/store/',
    'src/changes/(clock|merge|segments)\\b',
    'src/sync/(leader|status)\\b',
    'src/ward/(checkin|duty|faults|look\\.svelte|words)\\b',
    'src/rooms/(unlock/Unlock|today/(Today|DutyToday))\\.svelte',
    'messages/zh-CN/(common|unlock|today)$',
    'vite/preload-helper',
  ].join('|'),
);

const api = process.env['ZHIBAN_API'] ?? 'http://127.0.0.1:8000';
const proxied = ['/sync', '/people', '/rostering', '/attendance', '/learning', '/requests', '/notify', '/health'];

export default defineConfig({
  plugins: [
    messages(here('../shared-schemas/messages')),
    page(here('src')),
    svelte(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/worker',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: {
        id: '/',
        name: '值班 Zhiban',
        short_name: '值班',
        description: '病区手机上的班表、打卡、换班和学习，没信号也能用',
        lang: 'zh-CN',
        start_url: '/#/today',
        scope: '/',
        display: 'standalone',
        orientation: 'any',
        background_color: ground.light,
        theme_color: ground.light,
        icons: [
          { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'],
        globIgnores: ['**/desk-*', '**/icon-512.png', '**/icon-maskable-512.png'],
      },
    }),
  ],
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target: api, ws: true }])) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    modulePreload: false,
    // one sheet for all rooms: no unstyled moment when a lazy room opens, and no CSS loader in the script
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'shell', test: SHELL }] },
        chunkFileNames: (chunk) =>
          chunk.moduleIds.some((id) => DESK.test(id)) ? 'assets/desk-[name]-[hash].js' : 'assets/[name]-[hash].js',
      },
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'vite/**/*.test.ts'],
  },
});
