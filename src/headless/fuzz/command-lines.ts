/**
 * Docker command lines drawn from the command tree and beyond it: the right command with right words, and every way
 * to get it wrong that a learner, a script or a monkey finds.
 */
import { type Command, type CommandTree, spellings } from '../../cli';
import type { Draw } from './draw';
import { flagValue } from './flag-values';
import { anyThing, newName, REFERENCES, thing, things, type Thing } from './names';
import { anything, NUMBERS } from './texts';

const GLOBALS = [['-D'], ['--debug'], ['-l', 'debug'], ['--log-level', 'x'], ['-H', 'unix:///var/run/docker.sock'], ['-H', 'tcp://192.168.0.12:2375'], ['-H', ''], ['-c', 'default'], ['-c', 'nope'], ['--context', 'other'], ['--config', '/root/dir'], ['--config', '/etc/hosts'], ['--tls'], ['-v'], ['--version'], ['--help'], ['-h'], ['--nope'], ['-x'], ['--']];
const NONSENSE = ['nonsense', 'serivce', 'PS', '', ' ', '-', 'service.', 'compose', 'help', 'builder', 'buildx', 'plugin', 'trust', 'manifest', 'checkpoint', 'model', 'scout', 'app', 'é', '__proto__', 'toString'];
const COMMANDS = [['true'], ['false'], ['sleep', '1'], ['sleep', '1000'], ['sh', '-c', 'exit 3'], ['sh'], ['cat'], ['ls', '/'], ['echo', 'hi'], ['nope'], ['/bin/nope'], ['-x'], ['top'], ['env'], ['id'], ['ps'], ['sh', '-c', 'echo a; echo b >&2; kill -9 $$'], ['cat', '/etc/hosts'], ['wc', '-c'], ['']];

/** One command with the words that lead to it. */
interface Way {
  words: string[];
  command: Command;
}

/** Every way to every command; those that this lab has not stand there once, the others three times. */
export function waysOf(tree: CommandTree): Way[] {
  const ways: Way[] = [];
  for (const noun of tree.nouns.values()) {
    for (const command of noun.verbs.values()) {
      const own = spellings(command, noun).map((spelling) => ({ words: spelling.split(' ').slice(1), command }));
      ways.push(...own, ...(noun.lacks ? [] : [...own, ...own]));
    }
  }
  for (const [name, { command, noun }] of tree.top) if (!noun) ways.push({ words: [name], command });
  return ways;
}

/** A line's words after `docker`. */
export function drawCommandLine(draw: Draw, tree: CommandTree, ways: readonly Way[]): string[] {
  const words = [...(draw.chance(0.04) ? draw.pick(GLOBALS) : []), ...commandAndArguments(draw, tree, ways)];
  return draw.chance(0.06) ? muddle(draw, words) : words;
}

function commandAndArguments(draw: Draw, tree: CommandTree, ways: readonly Way[]): string[] {
  return draw.weighted(
    [92, () => aimed(draw, draw.pick(ways), ways)],
    [2, () => ['help', ...draw.pick(ways).words, ...draw.many(draw.count(0.1, 2), () => anything(draw))]],
    [2, () => [draw.pick([...tree.nouns.keys()]), ...draw.many(draw.count(0.6, 3), () => (draw.chance(0.4) ? draw.pick(NONSENSE) : draw.pick(['--help', '-h', '--x', 'ls', '-q', '--', 'inspect', 'rm'])))]],
    [2, () => [draw.pick(NONSENSE), ...draw.many(draw.count(0.6, 3), () => anything(draw))]],
    [1, () => []],
    [1, () => draw.many(draw.int(1, 4), () => anything(draw))],
  );
}

function aimed(draw: Draw, { words, command }: Way, ways: readonly Way[]): string[] {
  // Many lines are to succeed: what fails early meets little of the world.
  draw.calm = draw.chance(0.4);
  const flags = draw.calm ? switches(draw, command) : draw.many(draw.count(0.55, 6), () => flagWords(draw, command, ways));
  const positionals = argumentsFor(draw, command);
  draw.calm = false;
  if (draw.chance(0.03)) flags.push([draw.pick(['--help', '-h', '--help=true', '--help=false', '--', '-', '---', '--=x', '-=x', '-h=x'])]);
  if (command.stopsAtArguments && draw.chance(0.9)) return [...words, ...flags.flat(), ...positionals];
  const rest = [...flags, ...positionals.map((word) => [word])];
  return [...words, ...(draw.chance(0.7) ? rest : draw.shuffle(rest)).flat()];
}

/** Some of a command's flags that take no value. */
function switches(draw: Draw, command: Command): string[][] {
  const names = Object.keys(command.flags).filter((name) => (command.flags[name] as { bare?: string }).bare !== undefined);
  return names.length === 0 ? [] : draw.many(draw.count(0.35, 3), () => [`--${draw.pick(names)}`]);
}

/** One flag with its value in one of the ways to write it; sometimes another command's flag, or none at all. */
function flagWords(draw: Draw, own: Command, ways: readonly Way[]): string[] {
  const command = draw.chance(0.04) ? draw.pick(ways).command : own;
  const names = Object.keys(command.flags);
  if (names.length === 0 || draw.chance(0.02)) return [draw.pick(['--nope', '-Z', '--nope=1', '-ZZ', '--', '--Name', '--no-', `--${anything(draw)}`, `-${anything(draw)}`])];
  const name = draw.pick(names);
  const flag = command.flags[name] as { short: string; word: string; bare?: string };
  const value = () => flagValue(draw, name, flag.word);
  if (draw.chance(0.02)) return [`--${draw.spoil(name)}`, value()];
  if (flag.bare !== undefined) {
    return draw.weighted(
      [80, () => [flag.short && draw.chance(0.5) ? `-${flag.short}` : `--${name}`]],
      [14, () => [`--${name}=${value()}`]],
      [3, () => [`-${flag.short}${draw.pick(['a', 'q', 'f', 'x', '=true', '=', '=x', flag.short])}`]],
      [3, () => [`--${name}`, value()]],
    );
  }
  return draw.weighted(
    [55, () => [`--${name}`, value()]],
    [25, () => [`--${name}=${value()}`]],
    [15, () => (flag.short ? draw.pick([[`-${flag.short}`, value()], [`-${flag.short}${value()}`], [`-${flag.short}=${value()}`]]) : [`--${name}`, value()])],
    [3, () => [`--${name}`]],
    [2, () => [`--${name}`, value(), `--${name}`, value()]],
  );
}

function argumentsFor(draw: Draw, command: Command): string[] {
  const least = [0, 1, 2, 3].find((count) => command.args.complaint(count) === undefined) ?? 0;
  const count = draw.calm ? least : draw.weighted(
    [85, () => least + (command.args.complaint(least + 1) === undefined ? draw.count(0.3, 3) : 0)],
    [15, () => draw.int(0, 4)],
  );
  const slots = command.use.replace(/\[OPTIONS\]/g, '').split(' ').slice(1);
  return draw.many(count, () => '').flatMap((_, i) => argumentFor(draw, slots[Math.min(i, slots.length - 1)] ?? '', i));
}

/** A word for a place that the usage line calls `SERVICE=REPLICAS` or `DEST_PATH|-`. */
function argumentFor(draw: Draw, slot: string, index: number): string[] {
  if (!draw.calm && draw.chance(0.04)) return [anything(draw)];
  if (/COMMAND|ARG|ps$/.test(slot)) return draw.pick(COMMANDS);
  if (/REPLICAS/.test(slot)) return draw.calm ? [`${thing(draw, 'SERVICE')}=${draw.int(0, 5)}`] : [`${thing(draw, 'SERVICE')}${draw.pick(['=', '=', '=', '=', '', '==', ':'])}${draw.pick(NUMBERS)}`];
  if (/PATH/.test(slot)) return [draw.pick([`${thing(draw, 'CONTAINER')}:${draw.pick(['/etc/hosts', '/', '', 'x', '/nope', '.', '/etc/.'])}`, thing(draw, 'FILE'), '-'])];
  if (/HOST:PORT/.test(slot)) return [draw.pick(['192.168.0.11:2377', '192.168.0.99:2377', 'node1', ':', '', '1.2.3.4:x', '[::1]:2377'])];
  if (/worker\|manager/.test(slot)) return [draw.pick(['worker', 'manager', 'x', 'Worker', ''])];
  if (/PORT/.test(slot)) return [draw.pick(['80', '80/tcp', '80/udp', '0', 'x', '80/x', '', '99999'])];
  if (/NEW_NAME/.test(slot)) return [newName(draw)];
  if (/IMAGE|REPOSITORY|^NAME\[|URL|TERM/.test(slot)) return [!draw.calm && draw.chance(0.3) ? draw.pick(REFERENCES) : thing(draw, 'IMAGE')];
  if (/NAME\|ID/.test(slot)) return [anyThing(draw)];
  if (/^file/i.test(slot)) return [thing(draw, 'FILE')];
  const kind = things.find((one) => slot.includes(one)) as Thing | undefined;
  if (kind === undefined) return [anyThing(draw)];
  return [index === 0 && /^create/.test(slot) ? newName(draw) : thing(draw, kind)];
}

/** A line whose words got mixed up. */
function muddle(draw: Draw, words: string[]): string[] {
  if (words.length === 0) return [anything(draw)];
  const at = draw.int(0, words.length - 1);
  return draw.pick([
    () => words.filter((_, i) => i !== at),
    () => [...words.slice(0, at), ...words.slice(at, at + 1), ...words.slice(at)],
    () => words.map((word, i) => (i === at ? draw.spoil(word) : word)),
    () => [...words.slice(0, at), anything(draw), ...words.slice(at)],
    () => [...words.slice(0, at), '--', ...words.slice(at)],
    () => words.slice(0, at),
    () => draw.shuffle(words),
    () => [...words, ...words],
  ])();
}
