/** A Katacoda or Killercoda scenario (`index.json` and what it names) as a lab. */
import { clean, draftOf, fenced, quoted, sectionTitle, type LabDraft } from './draft';
import { katacodaText } from './katacoda-text';
import { ImportRefusal, insideName, textIn, type Source } from './source';

const INDEX_CHARS_MAX = 1_000_000;
const STEPS_MAX = 100;
const FILE_CHARS_MAX = 200_000;
const MACHINES_MAX = 9;
const KNOWN = new Set(['title', 'description', 'details', 'backend', 'difficulty', 'time', 'interface', 'private', 'icon', 'pathwayTitle', 'type']);
const KNOWN_STEP = new Set(['title', 'text', 'verify', 'background', 'foreground', 'courseData', 'code', 'answer', 'hint', 'credits']);

type Fields = Record<string, unknown>;

export function importKatacoda(source: Source): LabDraft {
  const index = readIndex(source);
  const details = record(index['details']);
  const steps = (Array.isArray(details['steps']) ? details['steps'] : []).map(record);
  if (steps.length === 0) throw new ImportRefusal('index.json: details.steps is missing or empty: there is nothing to import');
  if (steps.length > STEPS_MAX) throw new ImportRefusal(`index.json: more than ${STEPS_MAX} steps`);
  return new KatacodaImport(source, index, details, steps).run();
}

function readIndex(source: Source): Fields {
  const text = textIn(source, 'index.json');
  if (text === undefined) throw new ImportRefusal(`${source.name}: no index.json in it`);
  if (text.length > INDEX_CHARS_MAX) throw new ImportRefusal(`index.json: larger than ${INDEX_CHARS_MAX / 1_000_000} MB`);
  try {
    return record(JSON.parse(text));
  } catch (error) {
    throw new ImportRefusal(`index.json: not JSON: ${clean(error instanceof Error ? error.message : String(error), 160)}`);
  }
}

class KatacodaImport {
  private readonly draft = draftOf();

  constructor(
    private readonly source: Source,
    private readonly index: Fields,
    private readonly details: Fields,
    private readonly steps: readonly Fields[],
  ) {}

  run(): LabDraft {
    const { draft, index, details } = this;
    const { front } = draft;
    front.title = clean(words(index['title']) ?? 'Untitled scenario', 120);
    front.summary = clean(words(index['description']) ?? '', 300);
    front.minutes = Number(/\d+/.exec(words(index['time']) ?? '')?.[0] ?? 15);
    front.level = /adv|hard|expert/i.test(words(index['difficulty']) ?? '') ? 'advanced' : /inter|medium/i.test(words(index['difficulty']) ?? '') ? 'intermediate' : 'beginner';
    front.machines = this.machines();
    for (const key of Object.keys(index)) if (!KNOWN.has(key)) this.lose('index.json', `"${key}"`, 'nothing in a lab is like it');
    this.assets();
    const intro = record(details['intro']);
    this.setup(intro, 'intro');
    this.page(intro, 'intro');
    this.steps.forEach((step, i) => this.step(step, i + 1));
    const finish = record(details['finish']);
    if (Object.keys(finish).length > 0) this.step({ title: 'Finish', ...finish }, this.steps.length + 1, 'finish');
    return draft;
  }

  /** As many as anything names; their names are those of the environment, since texts and scripts use them. */
  private machines(): string[] {
    const image = words(record(this.index['backend'])['imageid']) ?? '';
    const kubernetes = /kube|k8s|k3s|openshift/i.test(image);
    if (kubernetes) this.lose('index.json', `"imageid": "${image}"`, 'Kubernetes is not simulated: machines with Docker take its place');
    const texts = this.source.files.filter((file) => /\.md$/i.test(file)).map((file) => textIn(this.source, file) ?? '');
    const assets = Object.keys(record(this.details['assets']));
    const named = [...texts.join('\n').matchAll(/\bHOST(\d)\b|\[\[HOST(\d)_|TRAFFIC_HOST(\d)_/g)].map((match) => Number(match[1] ?? match[2] ?? match[3]));
    const swarm = /swarm|cluster|2nodes?\b/i.test(image) ? 2 : 1;
    const count = Math.min(MACHINES_MAX, Math.max(1, swarm, ...named, ...assets.map((key) => Number(/^(?:host|node)0*(\d+)$/.exec(key)?.[1] ?? 1))));
    const first = kubernetes ? 'controlplane' : /^ubuntu/i.test(image) && count === 1 ? 'ubuntu' : 'host01';
    return Array.from({ length: count }, (_, i) => (i === 0 ? first : kubernetes ? `node0${i}` : `host0${i + 1}`));
  }

  private machineOf(key: string): string | undefined {
    const { machines } = this.draft.front;
    if (machines.includes(key)) return key;
    if (key === 'client') return machines[0];
    const place = Number(/^(?:host|node)0*(\d+)$/.exec(key)?.[1]);
    return machines[place - 1];
  }

  /** `{"host01": [{"file": "*.yml", "target": "/root", "chmod": "+x"}]}`, from the folder `assets`. */
  private assets(): void {
    const { front } = this.draft;
    for (const [key, list] of Object.entries(record(this.details['assets']))) {
      const machine = this.machineOf(key);
      if (machine === undefined) this.lose('index.json', `assets for "${key}"`, 'there is no such machine');
      for (const entry of machine === undefined || !Array.isArray(list) ? [] : list.map(record)) {
        const pattern = words(entry['file']) ?? '';
        const target = (words(entry['target']) ?? '/root').replace(/^~/, '/root').replace(/\/+$/, '') || '/';
        const inside = insideName(pattern, 'assets');
        if (inside === undefined || !target.startsWith('/') || target.split('/').includes('..') || /[\n\0:]/.test(target)) {
          this.lose('index.json', `asset "${pattern}" to "${target}"`, 'it leads out of its folder, and is left out');
          continue;
        }
        const fits = this.source.files.filter((file) => globOf(inside).test(file));
        if (fits.length === 0) this.lose('index.json', `asset "${pattern}"`, 'there is no such file in assets/');
        for (const file of fits) {
          const path = `${target === '/' ? '' : target}/${file.split('/').at(-1)}`;
          if (!this.put(machine as string, path, file)) continue;
          const mode = words(entry['chmod']);
          if (mode !== undefined && /^[\w+,=-]+$/.test(mode)) front.setup.push({ on: machine as string, run: `chmod ${mode} '${path.replaceAll("'", '')}'` });
        }
      }
    }
  }

  /** A file of the scenario onto a machine. */
  private put(machine: string, path: string, file: string): boolean {
    const text = textIn(this.source, file);
    if (text === undefined) return false;
    if (text.includes('\u0000') || text.includes('\uFFFD')) this.lose(file, 'a binary file', 'labs carry text only');
    else if (text.length > FILE_CHARS_MAX) this.lose(file, `a file of ${text.length} characters`, `labs carry files of up to ${FILE_CHARS_MAX}`);
    else {
      this.draft.front.files[`${machine}:${path}`] = text;
      return true;
    }
    return false;
  }

  /** Before the learner begins, both scripts of the introduction run to their end. */
  private setup(intro: Fields, where: string): void {
    for (const key of ['background', 'courseData', 'foreground', 'code']) {
      const script = this.script(intro, key);
      if (!script) continue;
      const path = `/opt/scenario/${where}-${key}.sh`;
      if (!this.put(this.first, path, script.file)) continue;
      this.draft.front.setup.push({ on: this.first, run: `bash ${path}` });
      if (key === 'foreground' || key === 'code') this.lose(script.file, 'a script in the foreground', 'it runs before the lab begins, and what it prints is not seen');
    }
  }

  private get first(): string {
    return this.draft.front.machines[0] as string;
  }

  private step(step: Fields, number: number, name = `step${number}`): void {
    const { draft } = this;
    const title = clean(words(step['title']) ?? `Step ${number}`, 120);
    for (const key of Object.keys(step)) if (!KNOWN_STEP.has(key)) this.lose('index.json', `"${key}" of "${title}"`, 'nothing in a lab is like it');
    draft.body.push('', `## ${sectionTitle(draft, title).replace(/[`*_[\]<>\\]/g, '\\$&')}`, '');
    for (const key of ['background', 'courseData', 'foreground', 'code']) this.prepare(step, key, name);
    this.page(step, name);
    for (const key of ['answer', 'hint']) {
      const file = this.named(step, key);
      if (file) draft.body.push('', `:::hint{title="${key === 'answer' ? 'Solution' : 'Hint'}"}`, '', ...this.convert(file, `${name}-${key}`, false), '', ':::', '');
    }
    this.verify(step, name, title);
  }

  /** A script that began with its step: a guide runs nothing by itself, so it is the step's first command. */
  private prepare(step: Fields, key: string, name: string): void {
    const script = this.script(step, key);
    const path = `/opt/scenario/${name}-${key}.sh`;
    if (!script || !this.put(this.first, path, script.file)) return;
    const id = `${name}-run-${key.toLowerCase()}`;
    this.draft.body.push('This prepares the step:', '', ...fenced(`bash on=${this.first} id=${id}`, `bash ${path}`), '');
    this.draft.solution.push(`@ run ${id}`);
    this.lose(script.file, 'a script that begins with its step', 'a guide runs nothing by itself: it is the step’s first command');
  }

  private page(step: Fields, name: string): void {
    const file = this.named(step, 'text');
    if (file) this.draft.body.push(...this.convert(file, name, true), '');
  }

  private convert(file: string, step: string, counts: boolean): string[] {
    const { draft } = this;
    const before = draft.solution.length;
    const lines = katacodaText({ file, text: textIn(this.source, file) ?? '', step }, draft);
    if (!counts) draft.solution.length = before;
    return lines;
  }

  private verify(step: Fields, name: string, title: string): void {
    const script = this.script(step, 'verify');
    if (!script) return;
    this.draft.body.push('', ...fenced(`check id=${name}-verified on=${this.first} title=${quoted(title)}`, script.text.replace(/^#!.*\n/, '').trim()), '');
    this.draft.solution.push('@ settle', `@ check ${name}-verified`);
  }

  /** A script that bash can run. */
  private script(step: Fields, key: string): { file: string; text: string } | undefined {
    const file = this.named(step, key);
    const text = file && textIn(this.source, file);
    if (file === undefined || text === undefined || text.trim() === '') return undefined;
    const shebang = /^#!.*/.exec(text)?.[0];
    if (shebang === undefined || /\b(?:ba)?sh\b/.test(shebang)) return { file, text };
    this.lose(file, shebang, 'only scripts of a shell are carried over', 1);
    return undefined;
  }

  /** The file that a field names, if it is there and inside. */
  private named(step: Fields, key: string): string | undefined {
    const reference = words(step[key]);
    if (reference === undefined || reference === '') return undefined;
    const file = insideName(reference);
    if (file === undefined) this.lose('index.json', `"${key}": "${reference}"`, 'it leads out of the scenario, and is left out');
    else if (!this.source.files.includes(file)) this.lose('index.json', `"${key}": "${reference}"`, 'there is no such file');
    else return file;
    return undefined;
  }

  private lose(file: string, what: string, why: string, line?: number): void {
    this.draft.losses.push({ file, what, why, ...(line === undefined ? (file === 'index.json' ? this.lineOf(what) : {}) : { line }) });
  }

  /** Where in index.json the words stand, as far as they can be found again. */
  private lineOf(what: string): { line?: number } {
    const word = /"([^"]+)"\s*$/.exec(what)?.[1] ?? /"([^"]+)"/.exec(what)?.[1];
    const at = word === undefined ? -1 : (textIn(this.source, 'index.json') ?? '').split('\n').findIndex((line) => line.includes(JSON.stringify(word)));
    return at < 0 ? {} : { line: at + 1 };
  }
}

function globOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.split(/(\*\*|\*)/).map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))).join('')}$`);
}

const record = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});
const words = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
