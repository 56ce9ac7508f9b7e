// Stands in a real shell for a tool that must speak of the simulated machine: its clock, its network, its services.
// Called by the tool's name; asks the world over its control socket (WORLD_SOCKET) on behalf of WORLD_MACHINE.
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { basename } from 'node:path';

const tool = basename(process.argv[1]);
const args = process.argv.slice(2);

function ask(path, body) {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: process.env.WORLD_SOCKET, path, method: 'POST', headers: { 'content-type': 'text/plain' } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece) => (text += piece)).on('end', () => resolve(text));
    });
    sent.on('error', reject).end(body);
  });
}

/** As coreutils read a duration: `2`, `0.5s`, `1m`. Seconds. */
function seconds(text) {
  const [, number, unit] = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * { s: 1, m: 60, h: 3600, d: 86400 }[unit || 's'];
}

/** `timeout [-s SIGNAL] DURATION COMMAND…`: a real command, the world's clock. */
async function timeout() {
  let signal = 'TERM';
  if (args[0] === '-s') [, signal] = args.splice(0, 2);
  const limit = seconds(args[0] ?? '');
  if (limit === undefined || args.length < 2) {
    console.error('timeout: here it takes [-s SIGNAL] DURATION COMMAND...');
    return 125;
  }
  const child = spawn(args[1], args.slice(2), { stdio: 'inherit' });
  let late = false;
  void ask('/', `alarm ${limit}`).then(() => {
    late = true;
    child.kill(`SIG${signal.replace(/^SIG/, '')}`);
  });
  return await new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code, killedBy) => resolve(late ? 124 : (code ?? 128 + (killedBy === 'SIGINT' ? 2 : 15))));
  });
}

async function main() {
  if (tool === 'timeout') return await timeout();
  const naps = tool === 'sleep' ? args.map(seconds) : [];
  if (naps.length > 0 && naps.every((one) => one !== undefined)) {
    await ask('/', `wait ${naps.reduce((sum, one) => sum + one, 0)}`);
    return 0;
  }
  const { stdout, stderr, exit } = JSON.parse(await ask('/run', JSON.stringify({ on: process.env.WORLD_MACHINE, argv: [tool, ...args] })));
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exit ?? 137;
}

process.exit(await main());
