import { mount } from 'svelte';
import { need, setLocale } from '../../i18n/index.svelte';
import '../tokens.css';
import '../base.css';
import Gallery from './Gallery.svelte';

// development only: ?page=p02&theme=night&lang=en&grey
const query = new URLSearchParams(location.search);
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light';
if (query.has('grey')) document.documentElement.style.filter = 'grayscale(1)';
if (query.get('text') === '200') document.documentElement.style.fontSize = '200%';
await need(['kit', 'parts']);
await setLocale(query.get('lang') === 'en' ? 'en' : 'zh-CN');
const target = document.getElementById('app');
if (target) mount(Gallery, { target, props: { page: query.get('page') ?? '' } });
document.body.dataset['ready'] = 'yes';
