/**
 * The placeholders of services: Go templates over what a task knows of its service, its node and itself, in variables,
 * mounts and the host name; in templated secrets and configs with `env`, `secret` and `config` too (swarmkit template).
 */
import { FunctionError, GO_FUNCTIONS, GoTypes, quote, stringValue, Template, TemplateError, type TemplateFunction, type Value } from '../template';
import type { NodeDescription } from './node';
import type { ContainerSpec, Mount } from './service';
import { taskContainerName, type Task } from './task';

export interface TemplateContext {
  readonly task: Pick<Task, 'ID' | 'ServiceID' | 'Slot' | 'NodeID' | 'serviceName' | 'serviceLabels'>;
  readonly nodeId: string;
  /** Empty in secrets and configs, as in SwarmKit. */
  readonly node?: NodeDescription;
}

/** What templated secrets and configs may ask for besides; undefined is not found. */
export interface TemplateLookups {
  env(name: string): string | undefined;
  secret(name: string): string | undefined;
  config(name: string): string | undefined;
}

/** Answers the text with every placeholder filled in, or what is wrong with it. */
export function expandTemplate(text: string, context: TemplateContext, lookups?: TemplateLookups): string | { error: string } {
  if (!text.includes('{{')) return text;
  const functions = lookups ? new Map([...FUNCTIONS, ...lookupFunctions(lookups)]) : FUNCTIONS;
  const type = TYPES.get(lookups ? '*template.PayloadContext' : '*template.Context');
  try {
    return Template.parse(text, 'expansion', functions).execute({ type, data: dataOf(context) }, { missingKeyIsError: true });
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

/** A container's spec with its placeholders filled in; the first that fails is told with its place. */
export function expandContainer(spec: ContainerSpec, context: TemplateContext): ContainerSpec | { error: string } {
  const expansion = new Expansion(context);
  const expanded: ContainerSpec = {
    ...spec,
    ...(spec.Env ? { Env: spec.Env.map((each) => expansion.variable(each)) } : {}),
    ...(spec.Mounts ? { Mounts: spec.Mounts.map((each) => expansion.mount(each)) } : {}),
    ...(spec.Hostname ? { Hostname: expansion.text(spec.Hostname, 'expanding hostname failed') } : {}),
  };
  return expansion.error === undefined ? expanded : { error: expansion.error };
}

/** What is wrong with the templates of a spec, found by filling them in for a task that is none (swarmkit controlapi/service.go). */
export function templateProblem(spec: ContainerSpec): string | undefined {
  const expanded = expandContainer(spec, { task: SAMPLE, nodeId: 'nodeid' });
  return 'error' in expanded ? expanded.error : undefined;
}

class Expansion {
  /** The first thing that went wrong. */
  error: string | undefined;

  constructor(private readonly context: TemplateContext) {}

  text(text: string, failure: string): string {
    const expanded = expandTemplate(text, this.context);
    if (typeof expanded === 'string') return expanded;
    this.error ??= `${failure}: ${expanded.error}`;
    return text;
  }

  /** Only the value is a template. */
  variable(text: string): string {
    const at = text.indexOf('=');
    return at < 0 ? text : `${text.slice(0, at + 1)}${this.text(text.slice(at + 1), `expanding env failed: expanding env ${quote(text)}`)}`;
  }

  mount(mount: Mount): Mount {
    const failed = 'expanding mounts failed: expanding';
    const source = this.text(mount.Source ?? '', `${failed} mount source ${quote(mount.Source ?? '')}`);
    const target = this.text(mount.Target, `${failed} mount target ${quote(mount.Target)}`);
    const { VolumeOptions: volume } = mount;
    const driver = volume?.DriverConfig;
    const options = volume && {
      ...volume,
      ...(volume.Labels ? { Labels: this.map(volume.Labels, `${failed} volume labels`) } : {}),
      ...(driver?.Options ? { DriverConfig: { ...driver, Options: this.map(driver.Options, `${failed} volume driver config`) } } : {}),
    };
    return { ...mount, Target: target, ...(source === '' ? {} : { Source: source }), ...(options ? { VolumeOptions: options } : {}) };
  }

  private map(map: Readonly<Record<string, string>>, failure: string): Record<string, string> {
    const entry = (key: string, value: string) => this.text(value, `${failure}: expanding map entry ${quote(key)}=${quote(value)}`);
    return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, entry(key, value)]));
  }
}

/** SwarmKit's `join`: the separator first, then what to join. */
const join: TemplateFunction = {
  parameters: [],
  rest: 'string',
  run: (args) => {
    const [separator = '', ...texts] = args.map(textOf);
    return stringValue(texts.join(separator));
  },
};
const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([...GO_FUNCTIONS, ['join', join]]);

function lookupFunctions(lookups: TemplateLookups): [string, TemplateFunction][] {
  const asking = (name: 'secret' | 'config'): [string, TemplateFunction] => [
    name,
    {
      parameters: ['string'],
      run: ([target]) => {
        const found = lookups[name](textOf(target));
        if (found === undefined) throw new FunctionError(`${name} target ${textOf(target)} not found`);
        return stringValue(found);
      },
    },
  ];
  return [asking('secret'), asking('config'), ['env', { parameters: ['string'], run: ([name]) => stringValue(lookups.env(textOf(name)) ?? '') }]];
}

const textOf = (value: Value | undefined) => (typeof value?.data === 'string' ? value.data : '');

const TYPES = new GoTypes(`
template.PayloadContext
  < template.Context
template.Context
  Service service
  Node node
  Task task
service struct { ID string; Name string; Labels map[string]string }
  ID
  Name
  Labels map[string]string
node struct { ID string; Hostname string; Platform template.Platform }
  ID
  Hostname
  Platform template.Platform
task struct { ID string; Name string; Slot string }
  ID
  Name
  Slot
template.Platform
  Architecture
  OS
`);

function dataOf({ task, nodeId, node }: TemplateContext): object {
  return {
    Service: { ID: task.ServiceID, Name: task.serviceName, Labels: task.serviceLabels },
    Node: { ID: nodeId, Hostname: node?.Hostname ?? '', Platform: node?.Platform ?? { Architecture: '', OS: '' } },
    // A task without a slot goes by its node.
    Task: { ID: task.ID, Name: taskContainerName(task), Slot: task.Slot !== 0 ? String(task.Slot) : task.NodeID || nodeId },
  };
}

const SAMPLE: TemplateContext['task'] = {
  ID: '',
  ServiceID: 'serviceid',
  Slot: 1,
  NodeID: 'nodeid',
  serviceName: 'servicename',
  serviceLabels: {},
};
