/** The page's entry: what a deep link will need is fetched before the first component is drawn. */
import { mount } from 'svelte';
import './ui/styles/fonts.css';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import App from './ui/App.svelte';
import { loadSessionPage } from './ui/load-session-page';
import { parseRoute } from './ui/router.svelte';

const route = parseRoute(location.hash);
if (route.view !== 'start' && route.view !== 'unknown') void loadSessionPage();

// What was loaded once works without a network; where workers are refused (file pages) the page works all the same.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('./sw.js').catch(() => undefined));
}

const target = document.getElementById('app');
if (target) mount(App, { target });
