/** The labs that this page was built with, and the playgrounds. Guides themselves load when a lab is opened. */
import type { SessionStart } from '../session/protocol';
import { beginningOf } from '../lab/beginning';
import type { GuideFront } from '../lab/guide-front';
import type { Guide } from '../lab/guide-model';
import type { LabFront } from './bundling/lab-fronts';

export interface LabEntry extends LabFront {
  /** The folder's name: `01-build-a-swarm`. */
  slug: string;
  /** From the folder's name; labs are told in this order. */
  number: number;
}

export interface Playground {
  id: string;
  title: string;
  summary: string;
  managers: number;
  workers: number;
  /** Windows machines beside the others, in no swarm yet. */
  windows?: number;
}

const fronts = import.meta.glob<LabFront>('../../labs/*/guide.md', { query: '?front', import: 'default', eager: true });
const texts = import.meta.glob<string>('../../labs/*/guide.md', { query: '?raw', import: 'default' });

const translations = import.meta.glob<string>('../../labs/*/guide.*.md', { query: '?raw', import: 'default' });
// Files of their own, never part of a script: a picture is fetched when it is seen.
const pictures = import.meta.glob<string>('../../labs/*/**/*.{png,svg,jpg,webp}', { query: '?url&no-inline', import: 'default', eager: true });

const slugOf = (path: string): string => path.split('/').at(-2) ?? path;

export const labs: readonly LabEntry[] = Object.entries(fronts)
  .map(([path, front]) => ({ ...front, slug: slugOf(path), number: Number.parseInt(slugOf(path), 10) || 0 }))
  .sort((a, b) => a.number - b.number);

/** The labs in the parts of the catalogue, by their numbers; empty parts are left out. */
export const labParts: readonly { title: string; lead: string; labs: readonly LabEntry[] }[] = [
  { title: 'First swarms', lead: 'Workshops that begin with nothing and end with something that runs.', from: 0, to: 10 },
  { title: 'Services, one question at a time', lead: 'What a task is, where it goes, how it is found, updated and kept healthy.', from: 10, to: 20 },
  { title: 'When it gets hard', lead: 'Lost managers, updates under load, locks and recovery.', from: 20, to: Infinity },
]
  .map(({ title, lead, from, to }) => ({ title, lead, labs: labs.filter(({ number }) => number >= from && number < to) }))
  .filter((part) => part.labs.length > 0);

export function labBySlug(slug: string): LabEntry | undefined {
  return labs.find((lab) => lab.slug === slug);
}

/** The guide's Markdown. */
export async function guideText(slug: string): Promise<string | undefined> {
  return Object.entries(texts).find(([path]) => slugOf(path) === slug)?.[1]();
}

/** What a lab's session begins with. A lab that varies is read as this learner gets it. */
export async function startOfLab(lab: LabEntry, learner?: string): Promise<SessionStart> {
  const front = learner === undefined ? lab : ((await frontFor(lab.slug, learner)) ?? lab);
  return {
    lab: lab.slug,
    labHash: lab.hash,
    ...(learner !== undefined && { learner }),
    ...beginningOf(front),
  };
}

async function frontFor(slug: string, learner: string): Promise<GuideFront | undefined> {
  const text = await guideText(slug);
  if (text === undefined) return undefined;
  const [{ parseFront }, { fillVariant }] = await Promise.all([import('../lab/guide-front'), import('../lab/variants')]);
  return parseFront(fillVariant(text, learner)).front;
}

/** Languages in which a lab can be read beside its own; whichever was asked for comes first. */
export function languagesOf(slug: string): string[] {
  return translatedIn(slug).map(({ language }) => language);
}

/** The guide in another language; undefined where there is none, or it no longer fits the guide. */
export async function translated({ lab, learner }: SessionStart, base: Guide, language: string): Promise<Guide | undefined> {
  const text = await translatedIn(lab).find((one) => one.language === language)?.load();
  if (text === undefined) return undefined;
  const [{ readTranslation }, { fillVariant }] = await Promise.all([import('../lab/translation'), import('../lab/variants')]);
  const { guide, problems } = readTranslation(base, fillVariant(text, learner));
  return problems.some(({ level }) => level !== 'warning') ? undefined : guide;
}

function translatedIn(slug: string): { language: string; load: () => Promise<string> }[] {
  return Object.entries(translations).flatMap(([path, load]) => {
    const language = /guide\.([A-Za-z-]+)\.md$/.exec(path)?.[1]?.toLowerCase();
    return slugOf(path) === slug && language !== undefined ? [{ language, load }] : [];
  });
}

/** Where a picture of a lab is found; undefined for one that the lab's folder does not have. */
export function pictureUrl(slug: string, file: string): string | undefined {
  return Object.entries(pictures).find(([path]) => path.endsWith(`/labs/${slug}/${file}`))?.[1];
}

/** A guide as a session's learner gets it; undefined where there is none. */
export async function guideOfSession({ lab, labText, learner }: SessionStart): Promise<Guide | undefined> {
  const text = labText ?? (await guideText(lab));
  if (text === undefined) return undefined;
  const [{ parseGuide }, { fillVariant }] = await Promise.all([import('../lab/guide'), import('../lab/variants')]);
  return parseGuide(fillVariant(text, learner));
}

export const playgrounds: readonly Playground[] = [
  { id: '1', title: 'One machine', summary: 'A single machine with Docker. Add more as you go.', managers: 0, workers: 0 },
  { id: '5', title: '3 managers, 2 workers', summary: 'A swarm that survives the loss of one manager.', managers: 3, workers: 2 },
  { id: 'hybrid', title: 'Linux and Windows', summary: 'Two Linux machines and one with PowerShell: join them to one swarm yourself.', managers: 0, workers: 2, windows: 1 },
  { id: '25', title: '5 managers, 20 workers', summary: 'A fleet: placement, rolling updates and failures at scale.', managers: 5, workers: 20 },
];

/** A playground starts now and with its own chance; both are recorded with the session. */
export function startOfPlayground(playground: Playground): SessionStart {
  const names = Array.from({ length: Math.max(1, playground.managers + playground.workers) }, (_, i) => `node${i + 1}`);
  const setup: { on: string; run: string }[] = [];
  if (playground.managers > 0) setup.push({ on: 'node1', run: 'docker swarm init' });
  names.slice(1).forEach((on, i) => {
    // The setup knows the tokens of the swarm that its first step began.
    const token = i + 1 < playground.managers ? '${MANAGER_TOKEN}' : '${WORKER_TOKEN}';
    if (playground.managers > 0) setup.push({ on, run: `docker swarm join --token ${token} node1:2377` });
  });
  return {
    lab: 'playground',
    seed: crypto.getRandomValues(new Uint32Array(1))[0]! >>> 1,
    startMs: Math.floor(Date.now() / 60_000) * 60_000,
    machines: [
      ...names.map((name) => ({ name, platform: 'linux' as const })),
      ...Array.from({ length: playground.windows ?? 0 }, (_, i) => ({ name: `win${i + 1}`, platform: 'windows' as const })),
    ],
    ...(setup.length > 0 && { setup }),
  };
}
