/** Routes live in the hash, so that the page works from any folder, any host and a file. */
import { ownTabPath, readOwnTabPath } from './browser/own-tab-path';

export type Route =
  | { view: 'start' }
  | { view: 'images' }
  /** Writing a lab. */
  | { view: 'author' }
  /** `learner`: whose lab it is, as an instructor's link says. */
  | { view: 'lab'; slug: string; learner?: string }
  | { view: 'play'; template: string }
  | { view: 'session'; id: string }
  /** A site of an open session, in a tab of its own. */
  | { view: 'site'; session: string; url: string }
  /** A whole session inside the link. */
  | { view: 'shared'; data: string }
  /** What somebody handed in, inside the link. */
  | { view: 'handed-in'; data: string }
  | { view: 'unknown'; hash: string };

export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, '').replace(/\/+$/, '');
  if (path === '') return { view: 'start' };
  if (path === 'images') return { view: 'images' };
  if (path === 'author') return { view: 'author' };
  const site = readOwnTabPath(hash.replace(/^#\/?/, ''));
  if (site) return { view: 'site', ...site };
  const whose = /^lab\/([A-Za-z0-9_-]+)\/for\/([^/]{1,300})$/.exec(path);
  if (whose) return { view: 'lab', slug: whose[1] as string, learner: decoded(whose[2] as string) };
  const match = /^(lab|play|session|shared|handed-in)\/([A-Za-z0-9_-]+)$/.exec(path);
  switch (match?.[1]) {
    case 'lab':
      return { view: 'lab', slug: match[2] as string };
    case 'play':
      return { view: 'play', template: match[2] as string };
    case 'session':
      return { view: 'session', id: match[2] as string };
    case 'shared':
      return { view: 'shared', data: match[2] as string };
    case 'handed-in':
      return { view: 'handed-in', data: match[2] as string };
    default:
      return { view: 'unknown', hash };
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function formatRoute(route: Route): string {
  switch (route.view) {
    case 'start':
      return '#/';
    case 'images':
      return '#/images';
    case 'author':
      return '#/author';
    case 'lab':
      return `#/lab/${route.slug}${route.learner === undefined ? '' : `/for/${encodeURIComponent(route.learner)}`}`;
    case 'play':
      return `#/play/${route.template}`;
    case 'session':
      return `#/session/${route.id}`;
    case 'site':
      return `#/${ownTabPath(route.session, route.url) ?? ''}`;
    case 'shared':
      return `#/shared/${route.data}`;
    case 'handed-in':
      return `#/handed-in/${route.data}`;
    case 'unknown':
      return route.hash;
  }
}

class Router {
  route = $state.raw<Route>(parseRoute(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => (this.route = parseRoute(location.hash)));
  }

  go(route: Route): void {
    location.hash = formatRoute(route);
  }

  /** Corrects the address without leaving the view. */
  replace(route: Route): void {
    history.replaceState(history.state, '', formatRoute(route));
  }
}

export const router = new Router();
