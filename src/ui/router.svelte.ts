/** Routes live in the hash, so that the page works from any folder, any host and a file. */

export type Route =
  | { view: 'start' }
  | { view: 'images' }
  | { view: 'lab'; slug: string }
  | { view: 'play'; template: string }
  | { view: 'session'; id: string }
  /** A whole session inside the link. */
  | { view: 'shared'; data: string }
  | { view: 'unknown'; hash: string };

export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, '').replace(/\/+$/, '');
  if (path === '') return { view: 'start' };
  if (path === 'images') return { view: 'images' };
  const match = /^(lab|play|session|shared)\/([A-Za-z0-9_-]+)$/.exec(path);
  switch (match?.[1]) {
    case 'lab':
      return { view: 'lab', slug: match[2] as string };
    case 'play':
      return { view: 'play', template: match[2] as string };
    case 'session':
      return { view: 'session', id: match[2] as string };
    case 'shared':
      return { view: 'shared', data: match[2] as string };
    default:
      return { view: 'unknown', hash };
  }
}

export function formatRoute(route: Route): string {
  switch (route.view) {
    case 'start':
      return '#/';
    case 'images':
      return '#/images';
    case 'lab':
      return `#/lab/${route.slug}`;
    case 'play':
      return `#/play/${route.template}`;
    case 'session':
      return `#/session/${route.id}`;
    case 'shared':
      return `#/shared/${route.data}`;
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
