/** Dockerfile instructions that `commit --change` and `import --change` take (moby builder/dockerfile BuildFromConfig). */
import { isRefusal, refuse, type Refusal } from '../model';
import type { ImageConfig } from '../os';

const INSTRUCTIONS = ['cmd', 'entrypoint', 'healthcheck', 'env', 'expose', 'label', 'onbuild', 'stopsignal', 'user', 'volume', 'workdir'];

export function applyChanges(config: ImageConfig, changes: readonly string[]): ImageConfig | Refusal {
  let result = config;
  for (const line of changes) {
    if (line.trim() === '') continue;
    const [, word = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(line) ?? [];
    const changed = applyOne(result, word.toLowerCase(), rest.trim());
    if (isRefusal(changed)) return changed;
    result = changed;
  }
  return result;
}

function applyOne(config: ImageConfig, instruction: string, rest: string): ImageConfig | Refusal {
  const upper = instruction.toUpperCase();
  if (!INSTRUCTIONS.includes(instruction)) return refuse(400, `${upper} is not a valid change command`);
  if (rest === '' && instruction !== 'cmd' && instruction !== 'entrypoint') return refuse(400, `dockerfile parse error on line 1: ${upper} requires at least one argument`);
  switch (instruction) {
    case 'cmd':
      return { ...config, Cmd: commandOf(rest) };
    case 'entrypoint':
      return { ...config, Entrypoint: commandOf(rest) };
    case 'env': {
      const pairs = pairsOf(rest);
      const names = new Set(pairs.map(([name]) => name));
      const kept = config.Env.map((each) => {
        const name = each.split('=')[0] as string;
        const pair = pairs.find(([wanted]) => wanted === name);
        return pair ? `${name}=${pair[1]}` : each;
      });
      const old = new Set(config.Env.map((each) => each.split('=')[0]));
      return { ...config, Env: [...kept, ...pairs.filter(([name]) => names.has(name) && !old.has(name)).map(([name, value]) => `${name}=${value}`)] };
    }
    case 'label':
      return { ...config, Labels: { ...config.Labels, ...Object.fromEntries(pairsOf(rest)) } };
    case 'expose':
      return { ...config, ExposedPorts: union(config.ExposedPorts, rest.split(/\s+/).map((port) => (port.includes('/') ? port : `${port}/tcp`))) };
    case 'volume':
      return { ...config, Volumes: union(config.Volumes, rest.startsWith('[') ? (listOf(rest) ?? [rest]) : rest.split(/\s+/)) };
    case 'user':
      return { ...config, User: rest };
    case 'workdir':
      return { ...config, WorkingDir: rest.startsWith('/') ? rest : `${config.WorkingDir ?? ''}/${rest}` };
    case 'stopsignal':
      return { ...config, StopSignal: rest };
    default:
      // HEALTHCHECK and ONBUILD are taken and, as to what runs, change nothing here but the test.
      return instruction === 'healthcheck' ? { ...config, Healthcheck: healthOf(rest) } : config;
  }
}

const union = (before: readonly string[] | undefined, more: readonly string[]): string[] => [...new Set([...(before ?? []), ...more])].sort();

/** The exec form is a JSON list, the other one a line for the shell. */
function commandOf(text: string): string[] {
  return listOf(text) ?? ['/bin/sh', '-c', text];
}

function listOf(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((word) => typeof word === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

/** `A=1 B="two words"`, or the older `A all the rest`. */
function pairsOf(text: string): [string, string][] {
  if (!/^\S+=/.test(text)) {
    const [, name = '', value = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
    return [[name, value]];
  }
  return [...text.matchAll(/([^\s=]+)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\.)*)/g)].map(([, name = '', value = '']) => [
    name,
    /^["']/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value.replace(/\\(.)/g, '$1'),
  ]);
}

function healthOf(text: string): NonNullable<ImageConfig['Healthcheck']> {
  if (/^none$/i.test(text)) return { Test: ['NONE'] };
  const command = text.replace(/^(--\S+\s+)*CMD\s+/i, '');
  const list = listOf(command);
  return { Test: list ? ['CMD', ...list] : ['CMD-SHELL', command] };
}
