/** What the judgements share: objects by name, images alike, counts in words. */
import { parseReference, type Node, type Service, type Task } from '../../model';
import type { Compare, NamedTable } from './claim';
import type { ClusterFacts } from './facts';

export interface Judgement {
  holds: boolean;
  /** How things are: what is missing when it does not hold. */
  words: string;
}

export const yes = (words: string): Judgement => ({ holds: true, words });
export const no = (words: string): Judgement => ({ holds: false, words });
export const verdict = (holds: boolean, words: string): Judgement => ({ holds, words });

/** Tasks that are wanted and run: a task with a health check runs from its first success on. */
export function runningTasks(service: Service, cluster: ClusterFacts): Task[] {
  return cluster.tasksOf(service.ID).filter((task) => task.DesiredState === 'running' && task.Status.State === 'running');
}

export function byName<T extends { ID: string; Spec: { Name?: string } }>(objects: readonly T[], name: string): T | undefined {
  return objects.find((one) => one.Spec.Name === name || one.ID === name);
}

export function named(cluster: ClusterFacts, table: NamedTable, name: string): object | undefined {
  switch (table) {
    case 'service':
      return byName(cluster.services(), name);
    case 'secret':
      return byName(cluster.secrets(), name);
    case 'config':
      return byName(cluster.configs(), name);
    case 'network':
      return byName(cluster.networks(), name);
    case 'node':
      return cluster.nodes().find((node) => hostname(node) === name || node.ID === name);
  }
}

export function hostname(node: Node | undefined): string {
  return node?.Description?.Hostname ?? node?.ID ?? '';
}

export function imageOf(task: Task): string {
  return task.Spec.ContainerSpec?.Image ?? '';
}

export function shortImage(image: string): string {
  return image.replace(/@sha256:.*/, '');
}

/** `nginx` is `docker.io/library/nginx:latest`; a digest that came with it does not matter. */
export function sameImage(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

export function canonical(image: string): string {
  const reference = parseReference(shortImage(image));
  return reference && 'path' in reference ? `${reference.domain}/${reference.path}:${reference.tag ?? 'latest'}` : image;
}

export function taskName(task: Task): string {
  return task.Slot !== 0 ? `${task.serviceName}.${task.Slot}` : `a task of ${task.serviceName}`;
}

export function compares(count: number, how: Compare, wanted: number): boolean {
  return how === 'exactly' ? count === wanted : how === 'at least' ? count >= wanted : count <= wanted;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
