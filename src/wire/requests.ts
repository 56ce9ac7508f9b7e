/**
 * Every connection that somebody attempts, told once when it is over: who asked for what, which way it went, who
 * answered. The page draws pulses from it, checks count failures with it. Telling costs nothing while nobody watches,
 * and changes nothing in the world when somebody does.
 */

/** How a connection reached, or would have reached, the other side. */
export interface Route {
  /**
   * `local` stays on the machine or in the container, `host` is a program on a machine, `network` a container's own
   * address, `vip` a service's, `ingress` the routing mesh, `host-port` a port published on one machine, `internet`
   * the world outside.
   */
  via: 'local' | 'host' | 'network' | 'vip' | 'ingress' | 'host-port' | 'internet';
  /** The machine whose port took it: for `ingress` and `host-port`. */
  entry?: string;
  /** Where it was served. */
  machine?: string;
  container?: string;
  service?: string;
  /** The task's name: `web.2.k3j…`. */
  task?: string;
}

/** `given-up`: the client went away before there was an answer. */
export type RequestOutcome = 'answered' | 'refused' | 'reset' | 'timeout' | 'unreachable' | 'unknown-host' | 'given-up';

export interface RequestRecord {
  kind: 'http' | 'tcp';
  /** Virtual instants: when it was asked and when it was over. */
  atMs: number;
  endMs: number;
  from: { machine: string; container?: string };
  /** As the client asked for it: `web:80`. */
  target: string;
  /** Absent when the name was unknown or the address led nowhere. */
  route?: Route;
  outcome: RequestOutcome;
  /** HTTP alone. */
  status?: number;
  /** Of the answer's body, where its length is known. */
  bytes: number;
}

export class RequestFeed {
  private readonly watchers = new Set<(record: RequestRecord) => void>();

  /** Whether it is worth making a record at all. */
  get watched(): boolean {
    return this.watchers.size > 0;
  }

  /** Calls back with each record; answers how to stop. The listener must not touch the world. */
  watch(listener: (record: RequestRecord) => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  tell(record: RequestRecord): void {
    for (const watcher of this.watchers) watcher(record);
  }
}
