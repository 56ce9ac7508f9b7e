/** factor: prime factors. Trial division with a pause now and then, so a huge number costs time and not the page. */
import { COREUTILS } from './_coreutils';
import { complain, LineReader, print } from './_io';
import { options } from './_options';
import { quote } from './_text';
import { tool } from './_tool';
import type { Process } from '../../os';
import type { Program } from '../../sim';

const command = { usage: '[NUMBER]...', summary: 'Print the prime factors of each NUMBER.', version: COREUTILS, options: {} };
const DIVISIONS_PER_PAUSE = 20_000;

export default tool({
  name: 'factor',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    let exitCode = 0;
    if (parsed.operands.length > 0) {
      for (const text of parsed.operands) exitCode = (yield* show(process, text)) || exitCode;
      return exitCode;
    }
    const reader = new LineReader(process.stdin);
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
      for (const text of line.split(/\s+/).filter(Boolean)) exitCode = (yield* show(process, text)) || exitCode;
    }
    return exitCode;
  },
});

function* show(process: Process, text: string): Program<number> {
  if (!/^\+?\d+$/.test(text)) {
    yield* complain(process, `${quote(text)} is not a valid positive integer`);
    return 1;
  }
  let rest = BigInt(text.replace('+', ''));
  const factors: bigint[] = [];
  let divisions = 0;
  for (let divisor = 2n; divisor * divisor <= rest; divisor += divisor === 2n ? 1n : 2n) {
    while (rest % divisor === 0n) {
      factors.push(divisor);
      rest /= divisor;
    }
    if (++divisions % DIVISIONS_PER_PAUSE === 0) yield* process.busy(2);
  }
  if (rest > 1n) factors.push(rest);
  yield* print(process, `${BigInt(text.replace('+', ''))}:${factors.map((factor) => ` ${factor}`).join('')}\n`);
  return 0;
}
