/**
 * What docker 28.2.2 itself sent and printed for these command lines, against canned answers on its socket; recorded
 * once (`_golden/*.json`: the answers, then per line what was asked, stdout, stderr and exit code).
 */
import { describe, expect, test } from 'vitest';
import { decodeUtf8 } from '../os';
import { Sim } from '../sim';
import { Answer, runDocker, type Routes } from './_testing';

interface Golden {
  nowMs: number;
  routes: Record<string, unknown>;
  cases: {
    line: string;
    code: number;
    stdout: string;
    stderr: string;
    asked: [string, string, unknown][];
    stdin?: string;
    files?: Record<string, string>;
    unordered?: boolean;
  }[];
}

const recordings = import.meta.glob<Golden>('./_golden/*.json', { eager: true, import: 'default' });

/** The recorder's answers: JSON, a status with or without a message, or bytes as Latin-1 text. */
function answer(recorded: unknown): unknown {
  if (typeof recorded !== 'object' || recorded === null) return recorded;
  const {
    _status: status,
    message,
    _raw: raw,
    _upgrade: upgrade,
  } = recorded as { _status?: number; message?: string; _raw?: string; _upgrade?: string };
  const bytes = (text: string) => decodeUtf8([...text].map((c) => c.charCodeAt(0)));
  if (status !== undefined) return new Answer(status, message === undefined ? '' : { message });
  if (raw !== undefined || upgrade !== undefined) return new Answer(200, bytes((raw ?? upgrade) as string));
  return recorded;
}

function parsed(path: string): { path: string; query: Record<string, string> } {
  const [bare = '', rest = ''] = path.split('?');
  const query = Object.fromEntries(
    rest
      .split('&')
      .filter(Boolean)
      .map((pair) => pair.split('=').map((part) => decodeURIComponent(part.replace(/\+/g, ' '))) as [string, string]),
  );
  return { path: bare, query };
}

/** `null` and what is not there are one in Go's eyes. */
function normal(value: unknown): unknown {
  return value === '' || value === undefined ? null : value;
}

for (const [file, { nowMs, routes, cases }] of Object.entries(recordings)) {
  describe(file.replace(/^.*\/(.*)\.json$/, '$1'), () => {
    const table = Object.fromEntries(Object.entries(routes).map(([key, value]) => [key, () => answer(value)])) as Routes;
    const fallback = (key: string) => new Answer(404, { message: `no route ${key}` });
    test.each(cases)('docker $line', ({ line, code, stdout, stderr, asked, stdin, files, unordered }) => {
      const keys = asked.map(([method, path]) => `${method} ${parsed(path).path}`);
      // The recorder left out what the client asks to learn who answers.
      const answers: Routes = { 'HEAD /_ping': () => new Answer(200, '', { ostype: 'linux' }), ...Object.fromEntries(keys.map((key) => [key, () => fallback(key)])), ...table };
      for (const key of Object.keys(table)) {
        // A recorded key may name a whole query.
        if (key.includes('?'))
          answers[key.split('?')[0] as string] = (question) => {
            const wanted = Object.keys(table).find((other) => {
              const [method, path] = other.split(' ') as [string, string];
              return (
                path.includes('?') &&
                method === question.method &&
                parsed(path).path === question.path &&
                JSON.stringify(parsed(path).query) === JSON.stringify(question.query)
              );
            });
            const route = table[wanted ?? `${question.method} ${question.path}`];
            return typeof route === 'function' ? route(question) : fallback(`${question.method} ${question.path}`);
          };
      }
      const run = runDocker(line, answers, {
        stdin: stdin ?? '',
        files: Object.fromEntries(Object.entries(files ?? {}).map(([name, content]) => [`/root/${name}`, content])),
        sim: new Sim(1, nowMs),
      });
      // Go prints addresses of pointers inside structs.
      const plain = (text: string) => text.replace(/0xc000[0-9a-f]{6}/g, '0xc000010000');
      expect({ code: run.code, stdout: run.stdout, stderr: run.stderr }).toEqual({ code, stdout: plain(stdout), stderr });
      // The real client asks about several containers at once.
      const arrange = <T>(questions: T[]) => (unordered ? questions.map((question) => JSON.stringify(question)).sort() : questions);
      expect(arrange(run.asked.filter(({ path }) => path !== '/_ping').map(({ method, path, query, body }) => ({ method, path, query, body: normal(body) })))).toEqual(
        arrange(asked.map(([method, path, body]) => ({ method, ...parsed(path), body: normal(body) }))),
      );
    });
  });
}
