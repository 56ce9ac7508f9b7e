/**
 * Small faults planted in a solution: each step dropped, a number changed, a name changed, an image changed. Steps that
 * only look, wait or ask are left alone: without them a lab ends the same.
 */
import { commandById } from '../../lab/guide';
import type { Guide } from '../../lab/guide';
import { stepsOf } from '../../session/lab-player';
import { lineOf } from './script-text';

export interface Mutant {
  /** Of solution.txt. */
  line: number;
  change: 'dropped' | 'number' | 'name' | 'image' | 'machine';
  /** The step as it was, and as it is now; absent when it was dropped. */
  was: string;
  now?: string;
  script: string;
}

const LOOKS = /^(?:docker (?:(?:service|node|stack|network|volume|secret|config|container|image|context) (?:ls|list|ps|inspect|logs|services|history|top|stats)|ps|inspect|logs|info|images|version|events|stats|top|port|diff|search|system (?:df|info|events))|ls|cat|grep|curl|ping|dig|nslookup|watch|echo|hostname|whoami|pwd|ip|clear|head|tail|sort|wc|jq|less|type|which|man|date)\b(?!.*\$\()/;
const PASSIVE = /^@ (?:check|quiz|hint|settle|save|step|keys|\d)/;

export function mutantsOf(solution: string, guide: Guide, imageNames: ReadonlySet<string> = new Set()): Mutant[] {
  const steps = stepsOf(solution);
  const names = namesIn(steps.map(({ text }) => shown(text, guide).join('\n')));
  return steps.flatMap(({ line, text }, at): Mutant[] => {
    if (PASSIVE.test(text)) return [];
    const commands = shown(text, guide);
    if (commands.every((one) => onlyLooks(commandOf(one)))) return [];
    const put = (lines: readonly string[]): string => steps.flatMap((step, i) => (i === at ? lines : [step.text])).map(lineOf).join('\n');
    const dropped: Mutant = { line, change: 'dropped', was: text, script: put([]) };
    if (text.startsWith('@ ') && !text.startsWith('@ run ')) return [dropped, ...otherMachine(text, guide).map((now): Mutant => ({ line, change: 'machine', was: text, now, script: put([now]) }))];
    const step = /^@ run (\S+)/.exec(text)?.[1];
    const altered = commands.flatMap((command, i) =>
      alterations(command, names, imageNames).map(({ change, now }): Mutant => {
        const lines = commands.map((one, j) => (i === j ? now : one)).flatMap((one) => (step === undefined ? [one] : [`@ step ${step}`, one]));
        return { line, change, was: command, now, script: put(lines) };
      }),
    );
    return [dropped, ...altered];
  });
}

/** The lines that a step types, each with its machine. */
function shown(text: string, guide: Guide): string[] {
  const id = /^@ run (\S+)/.exec(text)?.[1];
  const block = id === undefined ? undefined : commandById(guide, id);
  return block ? block.commands.map((command) => `${block.on ?? guide.front.machines[0]?.name ?? 'node1'}$ ${command}`) : [text];
}

/** Every part of a pipeline or list looks, and nothing is written. */
function onlyLooks(command: string): boolean {
  return !/>(?!\s*\/dev\/null|&)/.test(command) && command.split(/\|\|?|&&|;|\n/).every((part) => LOOKS.test(part.trim()));
}

const commandOf = (line: string): string => line.replace(/^\S+[$%] /, '');

function alterations(line: string, names: ReadonlySet<string>, images: ReadonlySet<string>): { change: Mutant['change']; now: string }[] {
  const prompt = line.length - commandOf(line).length;
  const out: { change: Mutant['change']; now: string }[] = [];
  const put = (change: Mutant['change'], from: number, to: number, words: string): void => void out.push({ change, now: line.slice(0, from) + words + line.slice(to) });
  // Numbers of their own, with a unit or not: no parts of names, addresses and versions.
  for (const { 0: digits, index } of line.matchAll(/(?<![\w.-])\d+(?=(?:ms|s|m|h)?(?![\w.-]))/g)) {
    if (index < prompt || isTag(line, index)) continue;
    const end = index + digits.length;
    // A second more or less is nothing; ten times as long is.
    put('number', index, end, String(/[a-z]/.test(line[end] ?? '') ? Number(digits) * 10 : Number(digits) + 1));
  }
  for (const name of names) {
    const at = line.slice(prompt).search(new RegExp(`(?<![\\w./-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`));
    if (at >= 0) put('name', prompt + at, prompt + at + name.length, `${name}x`);
  }
  if (/\b(?:create|update|run|pull)\b/.test(line)) {
    for (const { 0: word, index } of line.matchAll(/(?<=\s)[a-z][\w./-]*(?::[a-z0-9][\w.-]*)?(?=\s|$)/g)) {
      const colon = word.indexOf(':');
      if (index <= prompt || !images.has(colon < 0 ? word : word.slice(0, colon))) continue;
      if (colon >= 0) put('image', index, index + word.length, `${word.slice(0, colon)}:${word.endsWith(':latest') ? '1' : 'latest'}`);
      else put('image', index, index + word.length, word === 'httpd' ? 'nginx' : 'httpd');
    }
  }
  return out;
}

/** A number behind `image:` is a version, whichever it is. */
const isTag = (line: string, at: number): boolean => /[a-z][\w./-]*:$/.test(line.slice(0, at).split(/\s/).at(-1) ?? '') && !/:\/\//.test(line.slice(0, at).split(/\s/).at(-1) ?? '');

function otherMachine(text: string, guide: Guide): string[] {
  const machine = text.split(' ').at(-1);
  const other = guide.front.machines.find(({ name }) => name !== machine && guide.front.machines.some((one) => one.name === machine));
  return other ? [text.replace(/\S+$/, other.name)] : [];
}

/** What the solution itself names: services, networks, volumes, secrets, stacks. */
function namesIn(lines: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const line of lines) {
    for (const match of line.matchAll(/--name[= ](\w[\w.-]*)/g)) names.add(match[1] as string);
    for (const match of line.matchAll(/docker (?:network|volume|stack) (?:create|deploy)\b.*?\s(\w[\w.-]*)\s*$/gm)) names.add(match[1] as string);
    for (const match of line.matchAll(/docker (?:secret|config) create (?:-\S+ )*(\w[\w.-]*)/g)) names.add(match[1] as string);
  }
  return names;
}
