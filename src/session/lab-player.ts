/**
 * Plays a lab as a learner would: through terminals, with the guide's own commands, checks, quizzes and faults. What it
 * leaves is a session like any other, to be saved, handed in and graded. The notation of `solution.txt`:
 *
 *     node1$ docker node ls          types a line into node1's terminal and waits until it is over
 *     > continued                    (below it) goes on with that line: here-documents, long commands
 *     node1#2$ watch docker ps       types into node1's second terminal
 *     node1% ping node2              types and does not wait
 *     @ step ID                      the next line typed counts as that block's, though it reads differently
 *     @ run ID [blank=value …]       the guide's command block of that id, with the values it has captured and its blanks filled
 *     @ settle                       waits until nothing moves;  @ 5s  lets time pass
 *     @ check ID                     asks a check;  @ quiz ID b c  answers;  @ hint ID  opens a hint
 *     @ kill node2                   and start, stop, restart, cut, heal: faults
 *     @ keys node1 ctrl-c            presses keys: ctrl-c, ctrl-d, enter, escape, up, or text in double quotes
 *     @ save NAME pattern            captures from what the last command printed
 */
import { beginningOf } from '../lab/beginning';
import { checksOf, commandById } from '../lab/guide';
import { parseAttributes } from '../lab/attributes';
import { fillBlanks } from '../lab/blanks';
import { fillVariables, predictionBefore } from '../lab/guide-model';
import type { Guide } from '../lab/guide';
import type { GuideSection } from '../lab/guide-model';
import { guideOf, labGuide, labHash, labText } from '../lab/catalogue';
import type { CheckView, Intent, SessionStart } from './protocol';
import { KEYS } from './key-names';
import { Session } from './session';

export interface CheckOutcome {
  id: string;
  passed: boolean;
  reason: string;
  /** Virtual milliseconds since the start. */
  atMs: number;
  /** The check itself is broken. */
  fault?: true;
}

export interface LabRun {
  checks: CheckOutcome[];
  /** Lines of the solution that are wrong in themselves. */
  problems: string[];
}

const LINE_LIMIT_MS = 180_000;
const SETTLE_LIMIT_MS = 180_000;
const CHECK_LIMIT_MS = 3_700_000;
/** How often the player looks whether something is over, in milliseconds of simulated time. */
const LOOK_MS = 50;
const SETTLE_LOOK_MS = 250;
const SETTLE_QUIET = 4;
const COLUMNS = 120;
const ROWS = 30;

/** What a session of this lab starts with; undefined when there is no such lab. */
export function labStart(slug: string, options: { seed?: number; learner?: string } = {}): SessionStart | undefined {
  const text = labText(slug);
  return text === undefined ? undefined : startOf(slug, text, options);
}

/** What a session of a guide that is not of this build starts with. */
export function draftStart(text: string, options: { seed?: number; learner?: string } = {}): SessionStart {
  return { ...startOf('draft', text, options), labText: text };
}

/** The same from its guide. */
export function startOf(slug: string, text: string, { seed, learner }: { seed?: number; learner?: string } = {}): SessionStart {
  const { front } = guideOf(text, learner);
  return { lab: slug, labHash: labHash(text), ...(learner === undefined ? {} : { learner }), ...beginningOf(front), ...(seed === undefined ? {} : { seed }) };
}

/** Every check of the lab asked on its untouched start. */
export function playUntouched(start: SessionStart): LabRun {
  const player = new LabPlayer(start);
  for (const check of checksOf(player.guide)) player.check(check.id);
  return player.outcome;
}

export function playSolution(start: SessionStart, solution: string): LabRun {
  const player = new LabPlayer(start);
  player.play(solution);
  return player.outcome;
}

export class LabPlayer {
  readonly session: Session;
  readonly guide: Guide;
  readonly outcome: LabRun = { checks: [], problems: [] };
  private readonly saved: Record<string, string> = {};
  private readonly opened = new Set<string>();
  private last: string | undefined;
  private nextStep: string | undefined;

  constructor(start: SessionStart) {
    const guide = start.labText === undefined ? labGuide(start.lab, start.learner) : guideOf(start.labText, start.learner);
    if (!guide) throw new RangeError(`there is no lab "${start.lab}"`);
    this.guide = guide;
    this.session = new Session(start, { output: () => {}, edit: () => {} });
  }

  play(solution: string): void {
    this.playSteps(stepsOf(solution));
  }

  private playSteps(steps: readonly SolutionStep[]): void {
    for (const { line, text } of steps) {
      const problem = this.step(text);
      if (problem !== undefined) this.outcome.problems.push(`line ${line}: ${problem}`);
    }
  }

  /** Plays the solution up to a section: until nothing is left of those before it. Says when there is no such section. */
  playUpTo(section: string, solution: string): string | undefined {
    if (!this.guide.sections.some((one) => one.id === section)) return `the guide has no section ${section}`;
    const lines = stepsOf(solution);
    this.playSteps(lines.slice(0, linesBefore(this.guide, section, lines)));
    return undefined;
  }

  /** Asks a check and waits for its verdict. */
  check(id: string): CheckView | undefined {
    this.session.send({ kind: 'check.run', check: id });
    const untilMs = this.session.sim.nowMs + CHECK_LIMIT_MS;
    let view: CheckView | undefined;
    do {
      this.pass(LOOK_MS);
      view = this.session.view(1).lab?.checks.find((one) => one.id === id);
    } while (view && (view.state === 'running' || view.state === 'open') && this.session.sim.nowMs < untilMs);
    const { sim, start } = this.session;
    this.outcome.checks.push({ id, passed: view?.state === 'passed', reason: view?.reason ?? (view ? 'no reason given' : 'there is no such check'), atMs: view?.atMs ?? sim.nowMs - start.startMs, ...(view?.fault ? { fault: true as const } : {}) });
    return view;
  }

  /** Lets virtual time pass. */
  pass(ms: number): void {
    this.session.advance(this.session.sim.nowMs + ms);
  }

  private step(text: string): string | undefined {
    const typed = /^([\w.-]+)(?:#(\d))?([$%]) ([^]*)$/.exec(text);
    if (typed) {
      const [, machine = '', number = '1', how, command = ''] = typed;
      const values: Record<string, string> = command.includes('${') ? { ...this.session.view(1).lab?.variables, ...this.saved } : {};
      const line = command.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
      const step = this.nextStep ?? this.stepOf(machine, command);
      this.nextStep = undefined;
      return this.type(machine, number, line, step, how === '$');
    }
    const directive = /^@ (\S+)(?: ([^]*))?$/.exec(text);
    return directive ? this.follow(directive[1] as string, directive[2] ?? '') : 'neither "machine$ command" nor "@ directive"';
  }

  private follow(word: string, rest: string): string | undefined {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(word);
    if (seconds) return void this.pass(Number(seconds[1]) * 1000);
    switch (word) {
      case 'settle':
        return void this.settle();
      case 'check':
        return void this.check(rest);
      case 'step':
        return void (this.nextStep = rest);
      case 'run':
        return this.runBlock(rest);
      case 'keys':
        return this.keys(rest);
      case 'save':
        return this.save(rest);
      case 'hint':
        this.session.send({ kind: 'hint.show', hint: rest });
        return void this.pass(1);
      case 'quiz': {
        const [quiz = '', ...answers] = rest.split(/\s+/);
        this.session.send({ kind: 'quiz.answer', quiz, answer: answers.join(',') });
        return void this.pass(1);
      }
      default: {
        const intent = faultOf(word, rest);
        if (!intent) return `no directive "@ ${word}"`;
        this.session.send(intent);
        return void this.pass(1);
      }
    }
  }

  /** The commands of a guide's block, as its button would type them. */
  private runBlock(rest: string): string | undefined {
    const [id = '', ...words] = rest.split(' ');
    const block = commandById(this.guide, id);
    if (!block) return `the guide has no command block ${id}`;
    const prediction = predictionBefore(this.guide, id);
    if (prediction && this.session.view(1).lab?.quizAnswers[prediction.id] === undefined) return `${id} waits for a prediction: @ quiz ${prediction.id} ${prediction.answers.join(' ')}`;
    const blanks = Object.fromEntries(Object.entries(parseAttributes(words.join(' '))).flatMap(([name, value]) => (value === true ? [] : [[name, value]])));
    const unknown = Object.keys(blanks).find((name) => !block.blanks.includes(name));
    if (unknown !== undefined) return `${id} has no blank ${unknown}${block.blanks.length === 0 ? '' : `; there are ${block.blanks.join(', ')}`}`;
    for (const command of block.commands) {
      const values = { ...this.session.view(1).lab?.variables, ...this.saved };
      const { text: asked, empty } = fillBlanks(command, blanks);
      if (empty.length > 0) return `nothing is written in the blank ${empty.join(', ')}: @ run ${id} ${empty.map((name) => `${name}=…`).join(' ')}`;
      const { text, missing } = fillVariables(asked, this.guide.variables, values);
      if (missing.length > 0) return `${missing.join(', ')} has not been captured yet`;
      const problem = this.type(block.on ?? this.guide.front.machines[0]?.name ?? 'node1', '1', text, id, true);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  private type(machine: string, number: string, line: string, step: string | undefined, wait: boolean): string | undefined {
    if (!this.session.world.hasHost(machine)) return `there is no machine ${machine}`;
    const terminal = `${machine}-${number}`;
    if (!this.opened.has(terminal)) {
      this.opened.add(terminal);
      this.session.send({ kind: 'terminal.open', terminal, machine, columns: COLUMNS, rows: ROWS });
      this.pass(LOOK_MS);
    }
    this.last = terminal;
    this.session.send({ kind: 'guide.run', terminal, line, ...(step === undefined ? {} : { step }) });
    this.pass(LOOK_MS);
    const untilMs = this.session.sim.nowMs + LINE_LIMIT_MS;
    while (wait && this.session.isBusy(terminal)) {
      if (this.session.sim.nowMs >= untilMs) return `"${line.split('\n')[0]}" did not end within ${LINE_LIMIT_MS / 1000} seconds`;
      this.pass(LOOK_MS);
    }
    return undefined;
  }

  /** The block whose command this is, so that "since step" means the same as for a learner who clicks. */
  private stepOf(machine: string, command: string): string | undefined {
    for (const section of this.guide.sections) {
      for (const block of section.blocks) {
        if (block.kind === 'command' && (block.on ?? machine) === machine && block.commands.includes(command)) return block.id;
      }
    }
    return undefined;
  }

  private keys(rest: string): string | undefined {
    const [terminal = '', ...words] = rest.match(/"[^"]*"|\S+/g) ?? [];
    const id = terminal.includes('#') ? terminal.replace('#', '-') : `${terminal}-1`;
    for (const word of words) {
      const data = word.startsWith('"') ? word.slice(1, -1) : KEYS[word];
      if (data === undefined) return `no key "${word}"; there are ${Object.keys(KEYS).join(', ')} and "text"`;
      this.session.send({ kind: 'terminal.input', terminal: id, data });
      this.pass(LOOK_MS);
    }
    return undefined;
  }

  private save(rest: string): string | undefined {
    const [name = '', ...pattern] = rest.split(' ');
    const found = new RegExp(pattern.join(' '), 'm').exec(this.last === undefined ? '' : this.session.transcript(this.last));
    const value = found?.[1] ?? found?.[0];
    if (value === undefined) return `nothing in the last output fits ${pattern.join(' ')}`;
    this.saved[name] = value;
    return undefined;
  }

  private settle(): void {
    const { session } = this;
    const untilMs = session.sim.nowMs + SETTLE_LIMIT_MS;
    for (let quiet = 0; quiet < SETTLE_QUIET && session.sim.nowMs < untilMs; ) {
      this.pass(SETTLE_LOOK_MS);
      quiet = session.clusterSettled ? quiet + 1 : 0;
    }
  }
}

/** The lines of a solution that do one section. */
export function linesOf(guide: Guide, section: string, solution: string): string[] {
  const lines = stepsOf(solution);
  const next = guide.sections[guide.sections.findIndex((one) => one.id === section) + 1];
  return lines.slice(linesBefore(guide, section, lines), next && linesBefore(guide, next.id, lines)).map(({ text }) => text);
}

/** How many lines of a solution are over when this section begins: up to the last that names something of an earlier one. */
function linesBefore(guide: Guide, section: string, lines: readonly SolutionStep[]): number {
  const before = guide.sections.findIndex((one) => one.id === section);
  const earlier = new Set(guide.sections.slice(0, Math.max(0, before)).flatMap(idsIn));
  return lines.findLastIndex(({ text }) => earlier.has(/^@ (?:run|check|quiz|hint) (\S+)/.exec(text)?.[1] ?? '')) + 1;
}

/** What a solution may name of a section. */
function idsIn({ blocks }: GuideSection): string[] {
  return blocks.flatMap((block) => ('id' in block ? [block.id] : []));
}

export interface SolutionStep {
  /** 1-based, in the file. */
  line: number;
  text: string;
}

/** Lines with what continues them; comments and empty lines are gone. */
export function stepsOf(text: string): SolutionStep[] {
  const out: SolutionStep[] = [];
  text.split('\n').forEach((raw, i) => {
    const continued = /^> ?(.*)$/.exec(raw);
    const last = out.at(-1);
    if (continued && last) last.text += `\n${continued[1]}`;
    else if (raw.trim() !== '' && !raw.trimStart().startsWith('#')) out.push({ line: i + 1, text: raw.trim() });
  });
  return out;
}

function faultOf(word: string, machine: string): Intent | undefined {
  if (word === 'kill' || word === 'start' || word === 'stop') return { kind: 'machine.power', machine, action: word };
  if (word === 'restart') return { kind: 'machine.power', machine, action: 'restart-docker' };
  if (word === 'cut' || word === 'heal') return { kind: 'machine.cable', machine, action: word };
  return undefined;
}
