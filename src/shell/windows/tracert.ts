/** tracert.exe: the wires of a lab join machines directly, so the first hop is the last. */
import type { Main } from '../../os';
import { addressOf, isAddress, print } from './_out';

const HOPS_MAX = 30;
const TIMEOUT_MS = 4000;

export const tracert: Main = function* tracert(process) {
  const target = process.argv.slice(1).filter((each) => !/^[-/]/.test(each)).at(-1);
  if (target === undefined) {
    yield* print(process, '\nUsage: tracert [-d] [-h maximum_hops] [-w timeout] target_name\n\n');
    return 1;
  }
  const address = yield* addressOf(process, target);
  if (address === undefined) {
    yield* print(process, `Unable to resolve target system name ${target}.\n`);
    return 1;
  }
  yield* print(process, `\nTracing route to ${isAddress(target) ? address : `${target} [${address}]`}\nover a maximum of ${HOPS_MAX} hops:\n\n`);
  for (let hop = 1; hop <= HOPS_MAX; hop++) {
    let line = String(hop).padStart(3);
    let from: string | undefined;
    for (let probe = 0; probe < 3; probe++) {
      const reply = yield* process.machine.net.ping(address, TIMEOUT_MS);
      if (reply.kind === 'reply') from = reply.from;
      line += reply.kind !== 'reply' ? '     *   ' : reply.ms < 1 ? '    <1 ms' : `${String(Math.floor(reply.ms)).padStart(6)} ms`;
    }
    yield* print(process, `${line}  ${from === undefined ? 'Request timed out.' : from}\n`);
    if (from !== undefined) break;
  }
  yield* print(process, '\nTrace complete.\n\n');
  return 0;
};
