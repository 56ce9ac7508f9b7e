/** ping.exe: four echoes, or `-t` without end, in Windows' words. */
import type { Main } from '../../os';
import { race, Signal, sleep, timer, type Program } from '../../sim';
import { addressOf, isAddress, print } from './_out';

const INTERVAL_MS = 1000;
const USAGE = `
Usage: ping [-t] [-a] [-n count] [-l size] [-w timeout] [-4] target_name

Options:
    -t             Ping the specified host until stopped.
    -a             Resolve addresses to hostnames.
    -n count       Number of echo requests to send.
    -l size        Send buffer size.
    -w timeout     Timeout in milliseconds to wait for each reply.
    -4             Force using IPv4.

`;

interface Settings {
  target: string;
  count: number;
  size: number;
  timeoutMs: number;
  names: boolean;
}

export const ping: Main = function* ping(process) {
  const settings = read(process.argv.slice(1));
  if (typeof settings === 'string') {
    yield* print(process, settings);
    return 1;
  }
  const { target, count, size, timeoutMs } = settings;
  const { net } = process.machine;
  const address = yield* addressOf(process, target);
  if (address === undefined) {
    yield* print(process, `Ping request could not find host ${target}. Please check the name and try again.\n`);
    return 1;
  }
  const name = isAddress(target) ? (settings.names ? yield* net.reverse(address) : undefined) : target;
  let stopped = false;
  const changed = new Signal();
  process.onSignal('SIGINT', () => {
    stopped = true;
    changed.fire();
  });
  yield* print(process, `\nPinging ${name === undefined ? address : `${name} [${address}]`} with ${size} bytes of data:\n`);
  const times: number[] = [];
  let sent = 0;
  let answered = 0;
  while (sent < count && !stopped) {
    sent++;
    const atMs = process.sim.nowMs;
    const reply = yield* net.ping(address, timeoutMs);
    if (reply.kind === 'reply') {
      answered++;
      times.push(Math.floor(reply.ms));
      yield* print(process, `Reply from ${reply.from}: bytes=${size} time${reply.ms < 1 ? '<1' : `=${Math.floor(reply.ms)}`}ms TTL=${reply.ttl}\n`);
    } else if (reply.kind === 'unreachable') {
      // An answer of a kind: Windows counts it as received.
      answered++;
      yield* print(process, `Reply from ${reply.from}: Destination host unreachable.\n`);
    } else if (!stopped) yield* print(process, 'Request timed out.\n');
    if (sent < count && !stopped) yield* pause(Math.max(0, INTERVAL_MS - (process.sim.nowMs - atMs)));
  }
  const lost = sent - answered;
  yield* print(process, `\nPing statistics for ${address}:\n    Packets: Sent = ${sent}, Received = ${answered}, Lost = ${lost} (${Math.floor((lost * 100) / Math.max(1, sent))}% loss),\n`);
  if (times.length > 0) {
    const average = Math.floor(times.reduce((sum, each) => sum + each, 0) / times.length);
    yield* print(process, `Approximate round trip times in milli-seconds:\n    Minimum = ${times.reduce((a, b) => Math.min(a, b))}ms, Maximum = ${times.reduce((a, b) => Math.max(a, b))}ms, Average = ${average}ms\n`);
  }
  if (stopped) yield* print(process, 'Control-C\n');
  return answered > 0 && !stopped ? 0 : 1;

  function* pause(ms: number): Program {
    if (ms > 0) yield* race<void>(changed.wait, timer(process.sim, ms));
    else yield* sleep(process.sim, 0.1);
  }
};

function read(args: string[]): Settings | string {
  const out: Settings = { target: '', count: 4, size: 32, timeoutMs: 4000, names: false };
  for (let i = 0; i < args.length; i++) {
    const word = (args[i] as string).replace(/^\//, '-');
    const flag = word.toLowerCase();
    if (flag === '-t') out.count = Infinity;
    else if (flag === '-a') out.names = true;
    else if (flag === '-4') continue;
    else if (flag === '-n' || flag === '-l' || flag === '-w') {
      const text = args[++i];
      if (text === undefined) return `A value must be supplied for option ${word}.\n`;
      const value = Number(text);
      const [least, most] = flag === '-n' ? [1, 4294967295] : flag === '-l' ? [0, 65500] : [0, 4294967295];
      if (!/^\d+$/.test(text) || value < least || value > most) return `Bad value for option ${word}, valid range is from ${least} to ${most}.\n`;
      if (flag === '-n') out.count = value;
      else if (flag === '-l') out.size = value;
      else out.timeoutMs = Math.max(1, value);
    } else if (flag.startsWith('-')) return `Bad option ${args[i]}.\n${USAGE}`;
    else if (out.target !== '') return `Bad parameter ${args[i]}.\n`;
    else out.target = word;
  }
  return out.target === '' ? USAGE : out;
}
