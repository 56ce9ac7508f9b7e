/** A few members on one wire with agents that only say what real ones would: for tests of the control plane alone. */
import type { DispatcherSession } from '../host';
import type { NodeDescription, Task, TaskState } from '../model';
import { isRefusal, TASK_STATE_ORDER } from '../model';
import type { Program } from '../sim';
import { Sim, sleep, spawn } from '../sim';
import type { Fiber } from '../sim';
import { Links } from '../wire';
import { dispatcherLink } from './dispatcher-link';
import type { MemberAgent } from './member';
import { SwarmMember } from './member';

const DESCRIPTION = (name: string): NodeDescription => ({
  Hostname: name,
  Platform: { Architecture: 'x86_64', OS: 'linux' },
  Resources: { NanoCPUs: 2_000_000_000, MemoryBytes: 4_000_000_000 },
  Engine: { EngineVersion: '28.5.2' },
  TLSInfo: { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' },
});

export class TestSwarm {
  readonly sim: Sim;
  readonly links: Links;
  readonly members = new Map<string, SwarmMember>();
  readonly power = new Map<string, boolean>();

  constructor(names: readonly string[], seed = 1) {
    this.sim = new Sim(seed, Date.UTC(2026, 0, 5));
    this.links = new Links(this.sim);
    names.forEach((name, i) => {
      const address = `192.168.0.${11 + i}`;
      const power = this.power;
      power.set(name, true);
      this.links.attach({
        name,
        address,
        get powered() {
          return power.get(name) === true;
        },
      });
      const agent = new FakeAgent(this, name, address);
      const member = new SwarmMember({
        sim: this.sim,
        links: this.links,
        host: name,
        address,
        interfaces: () => [{ name: 'eth0', mac: '', addresses: [`${address}/24`], up: true, mtu: 1500 }],
        agent,
        at: (where) => this.at(where),
        memberOf: (host) => this.members.get(host),
        committed: () => {},
      });
      this.members.set(name, member);
      member.daemonStarted();
    });
  }

  at(where: string): SwarmMember | undefined {
    const end = this.links.at(where.split(':')[0] as string);
    const member = end && this.members.get(end.name);
    return member && this.power.get(end.name) && member.manager ? member : undefined;
  }

  member(name: string): SwarmMember {
    return this.members.get(name) as SwarmMember;
  }

  run<T>(program: Program<T>, limitMs = 120_000): T {
    const fiber = spawn(this.sim, 'test', program);
    const untilMs = this.sim.nowMs + limitMs;
    while (!fiber.done && this.sim.nowMs < untilMs && this.sim.step());
    if (fiber.outcome?.kind !== 'returned') throw new Error('the program did not end');
    return fiber.outcome.value;
  }

  pass(ms: number): void {
    this.sim.runUntil(this.sim.nowMs + ms);
  }

  kill(name: string): void {
    this.power.set(name, false);
    this.member(name).daemonStopped('crash');
    this.links.changed();
  }

  boot(name: string): void {
    this.power.set(name, true);
    this.links.changed();
    this.member(name).daemonStarted();
  }

  /** A swarm of managers and workers, ready. */
  build(managers: number): void {
    const [first, ...rest] = [...this.members.keys()] as [string, ...string[]];
    const id = this.run(this.member(first).init({ AdvertiseAddr: 'eth0' }));
    if (isRefusal(id)) throw new Error(id.message);
    rest.forEach((name, i) => {
      const cluster = this.run(this.member(first).control((api) => api.getCluster()));
      if (isRefusal(cluster)) throw new Error(cluster.message);
      const token = i + 1 < managers ? cluster.JoinTokens.Manager : cluster.JoinTokens.Worker;
      const joined = this.run(this.member(name).join({ RemoteAddrs: ['192.168.0.11:2377'], JoinToken: token }));
      if (isRefusal(joined)) throw new Error(joined.message);
    });
  }
}

/** Takes tasks to running after a moment, and stops them when told; beats its heart. */
class FakeAgent implements MemberAgent {
  private life: Fiber<void> | undefined;
  private nodeId = '';

  constructor(private swarm: TestSwarm, private name: string, private address: string) {}

  start(nodeId: string): void {
    this.nodeId = nodeId;
    this.life = spawn(this.swarm.sim, 'fake-agent', this.live());
  }

  *stop(): Program {
    this.life?.cancel();
    this.life = undefined;
  }

  private *live(): Program {
    const { sim } = this.swarm;
    const link = dispatcherLink(this.swarm.links, () => this.swarm.member(this.name));
    const states = new Map<string, TaskState>();
    for (;;) {
      let closed = false;
      const holder: { session?: DispatcherSession } = {};
      const handle = (task: Task) => {
        const wantsEnd = TASK_STATE_ORDER[task.DesiredState] >= TASK_STATE_ORDER.shutdown;
        const next: TaskState = wantsEnd ? 'shutdown' : task.DesiredState === 'ready' ? 'ready' : 'running';
        if (states.get(task.ID) === next) return;
        states.set(task.ID, next);
        sim.after(200, 'fake-task', () => {
          const { session } = holder;
          if (!session || closed) return;
          spawn(sim, 'fake-report', report(session, task, next));
        });
      };
      function* report(session: DispatcherSession, task: Task, state: TaskState): Program {
        yield* session.sendStatus([{ taskId: task.ID, status: { Timestamp: sim.nowMs, State: state, Message: 'started' } }]);
      }
      const session = yield* link.connect(
        { nodeId: this.nodeId, description: DESCRIPTION(this.name), address: this.address },
        {
          onSession: (message) => this.swarm.member(this.name).onSession(message),
          onAssignments: (message) => message.updateTasks.forEach(handle),
          onClosed: () => (closed = true),
        },
      );
      if (isRefusal(session)) {
        yield* sleep(sim, 1_000);
        continue;
      }
      holder.session = session;
      for (;;) {
        const beat = yield* session.heartbeat();
        if (isRefusal(beat)) break;
        yield* sleep(sim, beat.periodMs);
        if (closed) break;
      }
      session.close();
      yield* sleep(sim, 300);
    }
  }
}
