/**
 * The flags of `service create` and `service update`. Where create documents a default, the engine fills it in:
 * only the flags that were given become part of a spec.
 */
import { configNames, imageNames, networkNames, oneOf, secretNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { validateDnsSearch, validateEnv, validateExtraHost, validateGenericResource, validateIp, validateLabel } from '../_parse/texts';

const { checkedList } = flag;

/** In both commands. */
export const COMMON_FLAGS = {
  'cap-add': flag.list('', 'Linux capabilities to add'),
  'cap-drop': flag.list('', 'Linux capabilities to take away'),
  'credential-spec': flag.credentialSpec('', 'Credential spec of a managed service account (Windows only)'),
  detach: flag.bool('d', 'Do not wait until the service has converged'),
  'endpoint-mode': flag.string('', 'How the service\'s name is answered ("vip" or "dnsrr")', { completes: oneOf('vip', 'dnsrr') }),
  entrypoint: flag.shellCommand('', "Program to run instead of the image's entrypoint"),
  'health-cmd': flag.string('', 'Command that tells whether the container is healthy'),
  'health-interval': flag.positiveDuration('', 'Time between checks (ms|s|m|h)'),
  'health-retries': flag.int('', 'Failures in a row that make it unhealthy'),
  'health-start-interval': flag.positiveDuration('', 'Time between checks while the container starts (ms|s|m|h)'),
  'health-start-period': flag.positiveDuration('', 'Time to start up before failures count (ms|s|m|h)'),
  'health-timeout': flag.positiveDuration('', 'Longest a check may take (ms|s|m|h)'),
  hostname: flag.string('', 'Host name inside the container'),
  init: flag.bool('', 'Run an init process in the container that reaps and forwards signals'),
  isolation: flag.string('', 'Isolation technology of the container'),
  'limit-cpu': flag.decimal('', 'Most CPUs that a task may use'),
  'limit-memory': flag.bytes('', 'Most memory that a task may use'),
  'limit-pids': flag.int('', 'Most processes of a task; 0 means no limit'),
  'log-driver': flag.string('', 'Where logs go'),
  'log-opt': checkedList(validateEnv)('', 'Option for the log driver'),
  'max-concurrent': flag.uint('', 'Job tasks that run at the same time (as many as --replicas if not given)'),
  'no-healthcheck': flag.bool('', "Run no health check, not even the image's"),
  'no-resolve-image': flag.bool('', 'Do not ask the registry for digest and platforms'),
  'oom-score-adj': flag.int('', 'How likely the kernel picks it when memory runs out (-1000 to 1000)'),
  quiet: flag.bool('q', 'Do not draw progress'),
  'read-only': flag.bool('', 'Mount the root file system read-only'),
  replicas: flag.uint('', 'Number of tasks'),
  'replicas-max-per-node': flag.uint('', 'Most tasks on one node; 0 means no limit'),
  'reserve-cpu': flag.decimal('', 'CPUs kept free for each task'),
  'reserve-memory': flag.bytes('', 'Memory kept free for each task'),
  'restart-condition': flag.string('', 'When a task is replaced after it ends ("none", "on-failure", "any")', {
    completes: oneOf('none', 'on-failure', 'any'),
  }),
  'restart-delay': flag.duration('', 'Pause before a task is replaced (ns|us|ms|s|m|h)'),
  'restart-max-attempts': flag.uint('', 'Replacements before giving up'),
  'restart-window': flag.duration('', 'Time within which attempts are counted (ns|us|ms|s|m|h)'),
  'rollback-delay': flag.duration('', 'Pause between rollbacks of tasks (ns|us|ms|s|m|h)'),
  'rollback-failure-action': flag.string('', 'What to do when a rollback fails ("pause", "continue")', { completes: oneOf('pause', 'continue') }),
  'rollback-max-failure-ratio': flag.float('', 'Share of failures that a rollback bears'),
  'rollback-monitor': flag.duration('', 'Time to watch each rolled back task for failure (ns|us|ms|s|m|h)'),
  'rollback-order': flag.string('', 'Which comes first in a rollback ("start-first", "stop-first")', {
    completes: oneOf('start-first', 'stop-first'),
  }),
  'rollback-parallelism': flag.uint('', 'Tasks rolled back at once; 0 means all'),
  'stop-grace-period': flag.duration('', 'Time to end before a container is killed (ns|us|ms|s|m|h)'),
  'stop-signal': flag.string('', 'Signal that ends the container'),
  tty: flag.bool('t', 'Give it a terminal'),
  'update-delay': flag.duration('', 'Pause between updates of tasks (ns|us|ms|s|m|h)'),
  'update-failure-action': flag.string('', 'What to do when an update fails ("pause", "continue", "rollback")', {
    completes: oneOf('pause', 'continue', 'rollback'),
  }),
  'update-max-failure-ratio': flag.float('', 'Share of failures that an update bears'),
  'update-monitor': flag.duration('', 'Time to watch each updated task for failure (ns|us|ms|s|m|h)'),
  'update-order': flag.string('', 'Which comes first in an update ("start-first", "stop-first")', { completes: oneOf('start-first', 'stop-first') }),
  'update-parallelism': flag.uint('', 'Tasks updated at once; 0 means all'),
  user: flag.string('u', 'User, as name or uid, with an optional group after a colon'),
  'with-registry-auth': flag.bool('', "Hand the registry's credentials to the nodes"),
  workdir: flag.string('w', 'Working directory inside the container'),
};

/** Texts of the defaults, which only create's help shows. */
const CREATE_DEFAULTS: Partial<Record<keyof typeof COMMON_FLAGS, string>> = {
  'endpoint-mode': '"vip"',
  'restart-condition': '"any"',
  'restart-delay': '5s',
  'rollback-delay': '0s',
  'rollback-failure-action': '"pause"',
  'rollback-max-failure-ratio': '0',
  'rollback-monitor': '5s',
  'rollback-order': '"stop-first"',
  'rollback-parallelism': '1',
  'stop-grace-period': '10s',
  'update-delay': '0s',
  'update-failure-action': '"pause"',
  'update-max-failure-ratio': '0',
  'update-monitor': '5s',
  'update-order': '"stop-first"',
  'update-parallelism': '1',
};

const commonForCreate = Object.fromEntries(
  Object.entries(COMMON_FLAGS).map(([name, declared]) => {
    const shows = CREATE_DEFAULTS[name as keyof typeof COMMON_FLAGS];
    return [name, shows === undefined ? declared : { ...declared, shows }];
  }),
) as typeof COMMON_FLAGS;

export const CREATE_FLAGS = {
  ...commonForCreate,
  config: flag.config('', 'Config to give to the service', { completes: configNames }),
  constraint: flag.list('', 'Rule that a node must meet'),
  'container-label': checkedList(validateLabel)('', "Label for the service's containers"),
  dns: checkedList(validateIp)('', 'DNS server to ask'),
  'dns-option': flag.list('', 'Option for the resolver'),
  'dns-search': checkedList(validateDnsSearch)('', 'Domain to complete names with'),
  env: checkedList(validateEnv)('e', 'Environment variable'),
  'env-file': flag.list('', 'File of environment variables'),
  'generic-resource': checkedList(validateGenericResource)('', 'Resource that tasks need, as kind=value'),
  group: flag.list('', "Supplementary group of the containers' user"),
  host: checkedList(validateExtraHost)('', 'Extra line for /etc/hosts, as host:ip'),
  label: checkedList(validateLabel)('l', 'Label, as key=value'),
  mode: flag.string('', 'Kind of service ("replicated", "global", "replicated-job", "global-job")', {
    initial: 'replicated',
    completes: oneOf('replicated', 'global', 'replicated-job', 'global-job'),
  }),
  mount: flag.mount('', 'File system to mount in the container'),
  name: flag.string('', 'Name of the service'),
  network: flag.network('', 'Network to connect to', { completes: networkNames }),
  'placement-pref': flag.preference('', 'Attribute to spread tasks over'),
  publish: flag.port('p', 'Port to publish'),
  secret: flag.secret('', 'Secret to give to the service', { completes: secretNames }),
  sysctl: flag.list('', 'Kernel parameter, as name=value'),
  ulimit: flag.ulimit('', 'Limit on a resource of processes, as name=soft[:hard]', { shows: '[]' }),
};

export const UPDATE_FLAGS = {
  ...COMMON_FLAGS,
  args: flag.shellCommand('', "Arguments of the service's command"),
  'config-add': flag.config('', 'Config to give to the service, or to change', { completes: configNames }),
  'config-rm': flag.list('', 'Config to take from the service', { completes: configNames }),
  'constraint-add': flag.list('', 'Rule that a node must meet'),
  'constraint-rm': flag.list('', 'Rule to drop'),
  'container-label-add': checkedList(validateLabel)('', "Label for the service's containers, or its new value"),
  'container-label-rm': flag.list('', 'Label of the containers to drop, by its key'),
  'dns-add': checkedList(validateIp)('', 'DNS server to ask as well'),
  'dns-option-add': flag.list('', 'Option for the resolver to add'),
  'dns-option-rm': flag.list('', 'Option for the resolver to drop'),
  'dns-rm': flag.list('', 'DNS server to drop'),
  'dns-search-add': checkedList(validateDnsSearch)('', 'Domain to complete names with as well'),
  'dns-search-rm': flag.list('', 'Domain to drop'),
  'env-add': checkedList(validateEnv)('', 'Environment variable to add or change'),
  'env-rm': flag.list('', 'Environment variable to drop'),
  force: flag.bool('', 'Replace all tasks even where nothing changed'),
  'generic-resource-add': checkedList(validateGenericResource)('', 'Resource that tasks need as well'),
  'generic-resource-rm': flag.list('', 'Resource that tasks no longer need'),
  'group-add': flag.list('', 'Supplementary group to add'),
  'group-rm': flag.list('', 'Supplementary group to drop'),
  'host-add': checkedList(validateExtraHost)('', 'Extra line for /etc/hosts, as host:ip'),
  'host-rm': flag.list('', 'Line of /etc/hosts to drop, as host:ip'),
  image: flag.string('', "Image that the service's tasks run", { completes: imageNames }),
  'label-add': checkedList(validateLabel)('', 'Label to add or change, as key=value'),
  'label-rm': flag.list('', 'Label to drop, by its key'),
  'mount-add': flag.mount('', 'Mount to add, or to change by its target'),
  'mount-rm': flag.list('', 'Mount to drop, by its target'),
  'network-add': flag.network('', 'Network to join', { completes: networkNames }),
  'network-rm': flag.list('', 'Network to leave', { completes: networkNames }),
  'placement-pref-add': flag.preference('', 'Attribute to spread tasks over as well'),
  'placement-pref-rm': flag.preference('', 'Attribute to no longer spread over'),
  'publish-add': flag.port('', 'Port to publish, or to change'),
  'publish-rm': flag.port('', 'Port to no longer publish, by its target'),
  rollback: flag.bool('', 'Go back to the previous spec'),
  'secret-add': flag.secret('', 'Secret to give to the service, or to change', { completes: secretNames }),
  'secret-rm': flag.list('', 'Secret to take from the service', { completes: secretNames }),
  'sysctl-add': flag.list('', 'Kernel parameter to set, as name=value'),
  'sysctl-rm': flag.list('', 'Kernel parameter to no longer set'),
  'ulimit-add': flag.ulimit('', 'Limit to set, as name=soft[:hard]', { shows: '[]' }),
  'ulimit-rm': flag.list('', 'Limit to drop, by its name'),
};

export type CommonFlags = flag.ValuesOf<typeof COMMON_FLAGS>;
export type CreateFlags = flag.ValuesOf<typeof CREATE_FLAGS>;
export type UpdateFlags = flag.ValuesOf<typeof UPDATE_FLAGS>;
export type Given<F> = (...names: (keyof F & string)[]) => boolean;
