/**
 * Waiting for a service as docker 28.2.2 draws it: in a pipe, on a terminal of 120 columns (with bars) and of 80
 * (without). Recorded byte for byte (`_golden/converge.json`) against answers that change from look to look.
 */
import { describe, expect, test } from 'vitest';
import { openSession, Programs } from '../../os';
import { testMachine } from '../../os/testing';
import { fakeEngine, runDocker, type Routes } from '../_testing';
import { docker } from '../index';
import recorded from './_golden/converge.json';

/** `{_seq: […]}` answers its entries in turn, the last one for ever. */
function routesOf(routes: Record<string, unknown>): Routes {
  return Object.fromEntries(
    Object.entries(routes).map(([key, value]) => {
      const sequence = (value as { _seq?: unknown[] })._seq;
      let looks = 0;
      return [key, sequence ? () => sequence[Math.min(looks++, sequence.length - 1)] : (value as object)];
    }),
  );
}

function onTerminal(routes: Record<string, unknown>, columns: number): string {
  const machine = testMachine({ programs: new Programs().add('docker', docker) });
  machine.net.listenUnix('/var/run/docker.sock', fakeEngine(routesOf(routes), []));
  const session = openSession(machine, { argv: ['docker', 'service', 'update', 'web'], columns, rows: 24 });
  if ('error' in session) throw new Error(session.error);
  let screen = '';
  session.terminal.onOutput((text) => (screen += text));
  machine.sim.runUntil(machine.sim.nowMs + 60_000);
  return screen;
}

/** Every text drawn, sorted (Go walks the tasks of one look in any order), and what stands there in the end. */
function drawn(bytes: string): { texts: string[]; screen: string[] } {
  const texts = [...bytes.matchAll(/\x1b\[2K\r([^\r]*)\r/g)].map((match) => match[1] as string).sort();
  const lines: string[] = [''];
  let row = 0;
  for (const [piece, , count, way] of bytes.matchAll(/(\x1b\[(\d+)([AB])|\x1b\[2K|\r|\n|[^\x1b\r\n]+)/g)) {
    if (way) row = Math.max(0, row + (way === 'A' ? -1 : 1) * Number(count));
    else if (piece === '\n') row++;
    else if (piece !== '\r') lines[row] = piece === '\x1b[2K' ? '' : piece;
  }
  return { texts, screen: Array.from(lines, (line) => line ?? '').sort() };
}

describe.each(recorded)('$name', ({ routes, code, stdout, stderr, wide, narrow }) => {
  test('in a pipe', () => {
    const run = runDocker('service update web', routesOf(routes));
    expect({ code: run.code, stdout: run.stdout, stderr: run.stderr }).toEqual({ code, stdout, stderr });
  });
  test('on a wide terminal', () => expect(drawn(onTerminal(routes, 120))).toEqual(drawn(wide)));
  test('on a narrow terminal', () => expect(drawn(onTerminal(routes, 80))).toEqual(drawn(narrow)));
});
