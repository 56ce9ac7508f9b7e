/**
 * Builds an image from a Dockerfile, step by step, as the daemon's own builder does (moby builder/dockerfile; lines as
 * observed on Docker 28.5): each step stands on an image, changes it and makes the next; a step that was made before from
 * the same ground is taken from the cache. RUN runs in a container of this very machine.
 */
import { isRefusal, parseReference, refuse, withDefaultTag, type Refusal } from '../../model';
import { isFileError, type Files, type Image } from '../../os';
import { sleep, type Program } from '../../sim';
import type { DockerEngine } from '../docker-engine';
import type { EngineCore } from '../engine-core';
import { singleEntry } from '../image-json';
import { inventId } from '../invent-id';
import { planCopy } from './copy';
import { expand, parseDockerfile, quotedWords, type Instruction } from './dockerfile';
import { configure } from './instructions';
import { runStep } from './run-step';
import { Stage } from './stage';

export interface BuildOptions {
  /** Path of the Dockerfile in the context. */
  dockerfile: string;
  tags: readonly string[];
  target: string;
  buildArgs: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  noCache: boolean;
  pull: boolean;
  /** Remove the containers of steps that went well, of all steps. */
  remove: boolean;
  forceRemove: boolean;
}

/** A failure in the middle of the stream: the client prints the words and ends with the code. */
export interface BuildFailure {
  message: string;
  code?: number;
}

export type Say = (text: string) => void;

/** Steps that one Dockerfile may have; a stranger's may be longer. */
const STEPS_MAX = 500;
/** What a step that only changes the config takes, in virtual milliseconds. */
const METADATA_MS = 60;
const COPY_MS = 90;
/** Arguments that need no ARG. */
const KNOWN_ARGS = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy']);

export class Builder {
  private readonly stages: Stage[] = [];
  private readonly globalArgs = new Map<string, string>();
  private readonly usedArgs = new Set<string>();

  constructor(
    private readonly engine: DockerEngine,
    private readonly core: EngineCore,
    private readonly context: Files,
    private readonly options: BuildOptions,
    private readonly say: Say,
  ) {}

  /** What is wrong before the first step: the daemon refuses the whole request. */
  plan(): Instruction[] | Refusal {
    const { dockerfile, target, tags } = this.options;
    const source = this.context.read(`/${dockerfile}`);
    if (isFileError(source)) return refuse(500, `Cannot locate specified Dockerfile: ${dockerfile}`);
    const parsed = parseDockerfile(source, dockerfile);
    if ('error' in parsed) return refuse(400, parsed.error);
    if (parsed.length > STEPS_MAX) return refuse(400, `the Dockerfile has more than ${STEPS_MAX} steps: this lab builds smaller ones`);
    const first = parsed.find((one) => one.keyword !== 'ARG');
    if (first?.keyword !== 'FROM') return refuse(400, 'no build stage in current context');
    for (const tag of tags) {
      const reference = parseReference(tag);
      if (isRefusal(reference)) return refuse(400, reference.message);
    }
    if (target === '') return parsed;
    const starts = parsed.flatMap((one, i) => (one.keyword === 'FROM' ? [i] : []));
    const wanted = starts.findIndex((at, n) => nameOf(parsed[at] as Instruction)?.toLowerCase() === target.toLowerCase() || String(n) === target);
    if (wanted < 0) return refuse(400, `target stage "${target}" could not be found`);
    return parsed.slice(0, starts[wanted + 1] ?? parsed.length);
  }

  /** Answers the image's ID; what it says on the way goes to `say`. */
  *build(steps: readonly Instruction[]): Program<string | BuildFailure> {
    for (const [i, step] of steps.entries()) {
      this.say(`Step ${i + 1}/${steps.length} : ${step.text}\n`);
      const failure = yield* this.step(step);
      if (failure) return failure;
    }
    const stage = this.stages.at(-1) as Stage;
    if (Object.keys(this.options.labels).length > 0) {
      stage.config.Labels = { ...stage.config.Labels, ...this.options.labels };
      stage.commit(`/bin/sh -c #(nop)  LABEL ${Object.entries(this.options.labels).map(([name, value]) => `${name}=${value}`).join(' ')}`);
    }
    if (!stage.image) return { message: 'No image was generated. Is your Dockerfile empty?' };
    const unused = Object.keys(this.options.buildArgs).filter((name) => !this.usedArgs.has(name) && !KNOWN_ARGS.has(name));
    if (unused.length > 0) this.say(`[Warning] One or more build-args [${unused.sort().join(' ')}] were not consumed\n`);
    const { image } = stage;
    if (!this.core.registry.byDigest(image.digest)) this.core.registry.add(singleEntry(image));
    this.core.images.put(image);
    this.say(`Successfully built ${short(image)}\n`);
    for (const tag of this.options.tags) {
      const refusal = this.engine.imageTag(image.id, tag);
      if (refusal) return { message: refusal.message };
      const reference = parseReference(tag);
      if (!isRefusal(reference)) this.say(`Successfully tagged ${tag}${reference.tag === undefined ? ':latest' : ''}\n`);
    }
    return image.id;
  }

  private *step(step: Instruction): Program<BuildFailure | undefined> {
    if (step.keyword === 'FROM') return yield* this.from(step);
    const stage = this.stages.at(-1);
    if (!stage) {
      this.declareArg(step, this.globalArgs, new Map());
      return undefined;
    }
    if (step.keyword === 'ARG') this.declareArg(step, stage.args, stage.values());
    if (step.keyword === 'COPY' || step.keyword === 'ADD') return yield* this.copy(step, stage);
    if (step.keyword === 'RUN') return yield* this.run(step, stage);
    const changed = configure(stage, step);
    if ('error' in changed) return { message: changed.error };
    return yield* this.metadata(stage, changed.createdBy, changed.files);
  }

  private *from(step: Instruction): Program<BuildFailure | undefined> {
    const name = expand(step.rest.split(/\s+/)[0] as string, this.globalArgs);
    const alias = nameOf(step);
    const earlier = this.stageNamed(name);
    if (name.toLowerCase() === 'scratch') {
      this.stages.push(new Stage(this.core, undefined, alias));
      this.say(' ---> \n');
      return undefined;
    }
    const image = earlier?.image ?? (yield* this.imageOf(name));
    if (image === undefined || 'message' in image) return image ?? { message: `base name (${name}) should not be blank` };
    this.stages.push(new Stage(this.core, image, alias));
    this.say(` ---> ${short(image)}\n`);
    return undefined;
  }

  /** An image of this machine, pulled when it is not there. */
  private *imageOf(name: string): Program<Image | BuildFailure> {
    if (name === '') return { message: `base name (${name}) should not be blank` };
    const known = this.core.images.find(name);
    if (known && !this.options.pull) return known.image;
    const reference = parseReference(name);
    if (isRefusal(reference)) return { message: reference.message };
    const full = reference.digest === undefined ? withDefaultTag(reference) : reference;
    const text = full.digest === undefined ? `${name}${reference.tag === undefined ? `:${full.tag}` : ''}` : name;
    const failed = yield* this.engine.imagePull(text, (line) => {
      // Counters of bytes are for terminals.
      if (line.status === 'Downloading' || line.status === 'Extracting') return;
      this.say(line.id === undefined ? `${line.status}\n` : `${line.id}: ${line.status}\n`);
    });
    if (failed) return { message: failed.message };
    return this.core.images.find(name)?.image ?? { message: this.core.images.missing(name).message };
  }

  private stageNamed(name: string): Stage | undefined {
    return this.stages.find((stage, i) => stage.name?.toLowerCase() === name.toLowerCase() || String(i) === name);
  }

  private declareArg(step: Instruction, args: Map<string, string>, values: ReadonlyMap<string, string>): void {
    for (const word of quotedWords(step.rest)) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      const given = this.options.buildArgs[name];
      if (given !== undefined) this.usedArgs.add(name);
      const value = given ?? (equals < 0 ? this.globalArgs.get(name) : expand(word.slice(equals + 1), values));
      if (value !== undefined) args.set(name, value);
    }
  }

  private *metadata(stage: Stage, createdBy: string, files: ReturnType<Stage['files']> | undefined): Program<BuildFailure | undefined> {
    const parent = stage.image;
    if (this.fromCache(stage, createdBy)) return undefined;
    yield* sleep(this.core.sim, METADATA_MS);
    const container = yield* this.bystander(parent);
    this.say(` ---> Running in ${container}\n`);
    const image = stage.commit(createdBy, files);
    this.core.buildCache.keep(parent, createdBy, image);
    if (this.options.remove) this.say(` ---> Removed intermediate container ${container}\n`);
    this.say(` ---> ${short(image)}\n`);
    return undefined;
  }

  /** The container in which nothing runs: the daemon makes one for each step, and one is left when they are to be kept. */
  private *bystander(parent: Image | undefined): Program<string> {
    if (this.options.remove || !parent || !this.core.images.get(parent.id)) return inventId(this.core.random).slice(0, 12);
    const made = yield* this.engine.containerCreate({ Image: parent.id, Cmd: ['/bin/sh', '-c', '#(nop)'], Entrypoint: [''] });
    return isRefusal(made) ? inventId(this.core.random).slice(0, 12) : made.Id.slice(0, 12);
  }

  private *copy(step: Instruction, stage: Stage): Program<BuildFailure | undefined> {
    const values = stage.values();
    const words = (step.json ?? quotedWords(step.rest)).map((word) => expand(word, values));
    const target = words.at(-1) as string;
    const sources = words.slice(0, -1);
    const remote = sources.find((source) => /^https?:\/\//.test(source));
    if (remote !== undefined) return { message: `ADD failed: ${remote}: this lab has no internet to fetch it from; COPY a file of the build context instead` };
    const origin = step.flags['from'];
    const other = origin === undefined ? undefined : this.stageNamed(origin);
    const image = origin === undefined || other ? undefined : yield* this.imageOf(origin);
    if (image && 'message' in image) return { message: `invalid from flag value ${origin}: ${image.message}` };
    const from = origin === undefined ? this.context : (other?.files() ?? filesOf(image as Image));
    const plan = planCopy(from, { sources, target, workingDir: stage.config.WorkingDir ?? '/', fromStage: origin !== undefined, unpacks: step.keyword === 'ADD', keyword: step.keyword as 'COPY' });
    if ('error' in plan) return { message: plan.error };
    const createdBy = `/bin/sh -c #(nop) ${step.keyword} ${plan.source} in ${target} `;
    const parent = stage.image;
    if (this.fromCache(stage, createdBy)) return undefined;
    yield* sleep(this.core.sim, COPY_MS);
    const files = stage.files();
    const failed = plan.apply(files);
    if (failed !== undefined) return { message: `${step.keyword} failed: ${failed}` };
    const origins = other?.image ? [other.image] : image ? [image] : [];
    const made = stage.commit(createdBy, files, origins);
    this.core.buildCache.keep(parent, createdBy, made);
    this.say(` ---> ${short(made)}\n`);
    return undefined;
  }

  private *run(step: Instruction, stage: Stage): Program<BuildFailure | undefined> {
    const command = step.json ?? [...stage.shell, step.rest];
    const args = [...stage.args].filter(([name]) => !stage.config.Env.some((one) => one.startsWith(`${name}=`))).map(([name, value]) => `${name}=${value}`);
    const createdBy = `${args.length > 0 ? `|${args.length} ${args.join(' ')} ` : ''}${command.join(' ')}`;
    const parent = stage.image;
    if (this.fromCache(stage, createdBy)) return undefined;
    if (!parent) return { message: 'RUN needs an image to run in: scratch has none' };
    const ran = yield* runStep(this.engine, this.core, parent, stage, command, args, this.say, { remove: this.options.remove, forceRemove: this.options.forceRemove });
    if ('message' in ran) return ran;
    const image = stage.commit(createdBy, ran.files);
    this.core.buildCache.keep(parent, createdBy, image);
    if (this.options.remove) this.say(` ---> Removed intermediate container ${ran.container.slice(0, 12)}\n`);
    this.say(` ---> ${short(image)}\n`);
    return undefined;
  }

  private fromCache(stage: Stage, createdBy: string): boolean {
    const known = this.options.noCache ? undefined : this.core.buildCache.find(stage.image, createdBy);
    if (!known) return false;
    stage.reuse(known);
    this.say(` ---> Using cache\n ---> ${short(known)}\n`);
    return true;
  }
}

function filesOf(image: Image): Files {
  return new Stage(undefined as unknown as EngineCore, image, undefined).files();
}

function nameOf(step: Instruction): string | undefined {
  return step.rest.split(/\s+/)[2];
}

function short(image: Image): string {
  return image.id.slice(7, 19);
}
