/** What a checker is: the keeper of one law. It hears what happens and complains; it changes nothing. */
import type { Container } from '../../../src/host/container';
import type { HttpRequest, HttpResponse } from '../../../src/os';
import type { RunStep } from '../../../src/session/scenario';
import type { Sim } from '../../../src/sim';
import type { Change, Commit } from '../../../src/store';
import type { World } from '../../../src/world';
import type { SwarmRecord, SwarmRecords } from './swarm-record';

/** What a checker may look at. */
export interface Sight {
  readonly sim: Sim;
  readonly world: World;
  readonly swarms: SwarmRecords;
  /** The law is broken, now. */
  complain(complaint: string): void;
}

/** A command line that was typed, and its exit code: null when it was still running at its time limit. */
export interface Typed {
  readonly step: RunStep;
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ApiCall {
  readonly machine: string;
  readonly request: HttpRequest;
  readonly sinceMs: number;
  response: HttpResponse | undefined;
}

export interface Checker {
  readonly name: string;
  /** One step of the agreed state; `swarm.view` shows it after the whole commit. */
  changed?(change: Change, swarm: SwarmRecord, commit: Commit): void;
  /** After all changes of a commit. */
  committed?(swarm: SwarmRecord, commit: Commit): void;
  container?(machine: string, container: Container, what: 'started' | 'died' | 'health' | 'removed'): void;
  /** Before a command line is typed, and once it has ended. */
  typing?(step: RunStep): void;
  typed?(typed: Typed): void;
  asked?(call: ApiCall): void;
  /** The call has an answer, or its asker has gone. */
  answered?(call: ApiCall): void;
  /** After every step of the scenario. */
  looked?(): void;
  /** The weather has cleared. What is not yet as it should be, in words; asked until nothing is left or patience ends. */
  unsettled?(swarm: SwarmRecord): string[];
  /** Everything is calm and settled: last looks. */
  over?(swarm: SwarmRecord | undefined): void;
}

export type MakeChecker = (sight: Sight) => Checker;
