/**
 * Images that a lab declares for itself, since what it teaches needs a server that no registry has: one that fails in its
 * second version, is slow to start, or breaks with the tenth request. See README.md for the fields.
 *
 * A lab may come from anybody and so may a saved session, so both are read by this: every field is checked and bounded, and
 * an image with anything wrong in it does not exist.
 */
import { fillPlaceholders, PLACEHOLDERS, type DeclaredAnswer, type DeclaredImage, type DeclaredMoment, type DeclaredTag } from '../os';
import { familiarName, isRefusal, parseReference } from '../model';
import { FieldReader, isRecord, isWhole, type Path, type Tell } from './field-reader';

export interface ImageProblem {
  path: Path;
  message: string;
}

export interface LabImages {
  images: DeclaredImage[];
  /** The entries as they were given that are all right: what a session is begun with. */
  given: unknown[];
  problems: ImageProblem[];
}

const IMAGES_MAX = 20;
const TAGS_MAX = 20;
const LIST_MAX = 50;
const TEXT_MAX = 20_000;
const LINE_MAX = 1_000;
/** All texts of all images together. */
const CHARS_MAX = 500_000;
const HOUR_MS = 3_600_000;
const MEGABYTE = 1_048_576;
const FIELDS = [
  'name', 'about', 'tags', 'version', 'platform', 'ports', 'command', 'env', 'volumes', 'colour', 'page', 'answers', 'healthcheck', 'start_delay', 'stop_delay', 'exit_code', 'crash',
  'breaks', 'response_time', 'cpu', 'threads', 'logs', 'memory', 'size',
] as const;
const OF_IMAGE: readonly string[] = ['name', 'about', 'tags'];
const OF_TAG = FIELDS.filter((name) => !OF_IMAGE.includes(name));

export function readImages(value: unknown): LabImages {
  const out: LabImages = { images: [], given: [], problems: [] };
  if (value === undefined || value === null) return out;
  const tell: Tell = (path, message) => void out.problems.push({ path, message });
  if (!Array.isArray(value)) {
    tell([], 'should be a list: each entry an image with a `name`');
    return out;
  }
  if (value.length > IMAGES_MAX) tell([IMAGES_MAX], `a lab declares at most ${IMAGES_MAX} images`);
  let chars = 0;
  for (const [at, entry] of (value as unknown[]).slice(0, IMAGES_MAX).entries()) {
    const before = out.problems.length;
    const image = readImage(entry, [at], tell);
    if (!image || out.problems.length > before) continue;
    chars += JSON.stringify(image).length;
    if (chars > CHARS_MAX) tell([at], `the images of a lab hold more than ${CHARS_MAX} characters together`);
    else if (out.images.some((other) => other.name === image.name)) tell([at, 'name'], `${image.name} is declared twice: give one image several \`tags\``);
    else {
      out.images.push(image);
      out.given.push(entry);
    }
  }
  return out;
}

function readImage(entry: unknown, path: Path, tell: Tell): DeclaredImage | undefined {
  if (!isRecord(entry)) return void tell(path, 'an image is a list of fields that begins with its `name`');
  const fields = new FieldReader(entry, path, tell);
  const name = readName(fields);
  const about = fields.text('about', 200) ?? 'An image of this lab.';
  const tags = tagsOf(fields.value('tags'), path, tell).map(({ tag, own, ownPath }) => readTag(entry, own, tag, name ?? '', path, ownPath, tell));
  for (const each of OF_TAG) fields.value(each);
  fields.refuseOthers(FIELDS);
  return name === undefined || tags.length === 0 ? undefined : { name, about, tags };
}

function readName(fields: FieldReader): string | undefined {
  const name = fields.text('name', 200);
  if (name === undefined) return fields.has('name') ? undefined : fields.say('name', 'is missing');
  const reference = parseReference(name);
  if (isRefusal(reference)) return fields.say('name', `is not the name of an image: ${reference.message}`);
  if (reference.digest !== undefined || reference.tag !== undefined) return fields.say('name', 'goes without a tag: list them in `tags`');
  if (/^(localhost|[\d.]+|[^.]+)(:\d+)?$/.test(reference.domain)) return fields.say('name', `is on ${reference.domain}, a registry of the lab's own machines: its images are pushed there`);
  return familiarName(reference);
}

interface GivenTag {
  tag: string;
  own: Record<string, unknown>;
  ownPath: Path;
}

/** Names in a list, or each with what is different in it; `latest` alone when there are none. */
function tagsOf(value: unknown, path: Path, tell: Tell): GivenTag[] {
  const where = [...path, 'tags'];
  if (value === undefined) return [{ tag: 'latest', own: {}, ownPath: path }];
  const listed: [unknown, unknown, Path][] = Array.isArray(value)
    ? (value as unknown[]).map((tag, i) => [typeof tag === 'number' ? String(tag) : tag, {}, [...where, i]])
    : isRecord(value)
      ? Object.entries(value).map(([tag, own]) => [tag, own ?? {}, [...where, tag]])
      : [];
  if (listed.length === 0 || listed.length > TAGS_MAX) {
    tell(where, `\`tags\` lists 1 to ${TAGS_MAX} tags, or maps each to what is different in it`);
    return [];
  }
  const out: GivenTag[] = [];
  for (const [tag, own, ownPath] of listed) {
    if (typeof tag !== 'string' || !/^\w[\w.-]{0,127}$/.test(tag)) tell(ownPath, 'a tag is made of letters, digits, dots, dashes and underscores, in quotes where YAML would read a number');
    else if (!isRecord(own)) tell(ownPath, `tag ${tag} should map to fields`);
    else if (out.some((other) => other.tag === tag)) tell(ownPath, `tag ${tag} is listed twice`);
    else out.push({ tag, own, ownPath });
  }
  return out;
}

/** The image's fields with the tag's own in their places. */
function readTag(image: Record<string, unknown>, own: Record<string, unknown>, tag: string, name: string, path: Path, ownPath: Path, tell: Tell): DeclaredTag {
  const shared = Object.fromEntries(Object.entries(image).filter(([key]) => OF_TAG.includes(key as never) && !Object.hasOwn(own, key)));
  const fields = new FieldReader({ ...shared, ...own }, ownPath, (where, message) => {
    // A field of the image's is wrong once, wherever a tag meets it.
    const key = where[ownPath.length];
    const at = typeof key === 'string' && Object.hasOwn(shared, key) ? [...path, ...where.slice(ownPath.length)] : where;
    tell(at, message);
  });
  const platforms = platformsOf(fields);
  const answers = answersOf(fields);
  const page = template(fields, 'page', TEXT_MAX);
  const ports = portsOf(fields);
  const colour = fields.text('colour', 40);
  if (colour !== undefined && !/^(#[0-9a-f]{3,8}|[a-z]+)$/i.test(colour)) fields.say('colour', 'should be a name or #rrggbb');
  const exitCode = fields.whole('exit_code', 0, 255);
  const health = healthOf(fields);
  if (health && ports.length === 0) fields.say('healthcheck', 'needs a port: list it in `ports`');
  const crash = momentOf(fields, 'crash', ['code', 'message']);
  const breaks = momentOf(fields, 'breaks', []);
  const threads = fields.whole('threads', 1, 1_000);
  const tagged: DeclaredTag = {
    tag,
    version: fields.text('version', 100) ?? tag,
    platforms,
    ports,
    command: commandOf(fields, name, platforms),
    env: envOf(fields),
    volumes: fields.texts('volumes', LIST_MAX, 200),
    ...(colour === undefined ? {} : { colour }),
    ...(page === undefined ? {} : { page }),
    answers,
    ...(health ? { health } : {}),
    startDelayMs: fields.duration('start_delay', HOUR_MS) ?? 0,
    stopDelayMs: fields.duration('stop_delay', HOUR_MS) ?? 0,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(crash ? { crash } : {}),
    ...(breaks ? { breaks } : {}),
    cpuMs: fields.duration('cpu', 60_000) ?? 0.2,
    waitMs: fields.duration('response_time', 600_000) ?? 0,
    ...(threads === undefined ? {} : { threads }),
    logs: logsOf(fields),
    memoryBytes: fields.bytes('memory', 64 * 1_024 * MEGABYTE) ?? 16 * MEGABYTE,
    sizeBytes: fields.bytes('size', 10 * 1_024 * MEGABYTE) ?? 12 * MEGABYTE,
  };
  if (tagged.volumes.some((each) => !each.startsWith('/'))) fields.say('volumes', 'are paths that begin with a slash');
  fields.refuseOthers(OF_TAG);
  return tagged;
}

function platformsOf(fields: FieldReader): ('linux' | 'windows')[] {
  const given = fields.texts('platform', 2, 20);
  const known = given.filter((each) => each === 'linux' || each === 'windows');
  if (known.length < given.length) fields.say('platform', 'is linux, windows, or a list of both');
  return known.length > 0 ? known : ['linux'];
}

function portsOf(fields: FieldReader): number[] {
  const value = fields.value('ports');
  if (value === undefined) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length <= LIST_MAX && list.every((each) => isWhole(each, 1, 65_535)) && new Set(list).size === list.length) return list as number[];
  fields.say('ports', `lists the numbers on which the container listens, each from 1 to 65535 and once, at most ${LIST_MAX}`);
  return [];
}

function commandOf(fields: FieldReader, name: string, platforms: readonly string[]): string[] {
  const given = fields.texts('command', LIST_MAX, LINE_MAX);
  const words = given.length === 1 ? (given[0] as string).split(/\s+/).filter(Boolean) : given;
  const [executable] = words;
  if (executable === undefined) return platforms.includes('linux') ? [`/app/${name.split('/').at(-1)}`] : [`C:\\app\\${name.split('/').at(-1)}.exe`];
  if (!/^[\w./:\\+-]+$/.test(executable) || executable.split(/[/\\]/).includes('..')) fields.say('command', 'begins with an executable: a name or a path');
  if (/^(?:.*\/)?(sh|bash|ash|cmd|powershell|busybox)(\.exe)?$/.test(executable)) fields.say('command', 'is the name of the server itself; build an image with a Dockerfile for a shell script');
  return words;
}

function envOf(fields: FieldReader): string[] {
  const value = fields.value('env');
  if (value === undefined) return [];
  const pairs: [string, unknown][] = isRecord(value)
    ? Object.entries(value)
    : Array.isArray(value)
      ? (value as unknown[]).map((each) => (typeof each === 'string' && each.includes('=') ? [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] : ['', each]))
      : [['', value]];
  const fits = ([key, each]: [string, unknown]): boolean => /^[A-Za-z_]\w{0,99}$/.test(key) && ['string', 'number', 'boolean'].includes(typeof each) && String(each).length <= LINE_MAX;
  if (pairs.length <= LIST_MAX && pairs.every(fits)) return pairs.map(([key, each]) => `${key}=${String(each)}`);
  fields.say('env', `maps names of letters, digits and underscores to texts, at most ${LIST_MAX} of ${LINE_MAX} characters`);
  return [];
}

function answersOf(fields: FieldReader): DeclaredAnswer[] {
  const value = fields.value('answers');
  if (value === undefined) return [];
  if (!isRecord(value) || Object.keys(value).length > LIST_MAX) {
    fields.say('answers', `maps paths to texts, or to \`status\`, \`type\` and \`body\`, at most ${LIST_MAX}`);
    return [];
  }
  const out: DeclaredAnswer[] = [];
  const all = fields.inner('answers', '') as FieldReader;
  for (const [path, given] of Object.entries(value)) {
    if (!/^\/[\x21-\x7e]{0,200}$/.test(path) || path.includes('?')) all.say(path.slice(0, 60), 'is not a path: it begins with a slash and has neither spaces nor a question mark');
    const one = isRecord(given) ? all.inner(path, '') : undefined;
    const body = one ? template(one, 'body', TEXT_MAX) : template(all, path, TEXT_MAX);
    const type = one?.text('type', 100);
    if (type !== undefined && !/^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/.test(type)) one?.say('type', 'should be a content type such as application/json');
    out.push({ path, status: one?.whole('status', 100, 599) ?? 200, ...(type === undefined ? {} : { type }), body: body ?? '' });
    one?.refuseOthers(['status', 'type', 'body']);
  }
  return out;
}

function healthOf(fields: FieldReader): DeclaredTag['health'] {
  const value = fields.value('healthcheck');
  if (value === undefined) return undefined;
  const inner = isRecord(value) ? fields.inner('healthcheck', '') : undefined;
  const path = inner ? inner.text('path', 200) : fields.text('healthcheck', 200);
  if (path === undefined || !/^\/[\w./~%+-]*$/.test(path)) return fields.say('healthcheck', 'is the path to ask, such as /health, or `path` with `interval`, `timeout`, `start_period` and `retries`');
  const health = {
    path,
    intervalMs: inner?.duration('interval', HOUR_MS, 100) ?? 5_000,
    timeoutMs: inner?.duration('timeout', HOUR_MS, 100) ?? 3_000,
    startPeriodMs: inner?.duration('start_period', HOUR_MS) ?? 0,
    retries: inner?.whole('retries', 1, 100) ?? 3,
  };
  inner?.refuseOthers(['path', 'interval', 'timeout', 'start_period', 'retries']);
  return health;
}

/** `crash: 3s`, or `after`, `requests` and `path`. */
function momentOf(fields: FieldReader, name: string, more: readonly string[]): (DeclaredMoment & { code: number; message?: string }) | undefined {
  const value = fields.value(name);
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    const afterMs = fields.duration(name, HOUR_MS);
    return afterMs === undefined ? undefined : { afterMs, code: 1 };
  }
  const inner = fields.inner(name, 'is a time such as 3s, or has `after`, `requests` or `path`');
  if (!inner) return undefined;
  const afterMs = inner.duration('after', HOUR_MS);
  const requests = inner.whole('requests', 1, 1_000_000);
  const path = inner.text('path', 200);
  const message = more.includes('message') ? template(inner, 'message', LINE_MAX) : undefined;
  const code = more.includes('code') ? inner.whole('code', 0, 255) : undefined;
  if (path !== undefined && !path.startsWith('/')) inner.say('path', 'begins with a slash');
  if (afterMs === undefined && requests === undefined && path === undefined) fields.say(name, 'needs `after`, `requests` or `path`');
  inner.refuseOthers(['after', 'requests', 'path', ...more]);
  return {
    code: code ?? 1,
    ...(afterMs === undefined ? {} : { afterMs }), ...(requests === undefined ? {} : { requests }), ...(path === undefined ? {} : { path }), ...(message === undefined ? {} : { message }),
  };
}

function logsOf(fields: FieldReader): DeclaredTag['logs'] {
  const value = fields.value('logs');
  const inner = isRecord(value) ? (fields.inner('logs', '') as FieldReader) : undefined;
  const start = inner ? inner.texts('start', LIST_MAX, LINE_MAX) : fields.texts('logs', LIST_MAX, LINE_MAX);
  for (const line of start) checkTemplate(inner ?? fields, inner ? 'start' : 'logs', line);
  const request = inner && template(inner, 'request', LINE_MAX);
  const every = inner?.inner('every', 'has `interval` and `line`');
  const line = every && template(every, 'line', LINE_MAX);
  const intervalMs = every?.duration('interval', HOUR_MS, 100);
  if (inner && every && (line === undefined || intervalMs === undefined)) inner.say('every', 'needs `interval` and `line`');
  every?.refuseOthers(['interval', 'line']);
  inner?.refuseOthers(['start', 'every', 'request']);
  return { start, ...(line !== undefined && intervalMs !== undefined ? { every: { intervalMs, line } } : {}), ...(request === undefined ? {} : { request }) };
}

function template(fields: FieldReader, name: string, charsMax: number): string | undefined {
  const text = fields.text(name, charsMax);
  if (text !== undefined) checkTemplate(fields, name, text);
  return text;
}

function checkTemplate(fields: FieldReader, name: string, text: string): void {
  fillPlaceholders(text, (word) => {
    const known = /^env\.[A-Za-z_]\w*$/.test(word) || (PLACEHOLDERS as readonly string[]).includes(word);
    return known ? undefined : fields.say(name, `has {{${word}}}; there are ${PLACEHOLDERS.join(', ')} and env.NAME`);
  });
}
