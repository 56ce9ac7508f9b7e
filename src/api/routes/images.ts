/** `/images` and `/distribution` (moby api/server/router/image, distribution). */
import type { PullProgress } from '../../host';
import { isRefusal, refuse } from '../../model';
import type { Refusal } from '../../model';
import type { Program } from '../../sim';
import { Signal, wait } from '../../sim';
import type { ApiCall } from '../call';
import { answer, bodyText, empty, filtersOf, json, refused, stream, unknownFilter } from '../call';
import type { Routes } from '../engine-api';
import { writtenBy } from '../sources';
import type { HttpResponse } from '../../os';

const FILTERS = ['before', 'dangling', 'label', 'reference', 'since', 'until'];
const PRUNE_FILTERS = ['dangling', 'label', 'label!', 'until'];

export const images: Routes = {
  *'GET /images/json'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, FILTERS);
    if (bad) return refused(bad);
    return answer(call.daemon.engine.imageList({ all: call.query.bool('all'), filters, sharedSize: call.query.bool('shared-size') }));
  },

  *'POST /images/create'(call) {
    const from = call.query.get('fromImage');
    if (from === '') return yield* imported(call);
    const tag = call.query.get('tag');
    const reference = tag === '' ? from : tag.includes(':') ? `${from}@${tag}` : `${from}:${tag}`;
    return yield* progressing(call, (line) => call.daemon.engine.imagePull(reference, line, call.query.get('platform') || undefined));
  },

  *'POST /images/{name:*}/push'(call) {
    const tag = call.query.get('tag');
    const reference = tag === '' ? (call.params.name ?? '') : `${call.params.name}:${tag}`;
    return yield* progressing(call, (line) => call.daemon.engine.imagePush(reference, line));
  },

  *'GET /images/{name:*}/json'(call) {
    return answer(call.daemon.engine.imageInspect(call.params.name ?? '', platformOf(call)), (image) => (call.apiMinor < 50 ? { ...image, Config: withOldFields(image.Config) } : image));
  },

  *'GET /images/get'(call) {
    return archived(call.daemon.engine.imageSave(call.query.all('names')));
  },

  *'GET /images/{name:*}/get'(call) {
    return archived(call.daemon.engine.imageSave([call.params.name ?? '']));
  },

  *'POST /images/load'(call) {
    const archive = yield* bodyText(call);
    return yield* progressing(call, function* load(line) {
      return call.daemon.engine.imageLoad(archive, line);
    }, { streamsErrors: true });
  },

  *'GET /images/{name:*}/history'(call) {
    return answer(call.daemon.engine.imageHistory(call.params.name ?? ''));
  },

  *'POST /images/{name:*}/tag'(call) {
    const result = call.daemon.engine.imageTag(call.params.name ?? '', call.query.get('repo'), call.query.get('tag') || undefined);
    return isRefusal(result) ? refused(result) : empty(201);
  },

  *'POST /images/prune'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, PRUNE_FILTERS);
    if (bad) return refused(bad);
    return answer(yield* call.daemon.engine.imagePrune(filters), ({ ImagesDeleted, SpaceReclaimed }) => ({ ImagesDeleted: ImagesDeleted.length > 0 ? ImagesDeleted : null, SpaceReclaimed }));
  },

  *'GET /images/search'() {
    return refused(refuse(503, 'this lab has no registry search: see the catalogue of images in the page'));
  },

  *'DELETE /images/{name:*}'(call) {
    return answer(yield* call.daemon.engine.imageRemove(call.params.name ?? '', { force: call.query.bool('force'), noPrune: call.query.bool('noprune') }));
  },

  *'GET /distribution/{name:*}/json'(call) {
    return answer(yield* call.daemon.engine.distributionInspect(call.params.name ?? ''));
  },

  *'POST /commit'(call) {
    const { query } = call;
    const options = { comment: query.get('comment'), author: query.get('author'), changes: query.all('changes') };
    const result = yield* call.daemon.engine.containerCommit(query.get('container'), query.get('repo'), query.get('tag'), options);
    return answer(result, (value) => value, 201);
  },
};

/** What an image's configuration had before API 1.50, always empty. */
function withOldFields(config: object): object {
  const old = { AttachStderr: false, AttachStdin: false, AttachStdout: false, Domainname: '', Hostname: '', Image: '', OpenStdin: false, StdinOnce: false, Tty: false };
  return Object.fromEntries(Object.entries({ ...old, ...config }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `import`: the body is the archive, the answer a stream with the new ID. */
function* imported(call: ApiCall): Program<HttpResponse> {
  const { query } = call;
  const archive = yield* bodyText(call);
  const options = { repository: query.get('repo'), tag: query.get('tag'), message: query.get('message'), changes: query.all('changes') };
  const result = call.daemon.engine.imageImport(archive, options);
  return isRefusal(result) ? refused(result) : { ...json(200, {}), body: `${JSON.stringify({ status: result.Id })}\n` };
}

function archived(archive: string | Refusal): HttpResponse {
  if (isRefusal(archive)) return refused(archive);
  const plain = empty(200);
  return { ...plain, headers: { ...plain.headers, 'content-type': 'application/x-tar' }, body: archive };
}

/** `{"os":"linux","architecture":"arm64"}` as `linux/arm64`. */
function platformOf(call: ApiCall): string | undefined {
  const [, os] = /"os":"([^"]*)"/.exec(call.query.get('platform')) ?? [];
  const [, architecture] = /"architecture":"([^"]*)"/.exec(call.query.get('platform')) ?? [];
  return os && architecture ? `${os}/${architecture}` : undefined;
}

/**
 * A pull or push as JSON lines, each ended as moby's streamformatter does. As in Docker a failure before the first line is an HTTP error, a later one a line
 * with `errorDetail` in a stream that began well.
 */
function* progressing(
  call: ApiCall,
  work: (line: (progress: PullProgress) => void) => Program<undefined | Refusal>,
  options: { streamsErrors?: boolean } = {},
): Program<HttpResponse> {
  const first = new Signal();
  let lines = 0;
  let refusal: Refusal | undefined;
  let over = false;
  const body = writtenBy(call.sim, 'api.progress', function* (line) {
    const result = yield* work((progress) => {
      line(`${JSON.stringify(progress)}\r\n`);
      if (lines++ === 0) first.fire();
    });
    over = true;
    if (isRefusal(result)) {
      refusal = result;
      if (lines > 0 || options.streamsErrors) line(`${JSON.stringify({ errorDetail: { message: result.message }, error: result.message })}\r\n`);
    }
    first.fire();
  });
  if (lines === 0 && !over) yield* wait(first.wait);
  if (lines === 0 && refusal && !options.streamsErrors) {
    body.close();
    return refused(refusal);
  }
  return over && lines === 0 && !options.streamsErrors ? json(200, {}) : stream(body);
}
