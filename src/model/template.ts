/**
 * The placeholders of service templates: `{{.Service.Name}}`, `{{.Node.Hostname}}`, `{{.Task.Slot}}` and their kin, with
 * `index`, pipes to a few functions, and in templated secrets `env`, `secret` and `config` (swarmkit template). A small
 * part of Go's text/template: what these templates are used with.
 */
import type { NodeDescription } from './node';
import type { ContainerSpec } from './service';
import { taskContainerName, type Task } from './task';

export interface TemplateContext {
  readonly task: Pick<Task, 'ID' | 'ServiceID' | 'Slot' | 'NodeID' | 'serviceName' | 'serviceLabels'>;
  readonly nodeId: string;
  /** Empty in secrets and configs, as in SwarmKit. */
  readonly node?: NodeDescription;
  /** Only in secrets and configs. */
  readonly lookups?: {
    env(name: string): string | undefined;
    secret(name: string): string | undefined;
    config(name: string): string | undefined;
  };
}

class TemplateError extends Error {}

/** Answers the text with every placeholder filled in, or what is wrong with it. */
export function expandTemplate(text: string, context: TemplateContext): string | { error: string } {
  if (!text.includes('{{')) return text;
  let out = '';
  let rest = text;
  // Where `rest` begins in the text: errors name the place.
  let passed = 0;
  try {
    for (;;) {
      const open = rest.indexOf('{{');
      if (open < 0) return out + rest;
      const close = rest.indexOf('}}', open);
      if (close < 0) return { error: 'template: expansion:1: unclosed action' };
      const start = passed + open + 2;
      passed += close + 2;
      let before = rest.slice(0, open);
      let action = rest.slice(open + 2, close);
      const column = start + (action.length - action.trimStart().length);
      rest = rest.slice(close + 2);
      if (action.startsWith('- ')) {
        before = before.trimEnd();
        action = action.slice(2);
      }
      if (action.endsWith(' -')) {
        action = action.slice(0, -2);
        const trimmed = rest.trimStart();
        passed += rest.length - trimmed.length;
        rest = trimmed;
      }
      out += before + evaluate(action.trim(), context, column);
    }
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

function evaluate(action: string, context: TemplateContext, column: number): string {
  if (action.startsWith('/*')) return '';
  let value: string | undefined;
  for (const part of action.split('|')) {
    const words = wordsOf(part.trim());
    value = command(words, value, context, column);
  }
  return value ?? '';
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|[^\s]+/g)].map(([whole, quoted, raw]) =>
    quoted !== undefined ? `"${quoted}` : raw !== undefined ? `"${raw}` : whole,
  );
}

/** Literal text was marked with a leading quote; anything else is a field. */
function operand(word: string, context: TemplateContext, column: number): string | Record<string, string> {
  if (word.startsWith('"')) return word.slice(1);
  if (word.startsWith('.')) return field(word, context, column);
  throw new TemplateError(`template: expansion:1: function "${word}" not defined`);
}

function command(words: string[], piped: string | undefined, context: TemplateContext, column: number): string {
  const [name = '', ...args] = words;
  const value = (index: number): string => {
    const word = args[index];
    const result = word === undefined ? (piped ?? '') : operand(word, context, column);
    return typeof result === 'string' ? result : JSON.stringify(result);
  };
  const { lookups } = context;
  switch (name) {
    case 'index': {
      const target = operand(args[0] ?? '', context, column);
      return typeof target === 'string' ? '' : (target[value(1)] ?? '');
    }
    case 'upper':
      return value(0).toUpperCase();
    case 'lower':
      return value(0).toLowerCase();
    case 'title':
      return value(0).replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
    case 'join':
      return value(0);
    case 'printf':
      return value(0).replace(/%[sv]/g, () => value(1));
    case 'env':
    case 'secret':
    case 'config': {
      if (!lookups) throw new TemplateError(`template: expansion:1: function "${name}" not defined`);
      const found = lookups[name](value(0));
      if (found === undefined && name !== 'env')
        throw new TemplateError(
          `failed to expand template: template: expansion:1:3: executing "expansion" at <${name} "${value(0)}">: error ` +
            `calling ${name}: ${name} target ${value(0)} not found`,
        );
      return found ?? '';
    }
    default: {
      const result = operand(name, context, column);
      return typeof result === 'string'
        ? result
        : `map[${Object.entries(result)
            .map(([key, each]) => `${key}:${each}`)
            .join(' ')}]`;
    }
  }
}

function field(path: string, { task, nodeId, node }: TemplateContext, column: number): string | Record<string, string> {
  const slot = task.Slot !== 0 ? String(task.Slot) : task.NodeID || nodeId;
  switch (path) {
    case '.Service.ID':
      return task.ServiceID;
    case '.Service.Name':
      return task.serviceName;
    case '.Service.Labels':
      return { ...task.serviceLabels };
    case '.Node.ID':
      return nodeId;
    case '.Node.Hostname':
      return node?.Hostname ?? '';
    case '.Node.Platform.Architecture':
      return node?.Platform.Architecture ?? '';
    case '.Node.Platform.OS':
      return node?.Platform.OS ?? '';
    case '.Node.Platform':
      return { Architecture: node?.Platform.Architecture ?? '', OS: node?.Platform.OS ?? '' };
    case '.Task.ID':
      return task.ID;
    case '.Task.Name':
      return taskContainerName(task);
    case '.Task.Slot':
      return slot;
    default: {
      const [, kind = '', name = ''] = path.split('.');
      const label = kind === 'Service' && name === 'Labels' ? task.serviceLabels[path.split('.')[3] ?? ''] : undefined;
      if (label !== undefined) return label;
      const types: Readonly<Record<string, string>> = {
        Service: 'struct { ID string; Name string; Labels map[string]string }',
        Node: 'struct { ID string; Hostname string; Platform template.Platform }',
        Task: 'struct { ID string; Name string; Slot string }',
      };
      const type = types[kind];
      const at = `template: expansion:1:${type === undefined ? column : column + kind.length + 1}: executing "expansion" at <${path}>`;
      throw new TemplateError(
        type === undefined ? `${at}: can't evaluate field ${kind} in type template.Context` : `${at}: can't evaluate field ${name} in type ${type}`,
      );
    }
  }
}

const SAMPLE: Pick<Task, 'ID' | 'ServiceID' | 'Slot' | 'NodeID' | 'serviceName' | 'serviceLabels'> = {
  ID: 'taskID',
  ServiceID: 'serviceID',
  Slot: 10,
  NodeID: 'nodeID',
  serviceName: 'serviceName',
  serviceLabels: {},
};

/** What is wrong with the templates of a spec, found by filling them in for a task that is none (swarmkit controlapi/service.go). */
export function templateProblem(spec: ContainerSpec): string | undefined {
  const context: TemplateContext = { task: SAMPLE, nodeId: 'nodeID' };
  const problem = (text: string | undefined) => {
    const expanded = expandTemplate(text ?? '', context);
    return typeof expanded === 'string' ? undefined : expanded.error;
  };
  for (const mount of spec.Mounts ?? []) {
    const source = problem(mount.Source);
    if (source) return `expanding mounts failed: expanding mount source ${JSON.stringify(mount.Source)}: ${source}`;
    const target = problem(mount.Target);
    if (target) return `expanding mounts failed: expanding mount target ${JSON.stringify(mount.Target)}: ${target}`;
  }
  for (const each of spec.Env ?? []) {
    const env = problem(each);
    if (env) return `expanding env failed: expanding env ${JSON.stringify(each)}: ${env}`;
  }
  const hostname = problem(spec.Hostname);
  return hostname && `expanding hostname failed: ${hostname}`;
}
