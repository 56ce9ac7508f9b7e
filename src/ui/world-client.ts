/**
 * The page's end of the port: typed messages out, one immutable view in. Patches are applied here and the
 * view is handed on at most once a frame; `drawn` goes back when the frame is drawn, so that a slow page slows
 * the world's reports and never piles them up.
 */
import type {
  AppFiles,
  BrowseAnswer,
  Completion,
  Diagnostic,
  FileEntry,
  FileState,
  FromWorld,
  Hover,
  HandedIn,
  Intent,
  Pace,
  PlacedFile,
  RequestCount,
  SavedSession,
  SessionStart,
  Spot,
  TimedInput,
  ToWorld,
  WorldView,
} from '../session/protocol';
import { applyViewPatches } from '../session/view/view-patches';

/** What a Worker and a MessagePort have in common. */
export interface WorldPort {
  postMessage(message: ToWorld): void;
  onmessage: ((event: MessageEvent<FromWorld>) => void) | null;
  onerror?: ((event: ErrorEvent) => void) | null;
  terminate?(): void;
}

export interface WorldListener {
  /** The first view, and every later one with the places of the tasks that differ. */
  view(view: WorldView, tasksAt?: readonly number[]): void;
  /** A saved session came out differently when it was replayed. */
  unfaithful(): void;
  /** These inputs have acted, the first of them at this place in the list of all. */
  recorded(from: number, inputs: TimedInput[]): void;
  output(terminal: string, data: string): void;
  /** 0..1. */
  replaying(progress: number): void;
  /** A program asks for a file in the editor, or for two to be compared. */
  edit(file: PlacedFile, against?: PlacedFile): void;
  /** A watched file, at first and whenever it is another. */
  file(file: PlacedFile, state: FileState): void;
  /** What came of writing a file. */
  written(file: PlacedFile, error: string | undefined): void;
  /** Requests on the lab's network since the last batch. */
  requests(counts: RequestCount[]): void;
  /** The world has stopped for good. */
  broken(message: string): void;
}

export type BrowseQuestion = Omit<Extract<Intent, { kind: 'browse' }>, 'kind' | 'request'>;

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

export class WorldClient {
  private view: WorldView | undefined;
  private readonly pending = new Map<number, Pending>();
  private request = 0;
  private dead: string | undefined;

  constructor(
    private readonly port: WorldPort,
    private readonly listener: WorldListener,
  ) {
    port.onmessage = (event) => this.hear(event.data);
    port.onerror = (event) => this.stop(event.message === '' ? 'The world could not be loaded.' : event.message);
  }

  start(start: SessionStart, saved?: SavedSession): void {
    this.post({ kind: 'start', start, ...(saved && { saved }) });
  }

  send(intent: Intent): void {
    this.post({ kind: 'intent', intent });
  }

  pace(pace: Pace): void {
    this.post({ kind: 'pace', pace });
  }

  skip(ms: number): void {
    this.post({ kind: 'skip', ms });
  }

  terminalDrawn(terminal: string, chars: number): void {
    this.post({ kind: 'terminal.drawn', terminal, chars });
  }

  save(): Promise<SavedSession> {
    return this.ask((request) => ({ kind: 'save', request })) as Promise<SavedSession>;
  }

  /** The lab's file to hand in, as it is now. */
  handIn(name: string): Promise<HandedIn> {
    return this.ask((request) => ({ kind: 'submission', request, name })) as Promise<HandedIn>;
  }

  /** Another session, at the start of a section; refused with a sentence where the lab has no solution. */
  sectionStart(section: string): Promise<SavedSession> {
    return this.ask((request) => ({ kind: 'section', request, section })) as Promise<SavedSession>;
  }

  sectionLines(section: string): Promise<string[]> {
    return this.ask((request) => ({ kind: 'section.lines', request, section })) as Promise<string[]>;
  }

  watchFiles(files: PlacedFile[]): void {
    this.post({ kind: 'files.watch', files });
  }

  /** Directories first; refused with a sentence where there are none to see. */
  listFiles({ machine, path }: PlacedFile): Promise<FileEntry[]> {
    return this.ask((request) => ({ kind: 'file.list', request, machine, path })) as Promise<FileEntry[]>;
  }

  /** Of a running container; refused with a sentence where there is nothing to run. */
  appFiles(machine: string, container: string): Promise<AppFiles> {
    return this.ask((request) => ({ kind: 'app.files', request, machine, container })) as Promise<AppFiles>;
  }

  lint({ machine, path }: PlacedFile, text: string): Promise<Diagnostic[]> {
    return this.ask((request) => ({ kind: 'lint', request, machine, path, text })) as Promise<Diagnostic[]>;
  }

  complete({ machine, path }: PlacedFile, text: string, at: Spot): Promise<Completion[]> {
    return this.ask((request) => ({ kind: 'complete', request, machine, path, text, at })) as Promise<Completion[]>;
  }

  hover({ machine, path }: PlacedFile, text: string, at: Spot): Promise<Hover | null> {
    return this.ask((request) => ({ kind: 'hover', request, machine, path, text, at })) as Promise<Hover | null>;
  }

  api(machine: string, method: string, path: string, body?: string): Promise<unknown> {
    return this.ask((request) => ({ kind: 'api', request, machine, method, path, ...(body === undefined ? {} : { body }) }));
  }

  /** Asks as the browser outside the cluster does. It is an input, recorded and replayed: what it does to the world stays. */
  browse(asked: BrowseQuestion): Promise<BrowseAnswer> {
    return this.ask((request) => ({ kind: 'intent', intent: { kind: 'browse', request, ...asked } })) as Promise<BrowseAnswer>;
  }

  /** Ends the world; questions still open are refused. */
  close(): void {
    this.port.onmessage = null;
    this.port.terminate?.();
    this.refuseAll('The session was closed.');
  }

  private ask(message: (request: number) => ToWorld): Promise<unknown> {
    if (this.dead !== undefined) return Promise.reject(new Error(this.dead));
    const request = ++this.request;
    return new Promise((resolve, reject) => {
      this.pending.set(request, { resolve, reject });
      this.post(message(request));
    });
  }

  private post(message: ToWorld): void {
    if (this.dead === undefined) this.port.postMessage(message);
  }

  private hear(message: FromWorld): void {
    switch (message.kind) {
      case 'ready':
        this.view = message.view;
        this.listener.view(message.view);
        if (!message.faithful) this.listener.unfaithful();
        break;
      case 'recorded':
        this.listener.recorded(message.from, message.inputs);
        break;
      case 'patches':
        if (this.view === undefined) break;
        this.view = applyViewPatches(this.view, message.patches);
        this.listener.view(this.view, message.patches.flatMap((patch) => ('rows' in patch && patch.rows === 'tasks' ? patch.at : [])));
        this.drawnSoon();
        break;
      case 'output':
        this.listener.output(message.terminal, message.data);
        break;
      case 'replaying':
        this.listener.replaying(message.progress);
        break;
      case 'saved':
        this.settle(message.request, (pending) => pending.resolve(message.session));
        break;
      case 'answer':
        this.settle(message.request, (pending) => (message.ok ? pending.resolve(message.value) : pending.reject(new Error(message.message))));
        break;
      case 'browsed':
        this.settle(message.request, (pending) => pending.resolve(message.answer));
        break;
      case 'requests':
        this.listener.requests(message.counts);
        break;
      case 'edit':
        this.listener.edit({ machine: message.machine, path: message.path }, message.against);
        break;
      case 'file':
        this.listener.file({ machine: message.machine, path: message.path }, message.state);
        break;
      case 'written':
        this.listener.written({ machine: message.machine, path: message.path }, message.error);
        break;
      case 'broken':
        this.stop(message.message);
        break;
    }
  }

  private drawnSoon(): void {
    const drawn = (): void => this.post({ kind: 'drawn' });
    // A hidden tab draws no frames: the view still follows, four times a second.
    if (typeof requestAnimationFrame === 'function' && !document.hidden) requestAnimationFrame(drawn);
    else setTimeout(drawn, 250);
  }

  private settle(request: number, action: (pending: Pending) => void): void {
    const pending = this.pending.get(request);
    this.pending.delete(request);
    if (pending) action(pending);
  }

  private stop(message: string): void {
    this.dead = message;
    this.refuseAll(message);
    this.listener.broken(message);
  }

  private refuseAll(message: string): void {
    for (const pending of this.pending.values()) pending.reject(new Error(message));
    this.pending.clear();
  }
}
