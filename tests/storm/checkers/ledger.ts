/**
 * No object lost, none invented: what a command said it made is there until somebody asks to remove it, and nothing
 * is there that nobody asked for. The books are kept by name, from the command lines alone.
 */
import type { RunStep } from '../../../src/session/scenario';
import type { Change } from '../../../src/store';
import type { Checker, Sight } from '../watch/checker';

const NOUNS = ['service', 'network', 'secret', 'config'] as const;
type Noun = (typeof NOUNS)[number];

interface Asked {
  readonly made: { noun: Noun; name: string }[];
  readonly removed: { noun: Noun; name: string }[];
  /** Stacks deployed or removed: their objects' names begin so. */
  readonly stacks: string[];
}

export function ledger({ complain }: Sight): Checker {
  const wished = new Set<string>();
  const promised = new Set<string>();
  const condemned = new Set<string>();
  const stacks = new Set<string>();
  let swarms = 0;

  return {
    name: 'ledger',
    typing(step) {
      const { made, removed, stacks: named } = askedBy(step);
      for (const { noun, name } of made) wished.add(`${noun} ${name}`);
      for (const { noun, name } of removed) {
        condemned.add(`${noun} ${name}`);
        promised.delete(`${noun} ${name}`);
      }
      for (const name of named) stacks.add(name);
    },
    typed({ step, exit }) {
      // In the background nothing is promised: its exit code is the shell's.
      if (exit !== 0 || /&$/.test(step.run)) return;
      for (const { noun, name } of askedBy(step).made) {
        promised.add(`${noun} ${name}`);
        condemned.delete(`${noun} ${name}`);
      }
    },
    changed(change, swarm) {
      const noun = NOUNS.find((one) => one === change.table);
      if (change.table === 'cluster' && !change.before && ++swarms > 1) promised.clear();
      if (noun === undefined) return;
      const name = nameOf(change);
      if (change.before === undefined && !wished.has(`${noun} ${name}`) && !isOwn(name)) complain(`${noun} ${name} is there, and nobody asked for it`);
      if (change.after === undefined && promised.has(`${noun} ${name}`)) complain(`${noun} ${name} is gone from swarm ${swarm.id}, and nobody asked for that`);
    },
    over(swarm) {
      if (!swarm || swarms > 1) return;
      for (const key of promised) {
        const [noun, name] = key.split(' ') as [Noun, string];
        if (swarm.view.byName(noun, name).length === 0) complain(`${key} was made and is not there`);
      }
    },
  };

  /** What every swarm brings, and what the end of each storm makes. */
  function isOwn(name: string): boolean {
    return ['ingress', 'bridge', 'host', 'exam'].includes(name) || [...stacks].some((stack) => name.startsWith(`${stack}_`));
  }
}

function nameOf(change: Change): string {
  return ((change.after ?? change.before) as { Spec: { Name: string } }).Spec.Name;
}

function askedBy({ run }: RunStep): Asked {
  const made: Asked['made'] = [];
  const removed: Asked['removed'] = [];
  const created = /docker (service|network|secret|config) create (.*?)(?: -| >.*)?$/.exec(run);
  if (created) {
    const [, noun, rest = ''] = created;
    const name = noun === 'service' ? /--name (\S+)/.exec(rest)?.[1] : rest.split(' ').at(-1);
    if (name !== undefined) made.push({ noun: noun as Noun, name });
  }
  const rm = /docker (service|network|secret|config) rm (.*)$/.exec(run);
  if (rm) for (const name of (rm[2] as string).split(' ')) removed.push({ noun: rm[1] as Noun, name });
  const stack = /docker stack (?:deploy|rm) (?:.* )?([a-z]+)(?: >.*)?$/.exec(run);
  return { made, removed, stacks: stack ? [stack[1] as string] : [] };
}
