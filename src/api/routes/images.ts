/** `/images` and `/distribution` (moby api/server/router/image, distribution). */
import type { PullProgress } from '../../host';
import { isRefusal, refuse } from '../../model';
import type { Refusal } from '../../model';
import type { Program } from '../../sim';
import { Signal, wait } from '../../sim';
import type { ApiCall } from '../call';
import { answer, empty, filtersOf, json, refused, stream, unknownFilter } from '../call';
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
    if (from === '') return refused(refuse(400, 'this lab imports no images: only pulls are simulated'));
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
    return answer(call.daemon.engine.imageInspect(call.params.name ?? ''), (image) => (call.apiMinor < 50 ? { ...image, Config: withOldFields(image.Config) } : image));
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

  *'GET /images/get'(call) {
    return refused(archived(call, call.query.all('names')));
  },

  *'GET /images/{name:*}/get'(call) {
    return refused(archived(call, [call.params.name ?? '']));
  },

  *'POST /images/load'() {
    return refused(refuse(501, 'this lab loads no image archives: images come from its registry'));
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
    const result = yield* call.daemon.engine.containerCommit(query.get('container'), query.get('repo'), query.get('tag'), query.get('comment'), query.get('author'));
    return answer(result, (value) => value, 201);
  },
};

/** What an image's configuration had before API 1.50, always empty. */
function withOldFields(config: object): object {
  const old = { AttachStderr: false, AttachStdin: false, AttachStdout: false, Domainname: '', Hostname: '', Image: '', OpenStdin: false, StdinOnce: false, Tty: false };
  return Object.fromEntries(Object.entries({ ...old, ...config }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Images have no real layers here, so there is nothing to write; what is not there is said first. */
function archived(call: ApiCall, names: readonly string[]): Refusal {
  const missing = names.find((name) => isRefusal(call.daemon.engine.imageInspect(name)));
  return missing === undefined ? refuse(501, 'this lab writes no image archives: images come from its registry') : refuse(404, `No such image: ${missing}`);
}

/**
 * A pull or push as JSON lines, each ended as moby's streamformatter does. As in Docker a failure before the first line is an HTTP error, a later one a line
 * with `errorDetail` in a stream that began well.
 */
function* progressing(call: ApiCall, work: (line: (progress: PullProgress) => void) => Program<undefined | Refusal>): Program<HttpResponse> {
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
      if (lines > 0) line(`${JSON.stringify({ errorDetail: { message: result.message }, error: result.message })}\r\n`);
    }
    first.fire();
  });
  if (lines === 0 && !over) yield* wait(first.wait);
  if (lines === 0 && refusal) {
    body.close();
    return refused(refusal);
  }
  return over && lines === 0 ? json(200, {}) : stream(body);
}
