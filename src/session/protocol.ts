/**
 * What the page (or the headless runner) and the world say to each other. The world runs in a worker; over
 * its port go these messages and nothing else. Terminals are byte streams, panels get one immutable
 * `WorldView` and then patches (at most one message a frame). Whatever changes the world is a `TimedInput`:
 * a saved session is the lab, the seed and the list of those.
 */
import type { Completion, Diagnostic, Hover, Spot } from '../cli/stack/_lint/diagnostic';
import type { Availability, NodeRole, NodeState, Reachability, TaskState, DesiredState, UpdateState } from '../model';
import type { FileEntry, FileState } from './documents/files';

export type { Completion, Diagnostic, FileEntry, FileState, Hover, Spot };

/** The driver's pace: virtual seconds per real second; `settled` runs ahead until nothing is in motion. */
export type Pace = 'paused' | 1 | 2 | 10 | 60 | 'settled';

export type MachinePlatform = 'linux' | 'windows';
/** A laptop is somebody's own computer: the client and the tools that make machines are on it, not a part of the cluster. */
export type MachineKind = 'server' | 'laptop';

/** A machine that a session starts with. */
export interface StartMachine {
  name: string;
  platform: MachinePlatform;
  /** A server when absent. */
  kind?: MachineKind;
  /** Whether a laptop has an engine of its own. */
  engine?: boolean;
}

/** An intent of a person, recorded with its instant; replaying the list gives the same world. */
export type Intent =
  | { kind: 'terminal.open'; terminal: string; machine: string; columns: number; rows: number }
  | { kind: 'terminal.input'; terminal: string; data: string }
  | { kind: 'terminal.resize'; terminal: string; columns: number; rows: number }
  | { kind: 'terminal.close'; terminal: string }
  | { kind: 'machine.add'; name: string; platform: MachinePlatform }
  | { kind: 'machine.remove'; machine: string }
  /** `kill` is a power cut, `stop` a clean shutdown of the machine, `start` power on, `restart-docker` the daemon only. */
  | { kind: 'machine.power'; machine: string; action: 'kill' | 'stop' | 'start' | 'restart-docker' }
  | { kind: 'machine.cable'; machine: string; action: 'cut' | 'heal' }
  | { kind: 'file.write'; machine: string; path: string; content: string }
  /** A guide's command typed into a terminal: the whole line and Enter. */
  | { kind: 'guide.run'; terminal: string; line: string; step?: string }
  /** A check was asked for; recorded so that progress replays. */
  | { kind: 'check.run'; check: string }
  | { kind: 'quiz.answer'; quiz: string; answer: string }
  | { kind: 'hint.show'; hint: string }
  /** The lab types this section's solution itself: it earns nothing. */
  | { kind: 'section.show'; section: string }
  /** The browser panel asks for a page; `request` names the answer. Recorded, since a form may change something. */
  | { kind: 'browse'; request: number; tab: string; url: string; method: BrowseMethod; body?: string; contentType?: string; keepAlive: boolean };

export type BrowseMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

export interface TimedInput {
  /** Virtual instant. */
  atMs: number;
  intent: Intent;
}

/** Where a world starts from. */
export interface SessionStart {
  /** A lab's slug, `playground`, or `scenario`. */
  lab: string;
  /** The guide itself, for a lab that is not of this build: an author's draft, an imported course. */
  labText?: string;
  /** Whose session it is: labs with variants are drawn from it. */
  learner?: string;
  /** The section to which the lab's own solution led: what comes before it earns nothing. */
  skippedTo?: string;
  /** Hash of the lab's guide when the session began. */
  labHash?: string;
  seed: number;
  /** Virtual start time: milliseconds since the Unix epoch. */
  startMs: number;
  machines: StartMachine[];
  /** `machine:/path` to content. */
  files?: Record<string, string>;
  /** Images that the lab declares, in the form of its front matter (`lab/lab-images.ts`); what is wrong in them does not exist. */
  images?: readonly unknown[];
  /** What `git clone` finds, by address: paths to content. */
  repositories?: Record<string, Record<string, string>>;
  /** Commands run before the learner begins (templates of the playground), per machine in order. */
  setup?: { on: string; run: string }[];
}

/** The saved form; `format` changes when an old one can no longer be read. */
export interface SavedSession {
  format: 'skep-session-1';
  engine: string;
  title: string;
  savedAtMs: number;
  start: SessionStart;
  inputs: TimedInput[];
  /** Where the clock stood. */
  nowMs: number;
  /** The trace's fingerprint at `provedMs`, or at `nowMs` when that is absent: a replay that comes by elsewhere is reported. */
  fingerprint?: string;
  /** Set when inputs were added from a journal since the fingerprint was taken. */
  provedMs?: number;
}

export interface MachineView {
  name: string;
  platform: MachinePlatform;
  kind: MachineKind;
  address: string;
  power: 'on' | 'off' | 'booting';
  /** The engine runs; also true of a laptop that has none. */
  engine: boolean;
  cable: 'plugged' | 'cut';
  swarm: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
  /** As the current leader's store has it; absent outside a swarm. */
  nodeId?: string;
  role?: NodeRole;
  availability?: Availability;
  state?: NodeState;
  leader?: boolean;
  reachability?: Reachability;
  labels: Record<string, string>;
  cpus: number;
  memoryBytes: number;
  /** Ports that answer on this machine, ingress and host mode and `docker run -p`. */
  ports: { published: number; target: number; protocol: string; mode: 'ingress' | 'host' | 'container'; owner: string }[];
  /** Containers that no task owns (docker run). */
  containers: { id: string; name: string; image: string; state: string; health?: string }[];
  /** Images on their way: 0..1. */
  pulls: { image: string; progress: number }[];
}

export interface TaskView {
  id: string;
  service: string;
  serviceId: string;
  slot: number;
  /** Name as `service ps` shows it: `web.1`. */
  name: string;
  image: string;
  machine?: string;
  nodeId?: string;
  state: TaskState;
  desired: DesiredState;
  health?: 'starting' | 'healthy' | 'unhealthy';
  message: string;
  error?: string;
  sinceMs: number;
  /** 0..1 while its image is pulled. */
  pull?: number;
}

export interface ServiceView {
  id: string;
  name: string;
  mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
  image: string;
  desired: number;
  running: number;
  /** How many of those run what the service asks for now. */
  updated: number;
  ports: { published: number; target: number; protocol: string; mode: string }[];
  update?: { state: UpdateState; message: string };
}

export interface NetworkView {
  id: string;
  name: string;
  driver: string;
  subnet?: string;
}

export interface WorldView {
  nowMs: number;
  startMs: number;
  pace: Pace;
  /** Nothing starts, stops or moves. */
  settled: boolean;
  machines: MachineView[];
  services: ServiceView[];
  /** Tasks that are wanted, or were lately: what the map draws. In no order. */
  tasks: TaskView[];
  networks: NetworkView[];
  /** The swarm that the view is of has a leader and a quorum. */
  quorum: 'none' | 'ok' | 'lost';
  terminals: { id: string; machine: string; title: string; busy: boolean }[];
  lab?: LabView;
}

/** The long lists of a view: of these only the rows that changed travel. */
export type RowPart = 'machines' | 'tasks';

/** A step from one view to the next: a part as a whole (absent: it is gone), or some rows of a long list by their places. */
export type ViewPatch =
  | { [P in keyof WorldView]-?: { part: P; value?: WorldView[P] | undefined } }[keyof WorldView]
  | { [P in RowPart]: { rows: P; length: number; at: number[]; values: WorldView[P] } }[RowPart];

export interface CheckView {
  id: string;
  section: string;
  state: 'open' | 'running' | 'passed' | 'failed';
  /** Why, in the lab's words. */
  reason?: string;
  /** The instant at which it went wrong, or was reached: milliseconds since the session's start. */
  atMs?: number;
  /** The check itself is broken: its author's error. */
  fault?: true;
}

export interface LabView {
  slug: string;
  checks: CheckView[];
  hintsShown: string[];
  /** Sections whose solution the lab typed. */
  sectionsShown: string[];
  /** The last answer to each quiz; the right one, once it was given. */
  quizAnswers: Record<string, string>;
  /** Wrong answers before that. */
  quizErrors: Record<string, number>;
  /** Command blocks that were run, by a click or a solution: what tells whether a prediction came true. */
  stepsRun: string[];
  /** Values captured from output, for `${TOKEN}` in the guide. */
  variables: Record<string, string>;
}

/** A file of a machine, by its absolute path. */
export interface PlacedFile {
  machine: string;
  path: string;
}

/** A program with what belongs to it: paths from its directory, with their texts. */
export interface AppFiles {
  directory: string;
  command: string[];
  env: [name: string, value: string][];
  files: [path: string, content: string][];
}

/** Page to world. */
export type ToWorld =
  | { kind: 'start'; start: SessionStart; saved?: SavedSession }
  | { kind: 'intent'; intent: Intent }
  | { kind: 'pace'; pace: Pace }
  /** Lets this much virtual time pass as fast as it goes. */
  | { kind: 'skip'; ms: number }
  /** The page drew the last patch; the next may come. */
  | { kind: 'drawn' }
  /** So many characters of this terminal have been drawn: flow control. */
  | { kind: 'terminal.drawn'; terminal: string; chars: number }
  | { kind: 'save'; request: number }
  /** Answers a `HandedIn`. `name` is what whoever did it wants to be called. */
  | { kind: 'submission'; request: number; name?: string }
  /** Another session, at the start of this section of the same lab: answers a `SavedSession`. */
  | { kind: 'section'; request: number; section: string }
  /** The lines of the solution that do this section, for a show: answers `string[]`. */
  | { kind: 'section.lines'; request: number; section: string }
  /** The files that the page shows: each is told of now, and again whenever it changes. */
  | { kind: 'files.watch'; files: PlacedFile[] }
  /** Answers `FileEntry[]`. */
  | { kind: 'file.list'; request: number; machine: string; path: string }
  /** What a container's program could be run from elsewhere: `AppFiles`. */
  | { kind: 'app.files'; request: number; machine: string; container: string }
  /** What is wrong with a text that somebody edits: `Diagnostic[]`. It is not read from the machine, which has the last saved one. */
  | { kind: 'lint'; request: number; machine: string; path: string; text: string }
  /** What may be typed next: `Completion[]`. */
  | { kind: 'complete'; request: number; machine: string; path: string; text: string; at: Spot }
  /** What is known of a word: `Hover`, or null. */
  | { kind: 'hover'; request: number; machine: string; path: string; text: string; at: Spot }
  /** One Engine API call, for panels that need more than the view. */
  | { kind: 'api'; request: number; machine: string; method: string; path: string; body?: string };

/** One request of a page load, redirects included: which way it took. */
export interface BrowseHop {
  url: string;
  status?: number;
  route?: { via: string; entry?: string; machine?: string; container?: string; service?: string; task?: string };
}

/** What the browser panel shows. `ms` is virtual time. */
export type BrowseAnswer =
  /** `cut`: the body was longer, or did not end in time. */
  | { ok: true; url: string; status: number; headers: Record<string, string>; body: string; cut: boolean; hops: BrowseHop[]; ms: number }
  | { ok: false; url: string; words: string; hops: BrowseHop[]; ms: number };

/** Requests of one kind since the last batch: what the map draws pulses from. */
export interface RequestCount {
  /** Machine and, inside it, service that asked. */
  from: string;
  via: string;
  entry?: string;
  machine?: string;
  service?: string;
  task?: string;
  answered: boolean;
  count: number;
}

/** What a learner hands in: the file's text, and the same packed for a link. */
export interface HandedIn {
  text: string;
  packed: string;
}

/** World to page. */
export type FromWorld =
  /** `faithful`: a saved session was replayed to the very world that it was saved from, as far as its fingerprint tells. */
  | { kind: 'ready'; view: WorldView; faithful: boolean }
  /** These inputs have acted: `from` is the place of the first in the list of all. */
  | { kind: 'recorded'; from: number; inputs: TimedInput[] }
  | { kind: 'patches'; patches: ViewPatch[] }
  | { kind: 'output'; terminal: string; data: string }
  /** A replay is under way: 0..1. */
  | { kind: 'replaying'; progress: number }
  | { kind: 'saved'; request: number; session: SavedSession }
  | { kind: 'answer'; request: number; ok: true; value: unknown }
  | { kind: 'answer'; request: number; ok: false; message: string }
  | { kind: 'browsed'; request: number; answer: BrowseAnswer }
  /** At most one a frame, and only when there were any. */
  | { kind: 'requests'; counts: RequestCount[] }
  /** A program wants the page to open a file in the editor, or to compare it with another. */
  | { kind: 'edit'; machine: string; path: string; against?: PlacedFile }
  /** A watched file, at first and whenever it is another. */
  | { kind: 'file'; machine: string; path: string; state: FileState }
  /** What came of a `file.write`; without an error it is written. */
  | { kind: 'written'; machine: string; path: string; error?: string }
  /** Our own bug: the world has stopped; the message names seed and instant. */
  | { kind: 'broken'; message: string };
