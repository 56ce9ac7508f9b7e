/** The engine behind a mounted socket, as programs in containers ask it. */
import { isFileError, type Process } from '../../os';
import type { Program } from '../../sim';
import { bodyOf } from '../_programs';

export const SOCKET = '/var/run/docker.sock';

/** What it answers as JSON, or why there is nothing, in words for a page. */
export function* docker<T>(process: Process, path: string): Program<T | { error: string }> {
  if (isFileError(process.machine.files.stat(SOCKET))) return { error: `${SOCKET} is not mounted: add --mount type=bind,source=${SOCKET},target=${SOCKET}` };
  const request = { method: 'GET', path, headers: { host: 'docker' }, body: '' };
  const answer = yield* process.machine.net.httpUnix(SOCKET, request);
  if (!answer.ok) return { error: `nobody answers on ${SOCKET}` };
  const text = yield* bodyOf({ ...request, body: answer.value.body });
  try {
    const value = JSON.parse(text) as T & { message?: string };
    return answer.value.status < 400 ? value : { error: value.message ?? `HTTP ${answer.value.status}` };
  } catch {
    return { error: `HTTP ${answer.value.status}` };
  }
}

export function isTrouble(value: unknown): value is { error: string } {
  return typeof value === 'object' && value !== null && 'error' in value;
}

export interface NodeInfo {
  ID: string;
  Spec: { Role: string; Availability: string; Labels?: Record<string, string> };
  Description: { Hostname: string; Platform?: { OS: string; Architecture: string }; Resources?: { NanoCPUs?: number; MemoryBytes?: number }; Engine?: { EngineVersion?: string } };
  Status: { State: string; Addr?: string };
  ManagerStatus?: { Leader?: boolean; Reachability?: string };
}

export interface ServiceInfo {
  ID: string;
  Spec: { Name: string; Mode: { Replicated?: { Replicas: number }; Global?: object }; TaskTemplate: { ContainerSpec?: { Image: string } }; Labels?: Record<string, string> };
  Endpoint?: { Ports?: { PublishedPort?: number; TargetPort: number; Protocol: string; PublishMode?: string }[] };
  UpdateStatus?: { State?: string };
}

export interface TaskInfo {
  ID: string;
  ServiceID: string;
  NodeID?: string;
  Slot?: number;
  DesiredState: string;
  Status: { State: string; Timestamp?: string; Message?: string; Err?: string; ContainerStatus?: { ContainerID?: string } };
  Spec: { ContainerSpec?: { Image: string } };
}

export interface Cluster {
  nodes: NodeInfo[];
  services: ServiceInfo[];
  tasks: TaskInfo[];
}

export function* clusterOf(process: Process): Program<Cluster | { error: string }> {
  const nodes = yield* docker<NodeInfo[]>(process, '/nodes');
  if (isTrouble(nodes)) return nodes;
  const services = yield* docker<ServiceInfo[]>(process, '/services');
  if (isTrouble(services)) return services;
  const tasks = yield* docker<TaskInfo[]>(process, '/tasks');
  return isTrouble(tasks) ? tasks : { nodes, services, tasks };
}

/** `nginx:1.27` of `nginx:1.27@sha256:...`. */
export function shortImage(image: string | undefined): string {
  return (image ?? '').replace(/@sha256:.*/, '').replace(/^docker\.io\/(library\/)?/, '');
}
