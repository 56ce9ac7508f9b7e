/** Answers of a tab, told short: which container each came from, and by which way. */
import type { BrowseAnswer, BrowseHop } from '../../session/protocol';

export interface Answer {
  /** Counted from 1 within the tab. */
  n: number;
  /** An answer that a person would call one: there was one, and no server error. */
  good: boolean;
  /** `web.2`, or what else served it. */
  by: string;
  /** Where it was served. */
  machine: string;
  status?: number;
  /** Why there was none. */
  words?: string;
  hops: readonly BrowseHop[];
  /** The program that was not run, and which container stood in for it. */
  standIn?: { program: string; container: string };
  /** Virtual time. */
  ms: number;
}

export interface Step {
  kind: 'you' | 'machine' | 'mesh' | 'service' | 'container';
  text: string;
  /** The part of the text that stays where there is little room. */
  brief: string;
  /** What the step means. */
  words: string;
}

/** How many answers of a tab are shown and kept. */
export const ANSWERS_KEPT = 60;

export function answerOf(n: number, answer: BrowseAnswer): Answer {
  const route = answer.hops.at(-1)?.route;
  const good = answer.ok && answer.status < 500;
  const program = answer.ok ? answer.headers['x-skep-stand-in'] : undefined;
  return {
    n, good, by: servedBy(route), machine: route?.machine ?? '', hops: answer.hops, ms: answer.ms,
    ...(program === undefined ? {} : { standIn: { program, container: route?.container ?? '' } }),
    ...(answer.ok ? { status: answer.status } : { words: answer.words }),
  };
}

/** The task's short name, or the container's, or the machine's own program. */
export function servedBy(route: BrowseHop['route']): string {
  if (!route) return '';
  if (route.task !== undefined) return route.task.split('.').slice(0, 2).join('.');
  if (route.container !== undefined) return route.container.slice(0, 12);
  return route.machine ?? '';
}

/** The way of the last request, from the person to the container. */
export function stepsOf({ hops, by, good, words }: Answer): Step[] {
  const hop = hops.at(-1);
  if (!hop) return [];
  const { route, url } = hop;
  const address = url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const steps: Step[] = [
    { kind: 'you', text: 'You', brief: '', words: 'Your computer, outside the cluster' },
    { kind: 'machine', text: address, brief: address, words: route?.entry === undefined ? `The address that was asked: ${address}` : `Port ${address.split(':')[1] ?? '80'} of ${route.entry} took the connection` },
  ];
  if (!route) return steps;
  if (route.via === 'ingress') steps.push({ kind: 'mesh', text: 'routing mesh', brief: 'mesh', words: 'The ingress network leads from any node to a node with a task' });
  if (route.via === 'host-port') steps.push({ kind: 'mesh', text: 'host port', brief: 'host port', words: 'Published on this one machine: no mesh in between' });
  if (route.service !== undefined && route.via === 'ingress') steps.push({ kind: 'service', text: `${route.service} (virtual IP)`, brief: route.service, words: `The virtual IP of ${route.service} chose one of its healthy tasks for this connection` });
  const place = route.machine === undefined ? by : `${by} on ${route.machine}`;
  if (by !== '' && (route.container !== undefined || route.task !== undefined))
    steps.push({ kind: 'container', text: place, brief: place, words: good ? `The container that answered` : (words ?? 'The container that should have answered') });
  return steps;
}

/** What came from whom, the most first. */
export function tally(answers: readonly Answer[]): { by: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { by, good } of answers) if (good && by !== '') counts.set(by, (counts.get(by) ?? 0) + 1);
  return [...counts].map(([by, count]) => ({ by, count })).sort((a, b) => (a.by < b.by ? -1 : 1));
}
