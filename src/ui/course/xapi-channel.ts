/**
 * xAPI: statements to a record store that the launch names in the page's address (`endpoint`, `auth`, `actor`, and perhaps
 * `registration` and `activity_id`): attempted when the lab opens, passed and completed with the score when it is done, failed
 * with the score when it is left before that.
 */
import type { CourseChannel } from './course-channel';
import type { CourseScore } from './course-score';

export interface Launch {
  /** With a slash at its end. */
  endpoint: string;
  auth: string;
  actor: Record<string, unknown>;
  registration?: string;
  activity: string;
}

const VERSION = '1.0.3';
const VERBS = {
  attempted: 'http://adlnet.gov/expapi/verbs/attempted', passed: 'http://adlnet.gov/expapi/verbs/passed',
  failed: 'http://adlnet.gov/expapi/verbs/failed', completed: 'http://adlnet.gov/expapi/verbs/completed',
} as const;

/** What the launch says; words for what is wrong with it. */
export function launchOf(search: string, href: string): Launch | string {
  const parameters = new URLSearchParams(search);
  const endpoint = urlOf(parameters.get('endpoint') ?? '');
  const page = new URL(href);
  if (!endpoint) return 'This lab was opened without the address of a record store.';
  // Progress is sent only where nobody reads it on the way, to where this page is from, or within this machine.
  const safe = endpoint.protocol === 'https:' || (endpoint.protocol === 'http:' && (endpoint.origin === page.origin || /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(endpoint.hostname)));
  if (!safe) return 'The record store’s address is not secure.';
  let actor: unknown;
  try {
    actor = JSON.parse(parameters.get('actor') ?? '');
  } catch {
    actor = undefined;
  }
  if (typeof actor !== 'object' || actor === null || Array.isArray(actor)) return 'This lab was opened without saying who does it.';
  const registration = parameters.get('registration');
  return {
    endpoint: endpoint.href.replace(/\/*$/, '/'), auth: parameters.get('auth') ?? '', actor: flat(actor as Record<string, unknown>),
    ...(registration !== null && /^[0-9a-f-]{36}$/i.test(registration) ? { registration } : {}),
    activity: parameters.get('activity_id') ?? `${page.origin}${page.pathname}`,
  };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Some systems put each value of an actor into a list of one, as version 0.9 did. */
function flat(actor: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(actor).map(([key, value]) => [key, Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value]));
}

export class XapiChannel implements CourseChannel {
  readonly memory = undefined;
  readonly learner?: string;
  readonly memoryMax = 0;
  private readonly beganMs = Date.now();
  private last: CourseScore | undefined;
  private done = false;
  private told = false;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly launch: Launch,
    private readonly lab: string,
    private readonly mastery: number,
    private readonly problem: (words: string) => void,
  ) {
    const { mbox, account, openid, name } = launch.actor as { mbox?: unknown; account?: { name?: unknown }; openid?: unknown; name?: unknown };
    const learner = [mbox, account?.name, openid, name].find((one): one is string => typeof one === 'string' && one !== '');
    if (learner !== undefined) this.learner = learner.slice(0, 200);
    this.state('attempted');
  }

  report(score: CourseScore): void {
    this.last = score;
    if (this.done || score.percent < this.mastery) return;
    this.done = true;
    this.state('passed', score, true);
    this.state('completed', score, true);
  }

  keep(): void {}

  leave(): void {
    if (this.done || !this.last) return;
    this.done = true;
    this.state('failed', this.last, false);
  }

  private state(verb: keyof typeof VERBS, score?: CourseScore, success?: boolean): void {
    const { actor, activity, registration, endpoint, auth } = this.launch;
    const statement = {
      id: crypto.randomUUID(),
      timestamp: new Date().toISOString(),
      actor,
      verb: { id: VERBS[verb], display: { en: verb } },
      object: { id: activity, definition: { type: 'http://adlnet.gov/expapi/activities/lesson', name: { en: this.lab } } },
      ...(score === undefined ? {} : {
        result: {
          score: { scaled: score.percent / 100, raw: score.points, min: 0, max: Math.max(1, score.of) }, success: success === true, completion: verb !== 'failed',
          duration: `PT${((Date.now() - this.beganMs) / 1000).toFixed(2)}S`,
        },
      }),
      ...(registration === undefined ? {} : { context: { registration } }),
    };
    // `keepalive`: the last one is sent while the page goes.
    const send = (): Promise<Response> => fetch(`${endpoint}statements`, {
      method: 'POST', keepalive: true, credentials: 'omit', referrerPolicy: 'no-referrer',
      headers: { 'Content-Type': 'application/json', 'X-Experience-API-Version': VERSION, ...(auth === '' ? {} : { Authorization: auth }) },
      body: JSON.stringify(statement),
    });
    const sent = verb === 'failed' ? send() : this.queue.then(send);
    this.queue = sent.then(
      (answer) => void (answer.ok || this.tell(`it answered with status ${answer.status}`)),
      () => this.tell('it could not be reached'),
    );
  }

  private tell(words: string): void {
    if (this.told) return;
    this.told = true;
    this.problem(`The record store did not take your progress: ${words}.`);
  }
}
