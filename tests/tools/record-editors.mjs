/**
 * Feeds key sequences to the real editors and writes down what was on the screen and in the files:
 *
 *     node tests/tools/record-editors.mjs vim CASES.json OUT.json
 *
 * The editor is `vim` (vim.tiny), `nano` or `busybox-vi`. CASES is { texts, cases: [{ keys, files?, args?, size? }] }, where
 * `keys` are typed one after the other, each when the screen has come to rest, and a file's content `@NAME` is one of the
 * texts. Needs Debian 12's vim-tiny, nano and busybox. After the last key the screen is taken, then the file is saved as a
 * person would. What was recorded goes to src/shell/tools/goldens/editors, where editors.test.ts plays it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import unicode from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';

const QUIET_MS = 60;
const FIRST_MS = 3000;
const LIMIT_MS = 8000;

/** How each editor is started, and how a person saves and leaves. */
const EDITORS = {
  vim: { command: ['vim.tiny', '-u', 'NONE', '-N', '-n', '-i', 'NONE', '--cmd', "'set ttm=10 ru sc bs=2'"], save: ['\x1b', '\x1b', ':wq!\r'] },
  nano: { command: ['nano', '--ignorercfiles'], save: ['\x13', '\x18'] },
  'busybox-vi': { command: ['busybox', 'vi'], save: ['\x1b', ':wq!\r'] },
};

const [editor, casesPath, outPath] = process.argv.slice(2);
const { texts, cases } = JSON.parse(readFileSync(casesPath, 'utf8'));
const recorded = [];
for (const each of cases) {
  recorded.push(await record(each));
  process.stderr.write(`${recorded.length}/${cases.length} ${JSON.stringify(each.keys)}\n`);
}
writeFileSync(outPath, `{"texts":${JSON.stringify(texts)},\n"cases":[\n${recorded.map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`);

async function record(one) {
  const { keys, files = { f: '' }, args = ['f'], size = [80, 24] } = one;
  const [columns, rows] = size;
  const directory = mkdtempSync(join(tmpdir(), 'editor-'));
  const before = Object.fromEntries(Object.entries(files).map(([path, content]) => [path, content.startsWith('@') ? texts[content.slice(1)] : content]));
  for (const [path, content] of Object.entries(before)) writeFileSync(join(directory, path), content);
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  terminal.loadAddon(new unicode.Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const line = `stty rows ${rows} cols ${columns}; exec ${[...EDITORS[editor].command, ...args].join(' ')}`;
  const child = spawn('script', ['-qfec', line, '/dev/null'], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  });
  let lastMs = performance.now();
  let heard = false;
  let ended = false;
  child.stdout.on('data', (data) => {
    lastMs = performance.now();
    heard = true;
    terminal.write(data);
  });
  // Answers to the questions that editors ask of a terminal.
  terminal.onData((data) => child.stdin.write(data));
  child.on('exit', () => (ended = true));
  child.stdin.on('error', () => {});
  const rest = async (firstMs) => {
    const startMs = performance.now();
    while (!heard && performance.now() - startMs < firstMs && !ended) await sleep(10);
    while (performance.now() - lastMs < QUIET_MS && !ended) await sleep(10);
    await new Promise((drawn) => terminal.write('', drawn));
  };
  const type = async (key) => {
    heard = false;
    if (!ended) child.stdin.write(key);
    await rest(120);
  };
  await rest(FIRST_MS);
  await sleep(80);
  await rest(50);
  for (const key of keys) await type(key);
  const screen = pictureOf(terminal);
  for (const key of EDITORS[editor].save) await type(key);
  const startMs = performance.now();
  while (!ended && performance.now() - startMs < LIMIT_MS / 8) await sleep(10);
  const after = Object.fromEntries(
    readdirSync(directory)
      .filter((path) => !path.startsWith('.') && statSync(join(directory, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(directory, path), 'utf8')]),
  );
  if (!ended) {
    // An editor that is killed may yet save what it has.
    process.stderr.write('still there: ');
    child.kill('SIGKILL');
    await sleep(150);
  }
  rmSync(directory, { recursive: true, maxRetries: 5 });
  terminal.dispose();
  const changed = Object.fromEntries(Object.entries(after).filter(([path, content]) => before[path] !== content));
  return { ...one, ...screen, ...(Object.keys(changed).length > 0 ? { after: changed } : {}) };
}

/** The rows as one text, runs of `~` rows as one with their number. */
function pictureOf(terminal) {
  const { active } = terminal.buffer;
  const lines = [];
  for (let row = 0; row < terminal.rows; row++) lines.push((active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd());
  const screen = lines.join('\n').replace(/^~(?:\n~)+$/gm, (run) => `~${run.split('\n').length}`);
  return { screen, cursor: [active.cursorX, active.cursorY] };
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
