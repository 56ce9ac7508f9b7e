/**
 * A scenario is what somebody types into a few terminals; playing it gives a transcript. The same files are
 * played on real Docker by the recorder, so nothing here may know what a command does. This file reads and
 * validates; `scenario-player.ts` plays.
 */

import { readImages } from '../lab/lab-images';

/** `crash` is the daemon killed with its machine on; `kill` is the power. `start` brings back what is missing. */
export type FaultKind = 'kill' | 'start' | 'stop' | 'crash' | 'partition' | 'heal';

export interface Expectation {
  exit?: number | 'nonzero';
  stdout_matches?: string[];
  stdout_not?: string[];
  stderr_matches?: string[];
  output_matches?: string[];
  output_not?: string[];
}

export interface RunStep {
  on: string;
  run: string;
  save?: Record<string, string>;
  expect?: Expectation;
  tty?: boolean;
  type?: string[];
  ctrl_c_after?: number;
  /** Seconds; 90 when absent. */
  timeout?: number;
  compare?: 'exit' | 'none';
  placement?: boolean;
}

export interface FaultStep {
  fault: FaultKind;
  node: string;
}

/**
 * The way between two machines, both directions unless `one_way`: what the first sends to the second. Without a
 * fault named it is whole again. The simulation alone can do this; the recorder on real Docker cannot.
 */
export interface LinkStep {
  link: readonly [string, string];
  cut?: boolean;
  /** 0..1 of the messages that vanish. */
  loss?: number;
  /** Added to each trip. */
  delay_ms?: number;
  one_way?: boolean;
}

export type ScenarioStep = RunStep | { wait: 'settled' } | { wait_seconds: number } | FaultStep | LinkStep;

export interface Scenario {
  name: string;
  seed?: number;
  nodes: Record<string, 'linux' | 'windows'>;
  files?: Record<string, string>;
  /** Images of its own, as the front matter of labs declares them. The simulation alone has them. */
  images?: unknown[];
  steps: ScenarioStep[];
}

/** Where and why a file is not a scenario: `steps[3].on: no machine "node9"`. */
export interface ScenarioError {
  where: string;
  why: string;
}

const FAULTS: readonly string[] = ['kill', 'start', 'stop', 'crash', 'partition', 'heal'];
const STEPS_MAX = 10_000;

/** Checks a parsed JSON value; answers the scenario or the first thing that is wrong with it. */
export function parseScenario(value: unknown): Scenario | ScenarioError {
  const no = (where: string, why: string): ScenarioError => ({ where, why });
  if (!isRecord(value)) return no('the file', 'a scenario is a JSON object with name, nodes and steps');
  if (typeof value.name !== 'string' || value.name === '') return no('name', 'give the scenario a name (text)');
  if (!isRecord(value.nodes) || Object.keys(value.nodes).length === 0) return no('nodes', 'name at least one machine: {"node1": "linux"}');
  for (const [node, platform] of Object.entries(value.nodes)) {
    if (platform !== 'linux' && platform !== 'windows') return no(`nodes.${node}`, 'a machine is "linux" or "windows"');
  }
  const nodes = value.nodes;
  if (value.seed !== undefined && !Number.isInteger(value.seed)) return no('seed', 'the seed is a whole number');
  if (value.files !== undefined) {
    if (!isRecord(value.files)) return no('files', 'files map "machine:/path" to text');
    for (const [key, text] of Object.entries(value.files)) {
      const [node] = key.split(':');
      if (!key.includes(':/') || !(node !== undefined && node in nodes)) return no(`files["${key}"]`, 'the key is "machine:/path" with a machine of this scenario');
      if (typeof text !== 'string') return no(`files["${key}"]`, 'the content is text');
    }
  }
  const [wrong] = readImages(value.images).problems;
  if (wrong) return no(`images${wrong.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}`, wrong.message);
  if (!Array.isArray(value.steps)) return no('steps', 'steps is a list');
  if (value.steps.length > STEPS_MAX) return no('steps', `at most ${STEPS_MAX} steps`);
  for (let i = 0; i < value.steps.length; i++) {
    const error = stepError(value.steps[i], nodes);
    if (error) return no(`steps[${i}]${error.where}`, error.why);
  }
  return value as unknown as Scenario;
}

export function isScenarioError(value: Scenario | ScenarioError): value is ScenarioError {
  return 'why' in value;
}

function stepError(step: unknown, nodes: Record<string, unknown>): ScenarioError | undefined {
  if (!isRecord(step)) return { where: '', why: 'a step is an object' };
  if ('run' in step) {
    if (typeof step.run !== 'string') return { where: '.run', why: 'run is a command line (text)' };
    if (typeof step.on !== 'string' || !(step.on in nodes)) return { where: '.on', why: `no machine "${String(step.on)}" in nodes` };
    if (step.type !== undefined && !(Array.isArray(step.type) && step.type.every((line) => typeof line === 'string'))) return { where: '.type', why: 'type is a list of lines' };
    if (step.save !== undefined) {
      if (!isRecord(step.save)) return { where: '.save', why: 'save maps names to regular expressions' };
      for (const [name, pattern] of Object.entries(step.save)) if (!isPattern(pattern)) return { where: `.save.${name}`, why: 'not a regular expression' };
    }
    return expectationError(step.expect);
  }
  if ('wait' in step) return step.wait === 'settled' ? undefined : { where: '.wait', why: 'the only wait is "settled"' };
  if ('wait_seconds' in step) return typeof step.wait_seconds === 'number' && step.wait_seconds >= 0 ? undefined : { where: '.wait_seconds', why: 'a number of seconds' };
  if ('fault' in step) {
    if (!FAULTS.includes(String(step.fault))) return { where: '.fault', why: `a fault is one of ${FAULTS.join(', ')}` };
    return typeof step.node === 'string' && step.node in nodes ? undefined : { where: '.node', why: `no machine "${String(step.node)}" in nodes` };
  }
  if ('link' in step) return linkError(step, nodes);
  return { where: '', why: 'a step has "run", "wait", "wait_seconds", "fault" or "link"' };
}

function linkError(step: Record<string, unknown>, nodes: Record<string, unknown>): ScenarioError | undefined {
  const ends = step.link;
  if (!Array.isArray(ends) || ends.length !== 2 || ends[0] === ends[1]) return { where: '.link', why: 'two different machines: ["node1", "node2"]' };
  const stranger: unknown = ends.find((end) => typeof end !== 'string' || !(end in nodes));
  if (stranger !== undefined) return { where: '.link', why: `no machine "${String(stranger)}" in nodes` };
  for (const key of ['cut', 'one_way']) if (step[key] !== undefined && typeof step[key] !== 'boolean') return { where: `.${key}`, why: 'true or false' };
  const { loss, delay_ms: delayMs } = step;
  if (loss !== undefined && !(typeof loss === 'number' && loss >= 0 && loss <= 1)) return { where: '.loss', why: 'a share between 0 and 1' };
  if (delayMs !== undefined && !(typeof delayMs === 'number' && delayMs >= 0)) return { where: '.delay_ms', why: 'a number of milliseconds' };
  return undefined;
}

function expectationError(expect: unknown): ScenarioError | undefined {
  if (expect === undefined) return undefined;
  if (!isRecord(expect)) return { where: '.expect', why: 'expect is an object' };
  for (const [key, wanted] of Object.entries(expect)) {
    if (key === 'exit') {
      if (wanted !== 'nonzero' && !Number.isInteger(wanted)) return { where: '.expect.exit', why: 'a number or "nonzero"' };
    } else if (['stdout_matches', 'stdout_not', 'stderr_matches', 'output_matches', 'output_not'].includes(key)) {
      if (!Array.isArray(wanted) || !wanted.every(isPattern)) return { where: `.expect.${key}`, why: 'a list of regular expressions' };
    } else return { where: `.expect.${key}`, why: 'unknown expectation' };
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    // A name saved by an earlier step may stand in it: any text does in its place.
    new RegExp(value.replace(/\$\{\w+\}/g, 'x'), 'm');
    return true;
  } catch {
    return false;
  }
}
