/** A lab while it is made of something else, and how it is written: guide.md, solution.txt, and what was left behind. */
import { stringify } from 'yaml';

/** Something that could not be carried over as it was. */
export interface Loss {
  file: string;
  /** 1-based; absent for a file as a whole. */
  line?: number;
  what: string;
  /** Why, and what stands there instead. */
  why: string;
}

export interface DraftFront {
  title: string;
  summary: string;
  minutes: number;
  level: 'beginner' | 'intermediate' | 'advanced';
  machines: string[];
  files: Record<string, string>;
  setup: { on: string; run: string }[];
}

export interface LabDraft {
  front: DraftFront;
  /** Markdown below the front matter. */
  body: string[];
  /** Lines of solution.txt. */
  solution: string[];
  losses: Loss[];
  /** Titles of sections so far: a guide wants each once. */
  titles: Set<string>;
}

export const draftOf = (): LabDraft => ({ titles: new Set(), front: { title: 'Untitled lab', summary: '', minutes: 15, level: 'beginner', machines: [], files: {}, setup: [] }, body: [], solution: [], losses: [] });

/** The title of a section, told apart from those before it. */
export function sectionTitle({ titles }: LabDraft, words: string): string {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  let title = words;
  for (let n = 2; titles.has(plain(title)); n++) title = `${words} (${n})`;
  titles.add(plain(title));
  return title;
}

export function guideTextOf({ front, body }: LabDraft): string {
  const { title, summary, minutes, level, machines, files, setup } = front;
  const fields = {
    title, summary, minutes, level, machines: machines.map((name) => ({ name, platform: 'linux' })), seed: 1,
    ...(Object.keys(files).length > 0 ? { files } : {}), ...(setup.length > 0 ? { setup } : {}),
  };
  const text = body.join('\n').replace(/\n{3,}/g, '\n\n').trim();
  return `---\n${stringify(fields, { lineWidth: 0 })}---\n\n${text}\n`;
}

export function solutionTextOf({ solution }: LabDraft): string {
  return `# The commands of the guide in their order, as they were imported.\n${solution.join('\n')}\n`;
}

/** The report: a line for each thing, with its place. */
export function reportLines(losses: readonly Loss[]): string[] {
  return losses.map(({ file, line, what, why }) => `${file}${line === undefined ? '' : `:${line}`}: ${clean(what)}: ${why}`);
}

/** Words of strangers, short and without control characters. */
export function clean(text: string, max = 80): string {
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return plain.length > max ? `${plain.slice(0, max - 1)}…` : plain;
}

/** The address of the machine with this place, from 0: machines get theirs in order. */
export const addressOf = (place: number): string => `192.168.0.${11 + place}`;

/** A fenced block whose fence no line of the text can close. */
export function fenced(info: string, text: string, indent = ''): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = indent + '`'.repeat(longest + 1);
  return [`${fence}${info}`, ...text.replace(/\n$/, '').split('\n'), fence];
}

/** Text in double quotes for an attribute. */
export const quoted = (text: string): string => `"${clean(text).replaceAll('\\', '').replaceAll('"', '\'').replace(/[{}]/g, '')}"`;
