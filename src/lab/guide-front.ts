/**
 * A guide's front matter: what the catalogue shows and what the world starts from. Read by hand rather than
 * trusted: a lab may come from anybody, so every field is checked and a wrong one becomes a problem with words.
 */
import { parse } from 'yaml';
import { imagesIn } from './guide-images';
import { machineKindIn, repositoriesIn } from './guide-laptop';
import { variantsOf } from './variants';

export type LabLevel = 'beginner' | 'intermediate' | 'advanced';

export interface GuideMachine {
  name: string;
  platform: 'linux' | 'windows';
  /** A server when absent. */
  kind?: 'laptop';
  /** Of a laptop: it has an engine of its own. */
  engine?: boolean;
}

export interface GuideFront {
  title: string;
  summary: string;
  minutes: number;
  level: LabLevel;
  machines: GuideMachine[];
  seed: number;
  /** Virtual start time: milliseconds since the Unix epoch. */
  startMs: number;
  /** Commands run before the learner begins, in order. */
  setup: { on: string; run: string }[];
  /** `machine:/path` to content. */
  files: Record<string, string>;
  /** What `git clone` finds: addresses to files. */
  repositories: Record<string, Record<string, string>>;
  /** Images of its own, as `readImages` takes them; none with anything wrong in it. */
  images: unknown[];
}

export interface GuideProblem {
  /** 1-based line in the file. */
  line: number;
  message: string;
  /** What to do about it. */
  advice?: string;
  /** An error when absent: a warning still makes a whole lab. */
  level?: 'warning';
}

/** 5 January 2026, 09:00 UTC: a Monday morning, for guides that name no instant. */
export const START_MS_DEFAULT = 1_767_603_600_000;

/** Splits `---` front matter from the body. `bodyLine` is the 1-based line at which the body begins. */
export function splitFront(text: string): { yaml: string; body: string; bodyLine: number } {
  const match = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (!match) return { yaml: '', body: text, bodyLine: 1 };
  return { yaml: match[1] as string, body: text.slice(match[0].length), bodyLine: match[0].split('\n').length };
}

/** Never refuses: what is missing gets a default, and what is wrong is told in `problems`. */
export function parseFront(text: string): { front: GuideFront; problems: GuideProblem[] } {
  const { yaml } = splitFront(text);
  const problems: GuideProblem[] = [];
  const say = (message: string): void => void problems.push({ line: 1, message: `front matter: ${message}` });
  let fields: Record<string, unknown> = {};
  try {
    const value: unknown = parse(yaml);
    if (isRecord(value)) fields = value;
    else say(yaml === '' ? 'is missing' : 'is not a list of fields');
  } catch (cause) {
    say(cause instanceof Error ? cause.message : String(cause));
  }
  for (const problem of variantsOf(fields['variants']).problems) say(problem);
  const front: GuideFront = {
    title: stringIn(fields, 'title', 'Untitled lab', say),
    summary: stringIn(fields, 'summary', '', say),
    minutes: numberIn(fields, 'minutes', 15, say),
    level: levelIn(fields, say),
    machines: machinesIn(fields, say),
    seed: numberIn(fields, 'seed', 1, say),
    startMs: startIn(fields, say),
    setup: setupIn(fields, say),
    files: filesIn(fields, say),
    repositories: repositoriesIn(fields, say),
    images: imagesIn(fields, yaml, problems),
  };
  return { front, problems };
}

type Say = (message: string) => void;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringIn(fields: Record<string, unknown>, name: string, fallback: string, say: Say): string {
  const value = fields[name];
  if (typeof value === 'string') return value.trim();
  say(value === undefined ? `\`${name}\` is missing` : `\`${name}\` should be text`);
  return fallback;
}

function numberIn(fields: Record<string, unknown>, name: string, fallback: number, say: Say): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  if (value !== undefined) say(`\`${name}\` should be a whole number`);
  return fallback;
}

function levelIn(fields: Record<string, unknown>, say: Say): LabLevel {
  const value = fields['level'];
  if (value === 'beginner' || value === 'intermediate' || value === 'advanced') return value;
  if (value !== undefined) say('`level` should be beginner, intermediate or advanced');
  return 'beginner';
}

function machinesIn(fields: Record<string, unknown>, say: Say): GuideMachine[] {
  const value = fields['machines'];
  const out: GuideMachine[] = [];
  for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
    const name = typeof entry === 'string' ? entry : isRecord(entry) ? entry['name'] : undefined;
    const platform = isRecord(entry) && entry['platform'] === 'windows' ? 'windows' : 'linux';
    if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/i.test(name)) say('each machine needs a `name` of letters, digits and dashes');
    else if (out.some((other) => other.name === name)) say(`machine ${name} is listed twice`);
    else out.push({ name, platform, ...(isRecord(entry) ? machineKindIn(entry, name, say) : {}) });
  }
  if (out.length === 0) say('`machines` is missing: a lab needs at least one');
  return out.length > 0 ? out : [{ name: 'node1', platform: 'linux' }];
}

function startIn(fields: Record<string, unknown>, say: Say): number {
  const value = fields['start'];
  if (value === undefined) return START_MS_DEFAULT;
  const startMs = typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isFinite(startMs)) return startMs;
  say('`start` should be an instant such as 2026-01-05T09:00:00Z');
  return START_MS_DEFAULT;
}

function setupIn(fields: Record<string, unknown>, say: Say): { on: string; run: string }[] {
  const value = fields['setup'];
  if (value === undefined) return [];
  const out: { on: string; run: string }[] = [];
  for (const entry of Array.isArray(value) ? (value as unknown[]) : [undefined]) {
    if (isRecord(entry) && typeof entry['on'] === 'string' && typeof entry['run'] === 'string') out.push({ on: entry['on'], run: entry['run'] });
    else say('each `setup` step needs `on` and `run`');
  }
  return out;
}

function filesIn(fields: Record<string, unknown>, say: Say): Record<string, string> {
  const value = fields['files'];
  const out: Record<string, string> = {};
  if (value === undefined) return out;
  for (const [path, content] of isRecord(value) ? Object.entries(value) : []) {
    if (typeof content === 'string' && /^[^:/]+:\//.test(path)) out[path] = content;
    else say(`\`files\` maps machine:/path to text, which ${path} does not`);
  }
  return out;
}
