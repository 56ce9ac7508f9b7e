/** What the keys under `deploy` mean, in a sentence or two each. */

const change = (verb: 'update' | 'rollback'): Record<string, string> => ({
  '': verb === 'update' ? 'How docker stack deploy replaces the tasks when something changed.' : 'How tasks are replaced when an update is taken back.',
  parallelism: 'How many tasks are replaced at a time; 1 when absent, 0 is all at once.',
  delay: 'Time between one batch and the next; 0s when absent.',
  failure_action:
    verb === 'update'
      ? 'What happens when too many new tasks fail: pause (when absent), continue, or rollback.'
      : 'What happens when too many tasks fail while rolling back: pause (when absent) or continue.',
  monitor: 'How long a new task is watched for failure before the next batch counts it as good; 5s when absent.',
  max_failure_ratio: 'The share of tasks that may fail before the failure action: 0 to 1, 0 when absent.',
  order: 'stop-first (when absent): the old task ends before the new one starts. start-first: both run for a moment.',
});

const prefixed = (prefix: string, table: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(table).map(([key, text]) => [key === '' ? prefix : `${prefix}.${key}`, text]));

export const DEPLOY: Readonly<Record<string, string>> = {
  mode: 'replicated: so many tasks. global: one on every node. replicated-job and global-job: tasks that run to their end once.',
  endpoint_mode: 'vip: one address for the service, connections spread over its tasks. dnsrr: the name resolves to every task.',
  replicas: 'How many tasks a replicated service has; 1 when absent. 0 keeps the service and runs nothing.',
  labels: 'Labels of the service, for filters and for proxies that read them. Labels of containers are under the service’s labels.',
  ...prefixed('update_config', change('update')),
  ...prefixed('rollback_config', change('rollback')),
  resources: 'What a task may use, and what a node must have free for it.',
  'resources.limits': 'What a task cannot exceed.',
  'resources.limits.cpus': 'Cores, as a text: "0.5". More is throttled.',
  'resources.limits.memory': 'Memory with a unit: 256M, 1G. A container that takes more is killed.',
  'resources.limits.pids': 'How many processes the container may have.',
  'resources.reservations': 'What a node must have unreserved to get a task. Without a node that has it tasks stay pending.',
  'resources.reservations.cpus': 'Cores, as a text: "0.25".',
  'resources.reservations.memory': 'Memory with a unit: 128M, 1G.',
  'resources.reservations.generic_resources': 'Resources that nodes offer by a name of their own, such as GPUs.',
  'resources.reservations.generic_resources.[].discrete_resource_spec': 'So many of one kind.',
  'resources.reservations.generic_resources.[].discrete_resource_spec.kind': 'The name under which nodes offer it.',
  'resources.reservations.generic_resources.[].discrete_resource_spec.value': 'How many a task needs.',
  restart_policy: 'When a task that ended is replaced by a new one.',
  'restart_policy.condition': 'any (when absent): always. on-failure: after an exit code that is not 0. none: never.',
  'restart_policy.delay': 'How long to wait before the new task; 5s when absent.',
  'restart_policy.max_attempts': 'How many times within the window; without end when absent.',
  'restart_policy.window': 'How far back attempts are counted; for ever when absent.',
  placement: 'On which nodes tasks may run, and how they spread.',
  'placement.constraints': 'Conditions a node must meet, all of them: node.role == worker, node.labels.disk != ssd.',
  'placement.preferences': 'How tasks spread over groups of nodes; the first preference counts most.',
  'placement.preferences.[].spread': 'The label whose values make the groups: node.labels.zone. Tasks are dealt out evenly among them.',
  'placement.max_replicas_per_node': 'No node gets more tasks of this service. 0, when absent, is no limit.',
};
