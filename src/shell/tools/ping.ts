/** ping: echo requests in virtual time; iputils' output, or busybox' in its images. */
import type { PingReply, Process } from '../../os';
import { race, Signal, spawn, timer } from '../../sim';
import type { Program } from '../../sim';
import { fail, isBusybox, print, programName } from './_io';
import { flag, options, value } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[options] <destination>',
  misuse: 2,
  helpOnMisuse: true,
  version: 'from iputils 20221126',
  options: {
    count: value('-c', 'stop after <count> replies'),
    deadline: value('-w', 'reply wait <deadline> in seconds'),
    interval: value('-i', 'seconds between sending each packet'),
    timeout: value('-W', 'time to wait for response'),
    quiet: flag('-q', 'quiet output'),
    numeric: flag('-n', 'no reverse DNS name resolution'),
    size: value('-s', 'number of data bytes to be sent'),
    ttl: value('-t', 'define time to live'),
    outstanding: flag('-O', 'report outstanding replies'),
    timestamps: flag('-D', 'print timestamps'),
    ipv4: flag('-4', 'use IPv4'),
    audible: flag('-a', 'audible ping'),
    interface: value('-I', 'ignored'),
    verbose: flag('-v', 'verbose output'),
  },
  lacks: '-6 -A -B -b -C -d -e -f -F -h -l -L -m -M -N -p -Q -R -S -T -U -V',
};

interface Count {
  sent: number;
  received: number;
  errors: number;
  times: number[];
}

export default tool({
  name: 'ping',
  aliases: ['ping4'],
  package: 'iputils-ping',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const busybox = isBusybox(process);
    const target = operands[0];
    if (target === undefined) {
      if (busybox) return yield* fail(process, 'missing host', 1);
      yield* process.stderr.write(`${programName(process)}: usage error: Destination address required\n`);
      return 1;
    }
    const numbers: Record<'count' | 'deadline' | 'interval' | 'timeout' | 'size', number | undefined> = {
      count: undefined,
      deadline: undefined,
      interval: undefined,
      timeout: undefined,
      size: undefined,
    };
    for (const key of ['count', 'deadline', 'interval', 'timeout', 'size'] as const) {
      const text = values[key];
      if (text === undefined) continue;
      if (!/^\d*\.?\d+$/.test(text)) return yield* fail(process, busybox ? `invalid number '${text}'` : `invalid argument: '${text}'`);
      if (key === 'count' && Number(text) < 1 && !busybox)
        return yield* fail(process, `invalid argument: '${text}': out of range: 1 <= value <= 9223372036854775807`);
      numbers[key] = Number(text);
    }
    const { net } = process.machine;
    const found = yield* net.resolve(target);
    const address = found.ok ? found.value.addresses[0] : undefined;
    if (!found.ok || address === undefined) {
      if (busybox) return yield* fail(process, `bad address '${target}'`);
      const reason =
        !found.ok && found.error.kind === 'unknown-host' && found.error.reason === 'no-server'
          ? 'Temporary failure in name resolution'
          : 'Name or service not known';
      return yield* fail(process, `${target}: ${reason}`, 2);
    }
    const run = new PingRun(process, target, address, {
      busybox,
      count: numbers.count ?? Infinity,
      deadlineMs: (numbers.deadline ?? Infinity) * 1000,
      intervalMs: (numbers.interval ?? 1) * 1000,
      timeoutMs: (numbers.timeout ?? 10) * 1000,
      size: numbers.size ?? 56,
      quiet: values.quiet,
      names: !values.numeric && target !== address,
      stamps: values.timestamps,
      reportsMissing: values.outstanding,
    });
    return yield* run.run();
  },
});

interface Settings {
  busybox: boolean;
  count: number;
  deadlineMs: number;
  intervalMs: number;
  timeoutMs: number;
  size: number;
  quiet: boolean;
  names: boolean;
  stamps: boolean;
  reportsMissing: boolean;
}

class PingRun {
  private totals: Count = { sent: 0, received: 0, errors: 0, times: [] };
  private changed = new Signal();
  private stopped = false;
  private waiting = new Set<number>();
  private names = new Map<string, string>();

  constructor(
    private process: Process,
    private target: string,
    private address: string,
    private settings: Settings,
  ) {}

  *run(): Program<number> {
    const { process, settings, totals } = this;
    const { sim } = process;
    const stop = (): void => {
      this.stopped = true;
      this.changed.fire();
    };
    process.onSignal('SIGINT', stop);
    process.onSignal('SIGTERM', settings.busybox ? undefined : stop);
    const head = settings.busybox
      ? `PING ${this.target} (${this.address}): ${settings.size} data bytes\n`
      : `PING ${this.target} (${this.address}) ${settings.size}(${settings.size + 28}) bytes of data.\n`;
    if (!(yield* print(process, head))) return 1;
    const startMs = sim.nowMs;
    const leftMs = (): number => settings.deadlineMs - (sim.nowMs - startMs);
    for (let sequence = settings.busybox ? 0 : 1; totals.sent < settings.count && !this.stopped && leftMs() > 0; sequence++) {
      totals.sent++;
      this.waiting.add(sequence);
      spawn(sim, 'ping', this.one(sequence), process.fiber as Parameters<typeof spawn>[3]);
      if (totals.sent < settings.count) yield* this.pauseUntil(sim.nowMs + Math.min(settings.intervalMs, leftMs()));
    }
    // What is still under way may come back: as long as the limits allow.
    const lingerMs =
      totals.received > 0 && !settings.busybox && settings.timeoutMs === 10_000
        ? Math.max(1000, 2 * Math.max(...totals.times))
        : settings.timeoutMs;
    const untilMs = sim.nowMs + Math.min(lingerMs, Math.max(0, leftMs()));
    while (this.waiting.size > 0 && !this.stopped && sim.nowMs < untilMs) yield* race<void>(this.changed.wait, timer(sim, untilMs - sim.nowMs));
    yield* print(process, this.statistics(sim.nowMs - startMs));
    return totals.received > 0 ? 0 : 1;
  }

  private *pauseUntil(atMs: number): Program {
    const { sim } = this.process;
    while (!this.stopped && sim.nowMs < atMs) yield* race<void>(this.changed.wait, timer(sim, atMs - sim.nowMs));
  }

  private *one(sequence: number): Program {
    const { process, settings, totals } = this;
    const reply = yield* process.machine.net.ping(this.address, settings.timeoutMs);
    this.waiting.delete(sequence);
    if (!this.stopped) {
      if (reply.kind === 'reply') {
        totals.received++;
        totals.times.push(reply.ms);
        if (!settings.quiet) yield* print(process, yield* this.replyLine(sequence, reply));
      } else if (reply.kind === 'unreachable') {
        totals.errors++;
        if (!settings.quiet && !settings.busybox) yield* print(process, `From ${reply.from} icmp_seq=${sequence} Destination Host Unreachable\n`);
      } else if (settings.reportsMissing && !settings.busybox) yield* print(process, `no answer yet for icmp_seq=${sequence}\n`);
    }
    this.changed.fire();
  }

  private *replyLine(sequence: number, reply: PingReply & { kind: 'reply' }): Program<string> {
    const { settings } = this;
    const bytes = settings.size + 8;
    const time = timeText(reply.ms);
    if (settings.busybox) return `${bytes} bytes from ${reply.from}: seq=${sequence} ttl=${reply.ttl} time=${reply.ms.toFixed(3)} ms\n`;
    let from = reply.from;
    if (settings.names) {
      let name = this.names.get(reply.from);
      if (name === undefined) this.names.set(reply.from, (name = (yield* this.process.machine.net.reverse(reply.from)) ?? reply.from));
      from = `${name} (${reply.from})`;
    }
    const stamp = settings.stamps ? `[${(this.process.sim.nowMs / 1000).toFixed(6)}] ` : '';
    return `${stamp}${bytes} bytes from ${from}: icmp_seq=${sequence} ttl=${reply.ttl} time=${time} ms\n`;
  }

  private statistics(spentMs: number): string {
    const { sent, received, errors, times } = this.totals;
    const loss = sent === 0 ? 0 : Math.floor(((sent - received) * 100) / sent);
    const least = Math.min(...times);
    const most = Math.max(...times);
    const average = times.reduce((sum, each) => sum + each, 0) / Math.max(1, times.length);
    const head = `\n--- ${this.target} ping statistics ---\n`;
    if (this.settings.busybox) {
      const round = times.length > 0 ? `round-trip min/avg/max = ${least.toFixed(3)}/${average.toFixed(3)}/${most.toFixed(3)} ms\n` : '';
      return `${head}${sent} packets transmitted, ${received} packets received, ${loss}% packet loss\n${round}`;
    }
    const squares = times.reduce((sum, each) => sum + each * each, 0) / Math.max(1, times.length);
    const deviation = Math.sqrt(Math.max(0, squares - average * average));
    const faults = errors > 0 ? `, +${errors} errors` : '';
    const lost = `${percent(sent, received)}% packet loss`;
    const counted = `${sent} packets transmitted, ${received} received${faults}, ${lost}, time ${Math.floor(spentMs)}ms\n`;
    if (times.length === 0) return `${head}${counted}${errors > 1 ? `pipe ${Math.min(errors, 4)}` : ''}\n`;
    return `${head}${counted}rtt min/avg/max/mdev = ${least.toFixed(3)}/${average.toFixed(3)}/${most.toFixed(3)}/${deviation.toFixed(3)} ms\n`;
  }
}

/** Up to four significant digits, as the C code writes it. */
function percent(sent: number, received: number): string {
  const value = sent === 0 ? 0 : ((sent - received) * 100) / sent;
  return Number(value.toPrecision(6)).toString();
}

function timeText(ms: number): string {
  if (ms >= 100) return ms.toFixed(0);
  if (ms >= 10) return ms.toFixed(1);
  return ms >= 1 ? ms.toFixed(2) : ms.toFixed(3);
}
