/** Raw shell lines: bash's grammar drawn at random, tools with words that fit and do not, docker in the middle, and broken text. */
import type { Draw } from './draw';
import { thing, things } from './names';
import { anything, NUMBERS } from './texts';

const TOOLS = (
  'cat echo ls grep sed awk cut sort uniq wc head tail tr seq printf date sleep true false test find xargs tee od hexdump xxd base64 md5sum sha256sum expr bc factor rev tac nl fold fmt join paste comm diff cmp ' +
  'cp mv rm mkdir rmdir touch ln chmod chown stat file du df ps top free uptime who id env printenv hostname uname which type kill killall pgrep watch timeout nohup nice curl wget ping nslookup dig nc ip ifconfig ss ' +
  'route traceroute hostname jq column tree less more man vi nano tar gzip apt-get apk yum systemctl sudo su git openssl envsubst yes shuf split strings truncate dd mount sysctl getent lsof busybox sh bash dash ash nosuchtool'
).split(' ');

const BUILTINS = 'cd pwd export unset set shift read eval exec exit return break continue trap wait jobs fg bg alias unalias declare local readonly let source . : [ [[ history type command builtin hash umask ulimit getopts mapfile printf pushd popd dirs times shopt complete disown'.split(' ');
const VARIABLES = ['a', 'b', 'PATH', 'HOME', 'IFS', 'PS1', 'x1', '_', '1', '@', '*', '#', '?', '$', '!', '-', '0', 'arr', 'RANDOM', 'SECONDS', 'LINENO', 'PWD', 'UNSET', 'é', ''];
const PATHS = ['/root', '/tmp', '/etc/hosts', '/nowhere', '.', '..', '*', '/etc/*', '[a-z]*', '?', '~', '~root', '~nobody/x', '/proc/1/status', '/dev/null', '/dev/zero', '/dev/urandom', 'dir', 'secret.txt', '/', '-', '{a,b}', '{1..5}', '{1..100000000}', '**', './-x', 'env.list', '/dev/full', '/proc/self/fd/1'];

export function drawShellLine(draw: Draw): string {
  const line = draw.many(draw.int(1, 3), () => list(draw, 0)).join(draw.pick(['; ', '\n', ' && ', ' || ', ' & ']));
  return draw.weighted(
    [80, () => line],
    [14, () => draw.spoil(line)],
    [3, () => draw.many(draw.int(1, 5), () => anything(draw)).join(' ')],
    [3, () => draw.many(draw.int(1, 30), () => draw.pick([...`$(){}[]<>|&;'"\`\\!#*?~=+-/%^@: \n\tabc01`])).join('')],
  );
}

function list(draw: Draw, depth: number): string {
  return draw.weighted(
    [60, () => pipeline(draw, depth)],
    [depth > 3 ? 0 : 16, () => compound(draw, depth + 1)],
    [8, () => `${pipeline(draw, depth)} ${draw.pick(['&&', '||', ';', '&'])} ${pipeline(draw, depth)}`],
    [6, () => `${draw.pick(VARIABLES)}${draw.pick(['=', '+=', '[1]=', '[x]=', '=('])}${word(draw, depth)}${draw.chance(0.3) ? ')' : ''}`],
    [5, () => hereDocument(draw, depth)],
    [3, () => `! ${pipeline(draw, depth)}`],
    [2, () => `time ${pipeline(draw, depth)}`],
  );
}

const pipeline = (draw: Draw, depth: number) => draw.many(1 + draw.count(0.3, 4), () => simple(draw, depth)).join(draw.pick([' | ', '|', ' |& ']));

function simple(draw: Draw, depth: number): string {
  const words = [
    ...draw.many(draw.count(0.1, 2), () => `${draw.pick(['A', 'x', 'IFS', 'LANG'])}=${word(draw, depth)}`),
    ...draw.weighted(
      [50, () => [draw.pick(TOOLS), ...options(draw), ...draw.many(draw.count(0.55, 4), () => word(draw, depth))]],
      [20, () => [draw.pick(BUILTINS), ...options(draw), ...draw.many(draw.count(0.5, 3), () => word(draw, depth))]],
      [18, () => ['docker', ...docker(draw), ...draw.many(draw.count(0.3, 2), () => word(draw, depth))]],
      [12, () => [word(draw, depth), ...draw.many(draw.count(0.4, 3), () => word(draw, depth))]],
    ),
  ];
  return [...words, ...draw.many(draw.count(0.2, 3), () => redirection(draw, depth))].join(' ');
}

function docker(draw: Draw): string[] {
  const kind = draw.pick(things);
  return draw.pick([
    ['ps', '-q'], ['ps', '-a'], ['service', 'ls'], ['node', 'ls', '-q'], ['inspect', thing(draw, kind)], ['run', '--rm', 'alpine', 'echo', 'hi'], ['run', '--rm', '-i', 'alpine', 'cat'], ['exec', 'c1', 'ls'], ['exec', '-i', 'c5', 'cat'],
    ['logs', thing(draw, 'CONTAINER')], ['service', 'scale', 'web=2'], ['service', 'ps', 'web'], ['secret', 'create', 's', '-'], ['config', 'create', 'c', '-'], ['stack', 'deploy', '-c', '-', 's'], ['events', '--since', '1m'], ['info'],
  ]);
}

const options = (draw: Draw) =>
  draw.many(draw.count(0.35, 3), () => draw.pick(['-n', '-a', '-l', '-r', '-f', '-c', '-e', '-i', '-v', '-d', '-s', '-x', '-h', '-1', '-9', '--help', '--version', '--', '-', '-nr', '-la', `-n${draw.pick(NUMBERS)}`, `-${draw.pick([...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'])}`, `--${draw.pick(['all', 'color', 'nope', 'x=1', ''])}`]));

function word(draw: Draw, depth: number): string {
  return draw.weighted(
    [20, () => draw.pick(PATHS)],
    [12, () => draw.pick(['a', 'b', 'foo', 'hello', 'x=1', 'in', 'do', 'then', 'fi', '1', '0', '-1', 's/a/b/', '{print $1}', "'s/x/y/g'", "'{print $1}'", '"%s\\n"', "'.*'", '%d', '[[:alpha:]]', '(', 'a|b'])],
    [12, () => expansion(draw, depth)],
    [8, () => `"${draw.pick(['a', ' ', '$a', '\\"', '`', '!', '${a', '*', '\\'])}${draw.chance(0.5) ? expansion(draw, depth) : ''}"`],
    [6, () => `'${draw.pick(['a b', '$a', '*', '\\', '\n', ''])}'`],
    [3, () => `$'${draw.pick(['\\n', '\\x41', '\\u00e9', '\\0', '\\e[1m', '\\q', '\\xff', '\\U110000'])}'`],
    [4, () => anything(draw)],
    [5, () => draw.pick(NUMBERS)],
    [3, () => `a${draw.pick(['{1..3}', '{a,b}c', '{z..a..2}', '{,x}', '{1..', '{a,{b,c}}', '*', '?', '[!a]', '@(a|b)', '!(x)'])}`],
  );
}

function expansion(draw: Draw, depth: number): string {
  const name = draw.pick(VARIABLES);
  if (depth > 3) return `$${name}`;
  return draw.weighted(
    [20, () => `$${name}`],
    [14, () => `\${${name}${draw.pick(['', ':-x', ':=x', ':?x', ':+x', '-', '=', '?', '+', '#a', '##*a', '%a', '%%a*', '/a/b', '//a/', '/#a/b', '/%a/b', ':1', ':1:2', ': -1', ':-1:', '^', '^^', ',', ',,', '@Q', '@U', '@a', '[1]', '[@]', '[*]', '[-1]', '[x', ':', '!', '#', '/'])}}`],
    [6, () => `\${${draw.pick(['#', '!', '!a*', '#arr[@]', '!arr[@]', '#@', '!1'])}${draw.pick(['', name])}}`],
    [10, () => `$(${list(draw, depth + 1)})`],
    [4, () => `\`${simple(draw, depth + 1)}\``],
    [14, () => `$((${arithmetic(draw, 0)}))`],
    [2, () => `<(${simple(draw, depth + 1)})`],
    [2, () => draw.pick(['$', '${', '${}', '$(', '$((', '$[1+1]', '${a', '$"x"', '${!}', '${a!b}', '${$}', '$(<secret.txt)', '$(( ))', '${a:${b}}'])],
  );
}

function arithmetic(draw: Draw, depth: number): string {
  const number = () => draw.pick([...NUMBERS.slice(0, 20), '0x1f', '2#101', '64#_', '99#1', '08', 'a', 'x1', 'arr[0]', '$a', '${b:-2}', 'RANDOM']);
  if (depth > 3) return number();
  const inner = () => arithmetic(draw, depth + 1);
  return draw.weighted(
    [30, number],
    [30, () => `${inner()}${draw.pick(['+', '-', '*', '/', '%', '**', '<<', '>>', '<', '<=', '==', '!=', '&', '|', '^', '&&', '||', ',', '=', '+=', '/=', '%=', '**', ' '])}${inner()}`],
    [10, () => `${draw.pick(['-', '+', '!', '~', '++', '--'])}${inner()}`],
    [6, () => `${draw.pick(['a', 'b', 'x1'])}${draw.pick(['++', '--'])}`],
    [10, () => `(${inner()})`],
    [6, () => `${inner()}?${inner()}:${inner()}`],
    [4, () => draw.pick(['', '1 2', '(', ')', '1/0', '1%0', '2**-1', '1.5', '"1"', '$(', '9223372036854775807+1', '-9223372036854775808/-1', '1<<64', '1<<-1', 'a=b=c=1', 'a[', '1?2', '++1'])],
  );
}

function compound(draw: Draw, depth: number): string {
  const body = () => draw.many(draw.int(1, 2), () => list(draw, depth)).join('; ');
  const condition = () => draw.pick([() => simple(draw, depth), () => `[ ${draw.many(draw.int(0, 4), () => test(draw, depth)).join(' ')} ]`, () => `[[ ${draw.many(draw.int(1, 4), () => test(draw, depth)).join(' ')} ]]`, () => `((${arithmetic(draw, 0)}))`, () => 'true', () => 'false'])();
  return draw.pick([
    () => `if ${condition()}; then ${body()}; ${draw.chance(0.4) ? `else ${body()}; ` : ''}fi`,
    () => `for ${draw.pick(['i', 'x', '1', 'a-b'])} in ${draw.many(draw.int(0, 4), () => word(draw, depth)).join(' ')}; do ${body()}; done`,
    () => `for ((${arithmetic(draw, 2)};${arithmetic(draw, 2)};${arithmetic(draw, 2)})); do ${body()}; ${draw.chance(0.7) ? 'break; ' : ''}done`,
    () => `while ${condition()}; do ${body()}; ${draw.chance(0.7) ? 'break; ' : ''}done`,
    () => `until ${condition()}; do ${body()}; ${draw.chance(0.7) ? 'break; ' : ''}done`,
    () => `case ${word(draw, depth)} in ${draw.pick(['*', 'a', '[', '"x"', 'a|b', ''])}) ${body()};${draw.pick([';', ';&', '&', ''])} esac`,
    () => `{ ${body()}; }`,
    () => `( ${body()} )`,
    () => `f() { ${body()}; }; f ${word(draw, depth)}`,
    () => (draw.chance(0.2) ? 'f() { f; }; f' : `f() { (($1 > 3)) || f $(($1 + 1)) ${word(draw, depth)}; }; f`),
    () => `((${arithmetic(draw, 0)}))`,
    () => `select x in a b; do ${body()}; break; done`,
    () => `trap ${draw.pick(["'echo t'", "''", '-', "'exit 3'"])} ${draw.pick(['INT', 'EXIT', 'TERM', 'ERR', 'DEBUG', '99', 'NOPE', '0'])}; ${body()}`,
    () => `set -${draw.pick([...'euxofnvC'])} ; ${body()}`,
    () => `coproc ${body()}`,
    () => `(trap '' INT; ${draw.pick(['sleep 100', 'while :; do :; done', 'cat'])})`,
  ])();
}

const test = (draw: Draw, depth: number) =>
  draw.pick([() => word(draw, depth), () => draw.pick(['-f', '-d', '-z', '-n', '-e', '-eq', '-lt', '=', '==', '!=', '=~', '<', '-a', '-o', '!', '(', ')', '&&', '||', '-v', '-ef', '-nt'])])();

const redirection = (draw: Draw, depth: number) =>
  draw.pick(['>', '>>', '<', '2>', '2>&1', '>&2', '&>', '<<<', '>|', '<>', '3>', '>&', '<&-', '2>&-', '>&3', '99>&1']) + draw.pick(['', '', ' ']) + draw.pick([() => draw.pick(['/dev/null', 'out.txt', '/tmp/x', '/nowhere/x', '/', '1', '', '/dev/full', '&1']), () => word(draw, depth)])();

function hereDocument(draw: Draw, depth: number): string {
  const mark = draw.pick(['EOF', "'EOF'", '"E F"', 'x', '-EOF', '']);
  const end = mark.replace(/['"-]/g, '');
  return `${simple(draw, depth)} <<${mark}\n${draw.many(draw.int(0, 3), () => draw.pick(['text', '$a', '$(echo x)', '`', '\\', '\ttab', expansion(draw, depth + 1)])).join('\n')}\n${draw.chance(0.85) ? end : ''}`;
}
