/** `/build`: an image from a build context, its progress as JSON lines (moby api/server/router/build). */
import type { BuildOptions } from '../../host';
import { isRefusal, refuse } from '../../model';
import type { Refusal } from '../../model';
import { dirName, FileTree, normalizePath, readAll, readTar } from '../../os';
import { answer, refused, stream } from '../call';
import type { ApiCall, Query } from '../call';
import type { Program } from '../../sim';
import type { Routes } from '../engine-api';
import { writtenBy } from '../sources';

/** A context that is larger than a lab can need is refused before it is unpacked. */
const CONTEXT_CHARS_MAX = 64_000_000;

export const build: Routes = {
  *'POST /build'(call) {
    const options = optionsOf(call.query);
    if (isRefusal(options)) return refused(options);
    const context = yield* contextOf(call);
    if (isRefusal(context)) return refused(context);
    const planned = call.daemon.engine.imageBuild(context, options);
    if (isRefusal(planned)) return refused(planned);
    const quiet = call.query.bool('q');
    return stream(
      writtenBy(call.sim, 'api.build', function* (line) {
        const say = (value: object): void => line(`${JSON.stringify(value)}\n`);
        const made = yield* planned.run((text) => {
          if (!quiet) say({ stream: text });
        });
        if (typeof made === 'string') say(quiet ? { stream: `${made}\n` } : { aux: { ID: made } });
        else say({ errorDetail: { ...(made.code === undefined ? {} : { code: made.code }), message: made.message }, error: made.message });
      }),
    );
  },

  *'POST /build/prune'(call) {
    return answer(call.daemon.engine.buildPrune());
  },
};

function optionsOf(query: Query): BuildOptions | Refusal {
  const buildArgs = textMap(query.get('buildargs'));
  const labels = textMap(query.get('labels'));
  if (!buildArgs || !labels) return refuse(400, 'error reading build args');
  if (query.get('remote') !== '' && query.get('remote') !== 'client-session') return refuse(400, 'this lab has no internet to fetch a build context from');
  return {
    dockerfile: normalizePath(`/${query.get('dockerfile') || 'Dockerfile'}`).slice(1), tags: query.all('t'), target: query.get('target'), buildArgs, labels,
    noCache: query.bool('nocache'), pull: query.bool('pull'), remove: query.has('rm') ? query.bool('rm') : true, forceRemove: query.bool('forcerm'),
  };
}

/** A JSON object of texts; null values are arguments that the client has no value for. */
function textMap(text: string): Record<string, string> | undefined {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return undefined;
  }
}

function* contextOf(call: ApiCall): Program<FileTree | Refusal> {
  const { body } = call.request;
  const text = typeof body === 'string' ? body : (yield* readAll(body as never)).text;
  if (text.length > CONTEXT_CHARS_MAX) return refuse(413, `the build context is larger than ${CONTEXT_CHARS_MAX / 1_000_000} MB: leave out what the image does not need (.dockerignore)`);
  const files = new FileTree({ now: () => call.sim.nowMs });
  for (const entry of readTar(text)) {
    const path = normalizePath(`/${entry.name}`);
    files.mkdir(entry.kind === 'directory' ? path : dirName(path), { parents: true });
    if (entry.kind === 'file') files.write(path, entry.content ?? '', { mode: entry.mode });
    else if (entry.kind === 'symlink') files.symlink(entry.target ?? '', path);
  }
  return files;
}
