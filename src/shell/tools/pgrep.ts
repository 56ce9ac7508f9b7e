/** pgrep, pkill, pidof: processes by name. */
import type { Process } from '../../os';
import { complain, fail, print, programName } from './_io';
import { count, flag, list, options, value } from './_options';
import { commandName, fullName, terminalName } from './_process-info';
import { compileRegex, isRegexError } from './_regex';
import { parseSignal } from './_signals';
import { tool } from './_tool';
import { findUser } from './_users';

const command = {
  usage: '[options] <pattern>',
  summary: 'Find processes by name, and signal them (pkill).',
  misuse: 2,
  hint: (program: string) => `Try \`${program} --help' for more information.\n`,
  version: 'from procps-ng 4.0.2',
  options: {
    count: flag('-c --count', 'count of matching processes'),
    delimiter: value('-d --delimiter', 'put ARG between PIDs'),
    echo: flag('-e --echo', 'pkill: say what is killed'),
    full: flag('-f --full', 'match the full command line'),
    group: value('-g --pgroup', 'process groups'),
    ignoreCase: flag('-i --ignore-case', 'match case insensitively'),
    listName: flag('-l --list-name', 'list PID and process name'),
    listFull: flag('-a --list-full', 'list PID and full command line'),
    newest: flag('-n --newest', 'only the newest'),
    oldest: flag('-o --oldest', 'only the oldest'),
    parent: value('-P --parent', 'children of these'),
    signal: value('--signal', 'which signal'),
    terminal: value('-t --terminal', 'by controlling terminal'),
    users: list('-u --euid -U --uid', 'by user'),
    inverse: count('-v --inverse', 'negate the match'),
    exact: flag('-x --exact', 'match the whole name'),
  },
  lacks:
    '-w --lightweight -F --pidfile -L --logpidfile -r --runstates -A --ignore-ancestors --cgroup --ns --nslist -G --group -s --session ' +
    '-q --queue -O --older -H --require-handler',
};

export default tool({
  name: 'pgrep',
  aliases: ['pkill', 'pidof'],
  package: 'procps',
  busybox: true,
  *main(process) {
    const program = programName(process);
    if (program === 'pidof') return yield* pidof(process);
    const kills = program === 'pkill';
    const args = process.argv.slice(1);
    let signal: ReturnType<typeof parseSignal> = 'SIGTERM';
    const signalAt = kills ? args.findIndex((arg) => /^-(\d+|[A-Z][A-Z0-9+]+)$/.test(arg)) : -1;
    if (signalAt >= 0) {
      signal = parseSignal((args[signalAt] as string).slice(1));
      if (!signal) return yield* fail(process, `unknown signal name ${(args[signalAt] as string).slice(1)}`, 2);
      args.splice(signalAt, 1);
    }
    const parsed = yield* options(process, command, args);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.signal !== undefined) {
      signal = parseSignal(values.signal);
      if (!signal) return yield* fail(process, `unknown signal name ${values.signal}`, 2);
    }
    const hasCriteria = values.parent !== undefined || values.users.length > 0 || values.terminal !== undefined || values.group !== undefined;
    if (operands.length === 0 && !hasCriteria) {
      yield* process.stderr.write(`${program}: no matching criteria specified\n${command.hint(program)}`);
      return 2;
    }
    if (operands.length > 1) {
      yield* process.stderr.write(`${program}: only one pattern can be provided\n${command.hint(program)}`);
      return 2;
    }
    const regex = compileRegex(operands[0] ?? '', {
      extended: true,
      escapes: 'grep',
      ignoreCase: values.ignoreCase,
      around: values.exact ? 'text' : undefined,
    });
    if (isRegexError(regex)) return yield* fail(process, regex.error, 2);
    const numbers = (text: string | undefined): Set<number> | undefined => (text === undefined ? undefined : new Set(text.split(',').map(Number)));
    const parents = numbers(values.parent);
    const groups = numbers(values.group);
    const uids =
      values.users.length === 0
        ? undefined
        : new Set(values.users.flatMap((text) => text.split(',')).map((name) => findUser(process, name)?.uid ?? Number(name)));
    let found = process.machine.processes.list().filter((each) => {
      if (each === process) return false;
      const matches =
        regex.test(values.full ? each.title : commandName(each)) &&
        (!parents || parents.has(each.ppid)) &&
        (!groups || groups.has(each.group)) &&
        (!uids || uids.has(each.uid)) &&
        (values.terminal === undefined || terminalName(each) === values.terminal);
      return matches !== values.inverse > 0;
    });
    if (values.newest) found = found.slice(-1);
    if (values.oldest) found = found.slice(0, 1);
    if (kills) {
      for (const each of found) {
        if (signal !== 'test' && signal) each.signal(signal);
        if (values.echo) yield* print(process, `${commandName(each)} killed (pid ${each.pid})\n`);
      }
      if (values.count) yield* print(process, `${found.length}\n`);
      return found.length > 0 ? 0 : 1;
    }
    if (values.count) yield* print(process, `${found.length}\n`);
    else if (found.length > 0) {
      const show = (each: Process): string =>
        values.listFull ? `${each.pid} ${each.title}` : values.listName ? `${each.pid} ${commandName(each)}` : String(each.pid);
      yield* print(process, `${found.map(show).join(values.delimiter ?? '\n')}\n`);
    }
    return found.length > 0 ? 0 : 1;
  },
});

function* pidof(process: Process) {
  const args = process.argv.slice(1);
  const single = args.includes('-s');
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (names.length === 0) return 1;
  const unknown = args.find((arg) => arg.startsWith('-') && !['-s', '-q', '-x', '-c', '-n'].includes(arg));
  if (unknown !== undefined) {
    yield* complain(process, `option ${unknown} is not supported in this lab`);
    return 1;
  }
  const found = process.machine.processes
    .list()
    .filter((each) => each !== process && (names.includes(fullName(each)) || names.includes(each.argv[0] ?? '')))
    .reverse();
  const shown = single ? found.slice(0, 1) : found;
  if (shown.length === 0) return 1;
  if (!args.includes('-q')) yield* print(process, `${shown.map(({ pid }) => pid).join(' ')}\n`);
  return 0;
}
