import { mount } from 'svelte';
import App from './App.svelte';
import { startSession } from './app/start';
import { setLocale } from './i18n/index.svelte';
import { look } from './ui/look.svelte';
import './ui/tokens.css';
import './ui/base.css';
import { registerWorker } from './worker/register';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

if (look.stored.locale === 'en') await setLocale('en');
mount(App, { target });
void startSession();

/** The worker woke the page (background sync, a push): whoever syncs listens for this event. */
export const WAKE = 'zhiban:wake';
if (import.meta.env.PROD) void registerWorker(() => dispatchEvent(new Event(WAKE)));
