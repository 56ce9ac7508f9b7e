/**
 * From a route to what to open: a lab's latest session or a fresh one, a playground, a saved session, one from a link.
 * Everything that can go wrong here has words for the person who followed the link.
 */
import type { SavedSession, SessionStart } from '../../session/protocol';
import { labBySlug, labs, playgrounds, startOfLab, startOfPlayground } from '../catalogue';
import type { CourseStart } from '../course/course';
import { fakeScenario } from '../open-world';
import { router } from '../router.svelte';
import type { Route } from '../router.svelte';
import { holdSession } from '../sessions/session-lock';
import { newSessionId, sessionStore } from '../sessions/session-store';
import type { SessionStore } from '../sessions/session-store';
import { unpackSession } from '../sessions/session-text';
import type { SessionPlan } from './open-session.svelte';

export type Planned =
  | { ok: true; plan: SessionPlan; /** The address the session should have from now on. */ route?: Route; note?: string }
  | { ok: false; title: string; message: string; /** A damaged session that can still be exported. */ damaged?: string };

export async function planSession(route: Route, course?: CourseStart): Promise<Planned> {
  let store: SessionStore | undefined;
  try {
    store = await sessionStore();
  } catch {
    store = undefined;
  }
  switch (route.view) {
    case 'lab':
      return course ? planCourse(route.slug, course, store) : planLab(route.slug, route.learner, store);
    case 'play':
      return planPlayground(route.template, store);
    case 'session':
      return planSaved(route.id, store);
    case 'shared':
      return planShared(route.data, store);
    case 'handed-in':
      return planHandedIn(route.data, store);
    default:
      return { ok: false, title: 'Nothing is here', message: 'This link leads nowhere. The start page lists every lab.' };
  }
}

/** Sessions to begin with at a route, instead of what was kept: set by `startOver`, taken once. */
const fresh = new Map<string, { start: SessionStart; saved?: SavedSession }>();

/** Begins again from the same start, or goes on from where a saved session stands, in a session of its own. */
export function startOver(start: SessionStart, saved?: SavedSession): void {
  const id = newSessionId();
  fresh.set(id, { start, ...(saved && { saved }) });
  router.go({ view: 'session', id });
}

async function planLab(slug: string, learner: string | undefined, store: SessionStore | undefined): Promise<Planned> {
  if (slug === 'sample' && fakeScenario() !== undefined) return planSample(store);
  const lab = labBySlug(slug);
  if (!lab) {
    const known = labs.map((other) => other.slug).join(', ');
    return {
      ok: false,
      title: 'There is no such lab',
      message: known === '' ? `This page has no lab ${slug}.` : `This page has no lab ${slug}. It has ${known}.`,
    };
  }
  const latest = await store?.latestOf(slug);
  if (latest && store) {
    const planned = await planSaved(latest.id, store);
    if (planned.ok && planned.plan.start.learner === learner) {
      const changed = planned.plan.start.labHash !== undefined && planned.plan.start.labHash !== lab.hash;
      const note = changed ? 'The lab has changed since this session began. Start over to get the new guide’s machines.' : planned.note;
      return { ok: true, plan: planned.plan, ...(note === undefined ? {} : { note }) };
    }
  }
  return { ok: true, plan: await held({ id: newSessionId(), title: lab.title, start: await startOfLab(lab, learner) }, store) };
}

/**
 * A lab of a course goes on with what the learning system kept. Whatever else this browser has of the lab may be somebody
 * else's: without a memory only a session of the same learner does.
 */
async function planCourse(slug: string, { learner, memory }: CourseStart, store: SessionStore | undefined): Promise<Planned> {
  const lab = labBySlug(slug);
  if (!lab || !memory) return planLab(slug, learner, store);
  const { id, session } = memory;
  if (id !== undefined && store && (await store.line(id)) !== undefined) {
    const planned = await planSaved(id, store);
    if (planned.ok && planned.plan.start.lab === slug && planned.plan.start.learner === learner) return planned;
  }
  const own = session && session.start.lab === slug && session.start.learner === learner ? session : undefined;
  const start = own?.start ?? (await startOfLab(lab, learner));
  return { ok: true, plan: await held({ id: newSessionId(), title: lab.title, start, ...(own && { saved: own }) }, store) };
}

/** A guide with one of everything in the stand-in world: for designing, never on an ordinary visit. */
async function planSample(store: SessionStore | undefined): Promise<Planned> {
  const machines = [1, 2, 3, 4, 5].map((n) => ({ name: `node${n}`, platform: 'linux' as const }));
  const start: SessionStart = { lab: 'sample', seed: 7, startMs: Date.UTC(2026, 0, 5, 9), machines };
  const latest = await store?.latestOf('sample');
  return latest ? planSaved(latest.id, store) : { ok: true, plan: await held({ id: newSessionId(), title: 'Build a swarm', start }, store) };
}

async function planPlayground(template: string, store: SessionStore | undefined): Promise<Planned> {
  const playground = playgrounds.find((other) => other.id === template);
  if (!playground)
    return { ok: false, title: 'There is no such playground', message: `The playgrounds are ${playgrounds.map((other) => other.id).join(', ')}.` };
  const id = newSessionId();
  const plan = await held({ id, title: `Playground: ${playground.title}`, start: startOfPlayground(playground) }, store);
  return { ok: true, plan, route: { view: 'session', id } };
}

async function planSaved(id: string, store: SessionStore | undefined): Promise<Planned> {
  const begun = fresh.get(id);
  fresh.delete(id);
  if (begun) return { ok: true, plan: await held({ id, title: titleOf(begun.start), ...begun }, store) };
  if (!store)
    return {
      ok: false,
      title: 'This browser keeps nothing',
      message: 'Saved sessions need the browser’s storage, which is off here (a private window?).',
    };
  const opened = await store.open(id, Date.now());
  if (!opened.ok) {
    const damaged = (await store.line(id)) === undefined ? undefined : id;
    return { ok: false, title: 'This session cannot be opened', message: opened.message, ...(damaged !== undefined && { damaged }) };
  }
  const note = opened.olderCopy ? 'The newest copy of this session was damaged; this is the one before it.' : undefined;
  const plan = await held({ id, title: opened.line.title, start: opened.session.start, saved: opened.session }, store);
  return { ok: true, plan, ...(note === undefined ? {} : { note }) };
}

async function planShared(data: string, store: SessionStore | undefined): Promise<Planned> {
  const read = unpackSession(data);
  if (!read.ok) return { ok: false, title: 'This link cannot be opened', message: `The session in the link cannot be read: ${read.message}.` };
  const id = newSessionId();
  const plan = await held({ id, title: read.session.title, start: read.session.start, saved: read.session }, store);
  return { ok: true, plan, route: { view: 'session', id } };
}

/** What was handed in, as a session that can be looked at. */
async function planHandedIn(data: string, store: SessionStore | undefined): Promise<Planned> {
  const { sessionOfSubmission } = await import('../sessions/handed-in');
  const read = sessionOfSubmission(data);
  if (!read.ok) return { ok: false, title: 'This link cannot be opened', message: `What was handed in cannot be read: ${read.message}.` };
  const { submission } = read;
  const lab = labBySlug(submission.lab);
  if (!lab) return { ok: false, title: 'There is no such lab', message: `It was handed in for the lab ${submission.lab}, which this page does not have.` };
  const id = newSessionId();
  const start: SessionStart = { ...(await startOfLab(lab, submission.learner)), seed: submission.seed, labHash: submission.labHash, ...(submission.skippedTo !== undefined && { skippedTo: submission.skippedTo }) };
  const who = submission.name ?? submission.learner ?? 'somebody';
  const title = `${lab.title}, by ${who}`;
  const { engine, inputs, nowMs, fingerprint } = submission;
  const saved: SavedSession = { format: 'skep-session-1', engine, title, savedAtMs: Date.now(), start, inputs, nowMs, fingerprint };
  const plan = await held({ id, title, start, saved }, store);
  const note = submission.labHash === lab.hash ? undefined : 'It was done with another edition of this lab.';
  return { ok: true, plan, route: { view: 'session', id }, ...(note === undefined ? {} : { note }) };
}

function titleOf(start: SessionStart): string {
  const lab = labBySlug(start.lab);
  if (lab) return lab.title;
  return start.machines.length === 1 ? 'Playground: One machine' : `Playground: ${start.machines.length} machines`;
}

/** Adds the store, unless another tab has the session or there is none. */
async function held(plan: SessionPlan, store: SessionStore | undefined): Promise<SessionPlan> {
  if (!store) return { ...plan, unkept: 'This browser keeps nothing here (a private window?). Export the session to a file to keep it.' };
  if (!(await holdSession(plan.id))) return { ...plan, unkept: 'This session is open in another tab, which keeps it. What you do here is not kept.' };
  return { ...plan, store };
}
