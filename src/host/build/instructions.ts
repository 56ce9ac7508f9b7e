/** Instructions that only change an image's config (moby builder/dockerfile/dispatchers.go). */
import type { HealthConfig } from '../../model';
import { joinPath, normalizePath, signalByName, type FileTree } from '../../os';
import { expand, quotedWords, type Instruction } from './dockerfile';
import type { Stage } from './stage';

type Changed = { createdBy: string; files?: FileTree } | { error: string };

const NS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };
const PORT_MAX = 65_535;

/** Changes the stage's config; answers what its history says, or the daemon's words. */
export function configure(stage: Stage, step: Instruction): Changed {
  const { config } = stage;
  const values = stage.values();
  const noted = (text: string): Changed => ({ createdBy: `/bin/sh -c #(nop)  ${text}` });
  switch (step.keyword) {
    case 'ARG':
      return noted(`ARG ${step.rest}`);
    case 'ENV': {
      const pairs = pairsOf(step.rest, values);
      if (!pairs) return { error: `Syntax error - can't find = in "${step.rest.split(/\s+/)[0]}". Must be of the form: name=value` };
      for (const [name, value] of pairs) stage.setEnv(name, value);
      return noted(`ENV ${pairs.map(([name, value]) => `${name}=${value}`).join(' ')}`);
    }
    case 'LABEL': {
      const pairs = pairsOf(step.rest, values);
      if (!pairs) return { error: `Syntax error - can't find = in "${step.rest.split(/\s+/)[0]}". Must be of the form: name=value` };
      config.Labels = { ...config.Labels, ...Object.fromEntries(pairs) };
      return noted(`LABEL ${pairs.map(([name, value]) => `${name}=${value}`).join(' ')}`);
    }
    case 'MAINTAINER':
      return noted(`MAINTAINER ${step.rest}`);
    case 'EXPOSE': {
      const ports: string[] = [];
      for (const word of quotedWords(expand(step.rest, values))) {
        const match = /^(\d+)(?:\/(tcp|udp|sctp))?$/i.exec(word);
        if (!match || Number(match[1]) > PORT_MAX) return { error: `Invalid containerPort: ${word.replace(/\/.*/, '')}` };
        ports.push(`${match[1]}/${(match[2] ?? 'tcp').toLowerCase()}`);
      }
      config.ExposedPorts = [...new Set([...(config.ExposedPorts ?? []), ...ports])].sort();
      return noted(`EXPOSE ${quotedWords(expand(step.rest, values)).join(' ')}`);
    }
    case 'USER':
      config.User = expand(step.rest, values);
      return noted(`USER ${config.User}`);
    case 'WORKDIR': {
      const path = expand(step.rest, values);
      config.WorkingDir = normalizePath(path.startsWith('/') ? path : joinPath(config.WorkingDir || '/', path));
      const files = stage.files();
      files.mkdir(config.WorkingDir, { parents: true });
      return { createdBy: `/bin/sh -c #(nop) WORKDIR ${config.WorkingDir}`, files };
    }
    case 'VOLUME': {
      const paths = (step.json ?? quotedWords(step.rest)).map((word) => expand(word, values));
      config.Volumes = [...new Set([...(config.Volumes ?? []), ...paths])];
      return noted(`VOLUME [${paths.join(' ')}]`);
    }
    case 'STOPSIGNAL': {
      const signal = expand(step.rest, values);
      if (!signalByName(signal) && !/^\d+$/.test(signal)) return { error: `invalid signal: ${signal}` };
      config.StopSignal = signal;
      return noted(`STOPSIGNAL ${signal}`);
    }
    case 'SHELL':
      stage.shell = step.json ?? stage.shell;
      return noted(`SHELL [${stage.shell.join(' ')}]`);
    case 'CMD':
      config.Cmd = step.json ?? [...stage.shell, step.rest];
      stage.commandSet = true;
      return noted(`CMD [${config.Cmd.map((word) => JSON.stringify(word)).join(' ')}]`);
    case 'ENTRYPOINT':
      config.Entrypoint = step.json ?? [...stage.shell, step.rest];
      if (!stage.commandSet) delete config.Cmd;
      return noted(`ENTRYPOINT [${config.Entrypoint.map((word) => JSON.stringify(word)).join(' ')}]`);
    case 'HEALTHCHECK':
      return health(stage, step);
    default:
      return { error: `${step.keyword}: this lab's builder does not know it` };
  }
}

function health(stage: Stage, { rest, flags }: Instruction): Changed {
  if (/^NONE$/i.test(rest)) {
    stage.setHealth({ Test: ['NONE'] });
    return { createdBy: `/bin/sh -c #(nop)  HEALTHCHECK ${shown({ Test: ['NONE'] })}` };
  }
  const command = rest.replace(/^CMD\s*/i, '');
  if (command === '') return { error: 'Missing command after HEALTHCHECK CMD' };
  const read: Record<string, number> = {};
  for (const [flag, field] of [['interval', 'Interval'], ['timeout', 'Timeout'], ['start-period', 'StartPeriod'], ['start-interval', 'StartInterval']] as const) {
    if (flags[flag] === undefined) continue;
    const ns = durationNs(flags[flag]);
    if (ns === undefined) return { error: `time: invalid duration "${flags[flag]}"` };
    read[field] = ns;
  }
  if (flags['retries'] !== undefined) {
    if (!/^\d+$/.test(flags['retries'])) return { error: `strconv.ParseInt: parsing "${flags['retries']}": invalid syntax` };
    read['Retries'] = Number(flags['retries']);
  }
  const json = jsonWords(command);
  const config: HealthConfig = { Test: json ? ['CMD', ...json] : ['CMD-SHELL', command], ...read };
  stage.setHealth(config);
  return { createdBy: `/bin/sh -c #(nop)  HEALTHCHECK ${shown(config)}` };
}

/** As Go's %v prints the pointer to the struct. */
function shown({ Test = [], Interval = 0, Timeout = 0, StartPeriod = 0, StartInterval = 0, Retries = 0 }: HealthConfig): string {
  const durations = [Interval, Timeout, StartPeriod, StartInterval].map((ns) => `${ns / 1e9}s`);
  return `&{[${Test.join(' ')}] ${durations.join(' ')} ${Retries}}`;
}

function jsonWords(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `A=1 B="two words"`, or the old form `A one value`; undefined when neither. */
function pairsOf(rest: string, values: ReadonlyMap<string, string>): [string, string][] | undefined {
  const [first = ''] = rest.split(/\s+/);
  if (!first.includes('=')) {
    const space = rest.search(/\s/);
    return space < 0 ? undefined : [[first, expand(rest.slice(space).trim(), values)]];
  }
  const pairs: [string, string][] = [];
  for (const word of quotedWords(expand(rest, values))) {
    const equals = word.indexOf('=');
    if (equals < 1) return undefined;
    pairs.push([word.slice(0, equals), word.slice(equals + 1)]);
  }
  return pairs;
}

/** Go's `1m30s`, in nanoseconds. */
function durationNs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)) total += Number(number) * (NS[unit] as number);
  return total;
}
