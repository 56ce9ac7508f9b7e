/**
 * A world for designing and testing views: it speaks the whole protocol with plausible data and simulates nothing.
 * Reached by `?fake` (or `?fake=idle`, `busy`, `down`, `single`, `big`, `broken`) and never loaded otherwise.
 */
import type { FromWorld, Intent, Pace, SavedSession, SessionStart, TimedInput, ToWorld } from '../../session/protocol';
import { viewPatches } from '../../session/view/view-patches';
import { ToyCluster } from '../start/toy-cluster';
import type { ToyMachine, ToyService } from '../start/toy-cluster';
import type { WorldPort } from '../world-client';
import { answerOf } from './fake-answers';

export type FakeScenario = 'idle' | 'busy' | 'down' | 'single' | 'big' | 'broken';

const TICK_MS = 50;

interface FakeTerminal {
  machine: string;
  line: string;
}

export class FakeWorld implements WorldPort {
  onmessage: ((event: MessageEvent<FromWorld>) => void) | null = null;
  private toy: ToyCluster;
  private readonly terminals = new Map<string, FakeTerminal>();
  private readonly inputs: TimedInput[] = [];
  private start: SessionStart | undefined;
  private pace: Pace = 1;
  private timer: ReturnType<typeof setInterval> | undefined;
  private script: { atMs: number; run: () => void }[] = [];

  constructor(private readonly scenario: FakeScenario) {
    this.toy = clusterFor(scenario, undefined);
  }

  postMessage(message: ToWorld): void {
    queueMicrotask(() => this.hear(message));
  }

  terminate(): void {
    clearInterval(this.timer);
  }

  private hear(message: ToWorld): void {
    switch (message.kind) {
      case 'start':
        this.begin(message.start, message.saved);
        break;
      case 'intent':
        this.inputs.push({ atMs: this.toy.view.nowMs, intent: message.intent });
        this.act(message.intent);
        break;
      case 'pace':
        this.pace = message.pace;
        this.patch((view) => (view.pace = message.pace));
        break;
      case 'skip':
        for (let ms = 0; ms < Math.min(message.ms, 60_000); ms += 500) this.say({ kind: 'patches', patches: this.toy.advance(500) });
        break;
      case 'save':
        if (this.start) this.say({ kind: 'saved', request: message.request, session: this.saved(this.start) });
        break;
      case 'files.watch':
        for (const { machine, path } of message.files) this.say({ kind: 'file', machine, path, state: { kind: 'text', content: `# ${path} on ${machine}\n` } });
        break;
      case 'lint':
      case 'complete':
        this.say({ kind: 'answer', request: message.request, ok: true, value: [] });
        break;
      case 'file.list':
      case 'app.files':
      case 'hover':
      case 'api':
        this.say({ kind: 'answer', request: message.request, ok: false, message: 'the fake world has no such thing' });
        break;
      default:
        break;
    }
  }

  private begin(start: SessionStart, saved: SavedSession | undefined): void {
    this.start = start;
    if (this.scenario !== 'big') this.toy = clusterFor(this.scenario, start);
    // A moment of life before anybody looks, so that the first view is a running swarm.
    for (let i = 0; i < 80 && this.scenario !== 'big'; i++) this.toy.advance(100);
    const checks = ['swarm-up', 'three-managers', 'web-up'];
    this.patch((view) => {
      view.startMs = view.nowMs - 412_000;
      view.lab = {
        slug: start.lab,
        checks: checks.map((id, i) => ({
          id,
          section: '',
          state: i === 0 ? 'passed' : 'open',
          ...(i === 0 && { reason: 'node1 leads a swarm of five' }),
        })),
        hintsShown: [],
        sectionsShown: [],
        quizAnswers: {},
        quizErrors: {},
        stepsRun: [],
        variables: { TOKEN: 'SWMTKN-1-5p3q9f0z' },
      };
    });
    if (saved) for (const { intent } of saved.inputs) this.act(intent, true);
    this.inputs.push(...(saved?.inputs ?? []));
    this.say({ kind: 'ready', view: this.toy.view, faithful: true });
    this.script = scriptFor(this.scenario, this.toy);
    this.timer = setInterval(() => this.tick(), this.scenario === 'big' ? 250 : TICK_MS);
  }

  private tick(): void {
    const speed = this.pace === 'paused' ? 0 : this.pace === 'settled' ? (this.toy.view.settled ? 1 : 20) : this.pace;
    if (speed === 0) return;
    if (this.scenario === 'big') return void this.say({ kind: 'patches', patches: churn(this.toy) });
    this.say({ kind: 'patches', patches: this.toy.advance(TICK_MS * speed) });
    const ran = this.toy.view.nowMs - this.toy.view.startMs - 412_000;
    while (this.script[0] && this.script[0].atMs <= ran) {
      const before = this.toy.view;
      this.script.shift()?.run();
      if (this.toy.view !== before) this.say({ kind: 'patches', patches: viewPatches(before, this.toy.view) });
    }
    if (this.scenario === 'broken' && ran > 3000) {
      clearInterval(this.timer);
      this.say({ kind: 'broken', message: 'a task has one slot (seed 7, at 3050 ms)' });
    }
  }

  private act(intent: Intent, silent = false): void {
    switch (intent.kind) {
      case 'terminal.open':
        this.terminals.set(intent.terminal, { machine: intent.machine, line: '' });
        this.patch((view) => view.terminals.push({ id: intent.terminal, machine: intent.machine, title: 'bash', busy: false }), silent);
        this.print(intent.terminal, promptOf(intent.machine));
        break;
      case 'terminal.close':
        this.terminals.delete(intent.terminal);
        this.patch((view) => (view.terminals = view.terminals.filter((terminal) => terminal.id !== intent.terminal)), silent);
        break;
      case 'terminal.input':
        for (const c of intent.data) this.type(intent.terminal, c);
        break;
      case 'guide.run':
        for (const c of `${intent.line}\r`) this.type(intent.terminal, c);
        break;
      case 'machine.power':
        if (intent.action === 'restart-docker') break;
        this.patches(this.toy.power(intent.machine, intent.action === 'start'), silent);
        break;
      case 'machine.cable':
        this.patch(
          (view) =>
            void view.machines.forEach((machine) => machine.name === intent.machine && (machine.cable = intent.action === 'cut' ? 'cut' : 'plugged')),
          silent,
        );
        break;
      case 'machine.remove':
        this.patch((view) => (view.machines = view.machines.filter((machine) => machine.name !== intent.machine)), silent);
        break;
      case 'machine.add':
        this.patch((view) => {
          const [first] = view.machines;
          if (!first) return;
          const { nodeId: _id, role: _role, leader: _leader, availability: _a, state: _s, reachability: _r, ...rest } = first;
          view.machines.push({
            ...rest,
            name: intent.name,
            platform: intent.platform,
            address: `192.168.0.${11 + view.machines.length}`,
            swarm: 'inactive',
            ports: [],
            pulls: [],
          });
        }, silent);
        break;
      case 'check.run':
        this.check(intent.check);
        break;
      case 'quiz.answer':
        this.patch((view) => view.lab && (view.lab.quizAnswers[intent.quiz] = intent.answer), silent);
        break;
      case 'hint.show':
        this.patch((view) => view.lab?.hintsShown.push(intent.hint), silent);
        break;
      default:
        break;
    }
  }

  private check(id: string): void {
    const set = (state: 'running' | 'passed' | 'failed', reason: string): void =>
      this.patch((view) => void view.lab?.checks.forEach((check) => check.id === id && Object.assign(check, { state, reason })));
    set('running', '');
    setTimeout(
      () => set(id === 'web-up' ? 'failed' : 'passed', id === 'web-up' ? 'web has 4 of 5 replicas running' : 'three managers are reachable'),
      700,
    );
  }

  private type(id: string, c: string): void {
    const terminal = this.terminals.get(id);
    if (!terminal) return;
    if (c === '\r' || c === '\n') {
      const answer = answerOf(terminal.line.trim(), this.toy.view);
      this.print(id, `\r\n${answer.replace(/\n/g, '\r\n')}${answer === '' ? '' : '\r\n'}${promptOf(terminal.machine)}`);
      terminal.line = '';
    } else if (c === '\x7f') {
      if (terminal.line !== '') this.print(id, '\b \b');
      terminal.line = terminal.line.slice(0, -1);
    } else if (c === '\x03') {
      terminal.line = '';
      this.print(id, `^C\r\n${promptOf(terminal.machine)}`);
    } else if (c === '\x07') {
      this.print(id, c);
    } else if (c >= ' ') {
      terminal.line += c;
      this.print(id, c);
    }
  }

  private print(terminal: string, data: string): void {
    this.say({ kind: 'output', terminal, data });
  }

  private patch(action: Parameters<ToyCluster['change']>[0], silent = false): void {
    this.patches(this.toy.change(action), silent);
  }

  private patches(patches: ReturnType<ToyCluster['change']>, silent = false): void {
    if (!silent) this.say({ kind: 'patches', patches });
  }

  private say(message: FromWorld): void {
    // As over a real port: the receiver gets a copy.
    queueMicrotask(() => this.onmessage?.({ data: structuredClone(message) } as MessageEvent<FromWorld>));
  }

  private saved(start: SessionStart): SavedSession {
    const { nowMs } = this.toy.view;
    return { format: 'skep-session-1', engine: 'fake', title: start.lab, savedAtMs: Date.now(), start, inputs: this.inputs, nowMs };
  }
}

function promptOf(machine: string): string {
  return `\x1b[1;32mroot@${machine}\x1b[0m:\x1b[1;34m~\x1b[0m# `;
}

const SERVICES: ToyService[] = [
  { name: 'web', image: 'nginx:1.27', replicas: 5, port: 8080 },
  { name: 'api', image: 'ghcr.io/acme/api:2.4.1', replicas: 3, port: 9000 },
  { name: 'db', image: 'postgres:17', replicas: 1 },
  { name: 'agent', image: 'prom/node-exporter:v1.9', replicas: 'global' },
];

function clusterFor(scenario: FakeScenario, start: SessionStart | undefined): ToyCluster {
  if (scenario === 'big') return bigCluster();
  if (scenario === 'single') return new ToyCluster([{ name: 'node1' }, { name: 'node2' }, { name: 'node3' }], []);
  const given = start?.machines ?? [];
  const names = given.length >= 3 ? given.map((machine) => machine.name) : ['node1', 'node2', 'node3', 'node4', 'node5'];
  const machines = names.map((name, i): ToyMachine => ({ name, role: i < Math.min(3, Math.ceil(names.length / 2)) ? 'manager' : 'worker' }));
  return new ToyCluster(
    machines,
    names.length > 10
      ? [
          { name: 'web', image: 'nginx:1.27', replicas: 60, port: 8080 },
          { name: 'api', image: 'api:2', replicas: 40 },
        ]
      : SERVICES,
  );
}

function scriptFor(scenario: FakeScenario, toy: ToyCluster): { atMs: number; run: () => void }[] {
  if (scenario === 'down') {
    return [
      { atMs: 200, run: () => toy.power('node4', false) },
      { atMs: 300, run: () => toy.change((view) => void view.machines.forEach((m) => m.name === 'node3' && (m.availability = 'drain'))) },
      { atMs: 400, run: () => toy.change((view) => void view.machines.forEach((m) => m.name === 'node5' && (m.availability = 'pause'))) },
      { atMs: 1500, run: () => toy.change((view) => void view.tasks.slice(0, 1).forEach((t) => (t.health = 'unhealthy'))) },
    ];
  }
  if (scenario !== 'busy') return [];
  return [
    { atMs: 600, run: () => toy.roll('web', 'nginx:1.28') },
    { atMs: 2000, run: () => toy.fail('api', 'task: non-zero exit (1)') },
    { atMs: 16_000, run: () => toy.scale('api', 6) },
    { atMs: 24_000, run: () => toy.roll('web', 'nginx:1.29') },
  ];
}

/** 1,000 machines and 50,000 tasks, placed at once: for the canvas. */
function bigCluster(): ToyCluster {
  const toy = new ToyCluster(
    Array.from({ length: 1000 }, (_, i): ToyMachine => ({ name: `node${i + 1}`, role: i < 7 ? 'manager' : 'worker' })),
    [],
  );
  toy.change((view) => {
    const names = ['web', 'api', 'db', 'cache', 'queue', 'mail', 'auth', 'search'];
    view.services = names.map((name) => ({ id: name, name, mode: 'replicated', image: `${name}:1`, desired: 6250, running: 6250, updated: 6250, ports: [] }));
    view.tasks = Array.from({ length: 50_000 }, (_, i) => {
      const service = names[i % 8] ?? 'web';
      const slot = Math.floor(i / 8) + 1;
      return {
        id: `t${i}`,
        service,
        serviceId: service,
        slot,
        name: `${service}.${slot}`,
        image: `${service}:1`,
        machine: `node${(i % 1000) + 1}`,
        state: 'running',
        desired: 'running',
        message: 'started',
        sinceMs: view.nowMs,
      };
    });
  });
  return toy;
}

let turn = 0;

/** A few tasks change state each tick. */
function churn(toy: ToyCluster): ReturnType<ToyCluster['change']> {
  turn++;
  return toy.change((view) => {
    view.nowMs += 250;
    for (let i = 0; i < 60; i++) {
      const task = view.tasks[(turn * 7919 + i * 911) % view.tasks.length];
      if (task) task.state = task.state === 'running' ? (i % 9 === 0 ? 'failed' : 'starting') : 'running';
    }
  });
}
