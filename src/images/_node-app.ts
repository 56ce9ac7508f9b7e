/**
 * Programs of one's own in the node image. JavaScript is not run in this world, which has to be the same on every replay: a
 * program that listens gets a stand-in that says so. It opens the program's port, and answers with the first text that the
 * program would send, so that a version 2 can be built, shipped and told from version 1. `src/ui/apps` runs the real one, beside
 * the world, where a page can.
 */
import { isFileError, textResponse, type Files, type Main, type Process } from '../os';
import type { Program } from '../sim';
import { escapeHtml, htmlPage, wantsHtml } from './_html';
import { interpreter } from './_languages';
import { complain, endOn, execOrComplain, forever, listen, print } from './_programs';

/** Answers that come from one have it as a header: which program they stand for. */
export const STAND_IN_HEADER = 'x-skep-stand-in';
const SOURCE_CHARS_MAX = 200_000;
const PORT_DEFAULT = 3000;

export interface NodeApp {
  port: number;
  /** What it sends first, as far as that can be read; undefined: nothing that could. */
  text: string | undefined;
}

/** What can be told of a server without running it; undefined when it does not listen. */
export function readNodeApp(source: string, env: ReadonlyMap<string, string>, hostname: string): NodeApp | undefined {
  const code = source.slice(0, SOURCE_CHARS_MAX).replace(/(^|\s)\/\/[^\n]*/g, '$1');
  const listened = /\.listen\(\s*([\w.]+|\{[^}]*\})?/.exec(code);
  if (!listened) return undefined;
  const constants = new Map([...code.matchAll(/(?:const|let|var)\s+(\w+)\s*=\s*(?:process\.env\.(\w+)\s*(?:\|\||\?\?)\s*)?(?:(\d+)|(["'`])((?:(?!\4)[^\\\n])*)\4)/g)].map(([, name = '', variable, number, , text]) => [name, (variable === undefined ? undefined : env.get(variable)) ?? number ?? text ?? '']));
  const value = listened[1] ?? '';
  const port = Number(/^\d+$/.test(value) ? value : (constants.get(value) ?? env.get('PORT') ?? PORT_DEFAULT));
  const sent = /\.(?:send|end|write)\(\s*(["'`])((?:(?!\1)[^\\]|\\.)*)\1/.exec(code);
  const text = sent?.[2]?.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1').replace(/\$\{([^}]*)\}/g, (_whole, expression: string) => {
    const variable = /process\.env\.(\w+)/.exec(expression)?.[1];
    if (/hostname/i.test(expression)) return hostname;
    return (variable === undefined ? constants.get(expression.trim()) : env.get(variable)) ?? '?';
  });
  return { port: port > 0 && port < 65_536 ? port : PORT_DEFAULT, text };
}

export function node(version: string): Main {
  const simple = interpreter('node', `v${version}`);
  return function* main(process) {
    const script = process.argv.slice(1).find((word) => !word.startsWith('-'));
    if (script === undefined || process.argv[1] === '-e' || process.argv[1] === '-p') return yield* simple(process);
    const path = scriptPath(process.machine.files, script.startsWith('/') ? script : `${process.cwd === '/' ? '' : process.cwd}/${script}`);
    const source = path === undefined ? undefined : process.machine.files.read(path);
    if (path === undefined || typeof source !== 'string') {
      const wanted = script.startsWith('/') ? script : `${process.cwd}/${script}`;
      yield* complain(process, `node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '${wanted}'\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v${version}\n`);
      return 1;
    }
    const app = readNodeApp(source, process.env, process.machine.hostname);
    return app ? yield* standIn(process, path, app) : yield* simple(process);
  };
}

function* standIn(process: Process, path: string, { port, text }: NodeApp): Program<number> {
  process.memoryBytes = 44 * 1024 * 1024;
  // Node.js has no handler of its own: as PID 1 it ignores SIGTERM, and so does this.
  if (process.pid !== 1) endOn(process, ['SIGTERM'], 143);
  endOn(process, ['SIGINT'], 130);
  yield* complain(process, `skep: ${path} is not run here: a stand-in listens on ${port}${text === undefined ? '' : ' and answers with the first text that it sends'}\n`);
  const served = yield* listen(process, port, function* answer(request) {
    const body = text ?? `A stand-in for ${path} on ${process.machine.hostname}: nothing that it sends could be read.`;
    const html = /^\s*</.test(body);
    const response =
      wantsHtml(request) && !html
        ? htmlPage({ title: path, css: 'body{padding:clamp(16px,5vw,56px);font-size:20px}', body: `<p>${escapeHtml(body)}</p>` })
        : textResponse(200, body.endsWith('\n') ? body : `${body}\n`, html ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8');
    return { ...response, headers: { ...response.headers, [STAND_IN_HEADER]: path }, body: request.method === 'HEAD' ? '' : response.body };
  });
  if (served) return yield* forever();
  yield* complain(process, `Error: listen EADDRINUSE: address already in use :::${port}\n`);
  return 1;
}

/** `server`, `server.js`, or a folder with index.js. */
function scriptPath(files: Files, path: string): string | undefined {
  return [path, `${path}.js`, `${path.replace(/\/$/, '')}/index.js`].find((each) => {
    const stat = files.stat(each);
    return !isFileError(stat) && stat.kind === 'file';
  });
}

/** As far as containers need it: scripts are run, packages are not fetched. */
export function npm(version: string): Main {
  return function* main(process) {
    const [verb = 'help', name] = process.argv.slice(1).filter((word) => !word.startsWith('-'));
    if (process.argv.includes('--version') || process.argv.includes('-v')) return yield* said(process, `${version}\n`);
    if (['install', 'i', 'ci', 'add', 'prune'].includes(verb)) return yield* said(process, 'skep: packages are not fetched here; a program that needs them is stood in for\n');
    const script = verb === 'run' || verb === 'run-script' ? name : ['start', 'test'].includes(verb) ? verb : undefined;
    if (script === undefined) {
      yield* complain(process, `npm: this lab has start, test, run, install and ci, and no ${verb}\n`);
      return 1;
    }
    const path = `${process.cwd === '/' ? '' : process.cwd}/package.json`;
    const text = process.machine.files.read(path);
    if (typeof text !== 'string') {
      yield* complain(process, `npm error code ENOENT\nnpm error syscall open\nnpm error path ${path}\nnpm error enoent Could not read package.json\n`);
      return 254;
    }
    const words = scriptOf(text, script);
    if (words === undefined) {
      yield* complain(process, `npm error Missing script: "${script}"\n`);
      return 1;
    }
    yield* print(process, `\n> ${script}\n> ${words}\n\n`);
    return yield* execOrComplain(process, /[;&|<>$`"']/.test(words) ? ['sh', '-c', words] : words.split(/\s+/), 'npm', 1);
  };
}

function scriptOf(packageJson: string, name: string): string | undefined {
  try {
    const { scripts } = JSON.parse(packageJson) as { scripts?: Record<string, unknown> };
    const found = scripts && Object.hasOwn(scripts, name) ? scripts[name] : undefined;
    return typeof found === 'string' && found.trim() !== '' ? found.trim() : name === 'start' ? 'node server.js' : undefined;
  } catch {
    return undefined;
  }
}

function* said(process: Process, text: string): Program<number> {
  yield* print(process, text);
  return 0;
}
