/** The page's entry: what a deep link will need is fetched before the first component is drawn. */
import { mount } from 'svelte';
import './ui/styles/fonts.css';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import App from './ui/App.svelte';
import { coursePage } from './ui/course/course-page';
import { loadSessionPage } from './ui/load-session-page';
import { router } from './ui/router.svelte';

// A package for a learning system is about one lab: its page begins there.
const course = coursePage();
if (course?.slug !== undefined && router.route.view === 'start') {
  router.route = { view: 'lab', slug: course.slug };
  router.replace(router.route);
}

const { route } = router;
if (route.view !== 'start' && route.view !== 'unknown') void loadSessionPage();

// What was loaded once works without a network; where workers are refused (file pages) the page works all the same.
// A package belongs to its learning system, which keeps and replaces its files as it likes.
if (course?.slug === undefined && import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('./sw.js').catch(() => undefined));
}

const target = document.getElementById('app');
if (target) mount(App, { target });
