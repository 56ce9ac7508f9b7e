/** Words that are worth offering as values, by place. The schema has few of them; these are what the engine understands. */

type Offer = readonly [word: string, about: string];

const UPDATE: readonly (readonly [string, readonly Offer[]])[] = ['update_config', 'rollback_config'].flatMap((key) => [
  [`services.*.deploy.${key}.order`, [['stop-first', 'the old task ends first'], ['start-first', 'the new task starts first']]] as const,
  [`services.*.deploy.${key}.failure_action`, [['pause', 'stop and wait for somebody'], ['continue', 'go on'], ...(key === 'update_config' ? [['rollback', 'go back'] as const] : [])]] as const,
  [`services.*.deploy.${key}.parallelism`, [['1', 'one at a time'], ['2', 'two at a time'], ['0', 'all at once']]] as const,
  [`services.*.deploy.${key}.delay`, [['10s', 'between two batches']]] as const,
  [`services.*.deploy.${key}.monitor`, [['20s', 'each new task']]] as const,
]);

export const VALUES: ReadonlyMap<string, readonly Offer[]> = new Map([
  ...UPDATE,
  ['version', [['"3.8"', 'widely known'], ['"3.13"', 'the newest']]],
  ['services.*.deploy.mode', [['replicated', 'so many tasks'], ['global', 'one on every node'], ['replicated-job', 'run to the end, so many times'], ['global-job', 'run to the end on every node']]],
  ['services.*.deploy.endpoint_mode', [['vip', 'one address for all tasks'], ['dnsrr', 'the addresses of the tasks']]],
  ['services.*.deploy.restart_policy.condition', [['any', 'always'], ['on-failure', 'after an exit code that is not 0'], ['none', 'never']]],
  ['services.*.deploy.restart_policy.delay', [['5s', 'before the new task']]],
  ['services.*.deploy.placement.constraints.[]', [['node.role == worker', 'workers alone'], ['node.role == manager', 'managers alone'], ['node.labels.NAME == VALUE', 'a label of the node'], ['node.hostname == NAME', 'one node'], ['node.platform.os == linux', 'the system']]],
  ['services.*.deploy.placement.preferences.[].spread', [['node.labels.zone', 'over the values of a label']]],
  ['services.*.deploy.resources.limits.cpus', [['"0.5"', 'half a core']]],
  ['services.*.deploy.resources.limits.memory', [['128M', ''], ['512M', '']]],
  ['services.*.deploy.resources.reservations.cpus', [['"0.25"', 'a quarter of a core']]],
  ['services.*.deploy.resources.reservations.memory', [['64M', ''], ['256M', '']]],
  ['services.*.ports.[].mode', [['ingress', 'on every node'], ['host', 'on the nodes of the tasks']]],
  ['services.*.ports.[].protocol', [['tcp', ''], ['udp', ''], ['sctp', '']]],
  ['services.*.ports.[]', [['"8080:80"', 'published : container'], ['"53:53/udp"', '']]],
  ['services.*.volumes.[].type', [['volume', 'kept by Docker'], ['bind', 'a path of the node'], ['tmpfs', 'in memory'], ['npipe', 'a Windows pipe'], ['cluster', 'a cluster volume']]],
  ['services.*.volumes.[].bind.propagation', [['rprivate', ''], ['private', ''], ['rshared', ''], ['shared', ''], ['rslave', ''], ['slave', '']]],
  ['services.*.restart', [['"no"', ''], ['always', ''], ['on-failure', ''], ['unless-stopped', '']]],
  ['services.*.isolation', [['default', ''], ['process', ''], ['hyperv', '']]],
  ['services.*.logging.driver', [['json-file', 'readable by docker service logs'], ['local', 'readable, and compressed'], ['journald', ''], ['syslog', ''], ['none', 'nothing is kept']]],
  ['services.*.healthcheck.test', [['["CMD", "curl", "-f", "http://localhost"]', 'a program'], ['["CMD-SHELL", "exit 0"]', 'a line of shell'], ['["NONE"]', 'no check']]],
  ['services.*.healthcheck.interval', [['10s', ''], ['30s', 'when absent']]],
  ['services.*.healthcheck.timeout', [['3s', ''], ['30s', 'when absent']]],
  ['services.*.healthcheck.start_period', [['10s', '']]],
  ['services.*.stop_grace_period', [['10s', 'when absent'], ['1m', '']]],
  ['services.*.stop_signal', [['SIGTERM', 'when absent'], ['SIGINT', ''], ['SIGQUIT', '']]],
  ['services.*.cap_add.[]', [['NET_ADMIN', ''], ['SYS_TIME', ''], ['SYS_PTRACE', '']]],
  ['services.*.cap_drop.[]', [['ALL', 'every one'], ['NET_RAW', '']]],
  ['networks.*.driver', [['overlay', 'over all nodes']]],
  ['networks.*.ipam.config.[].subnet', [['10.20.0.0/24', '']]],
  ['volumes.*.driver', [['local', 'when absent']]],
  ['secrets.*.template_driver', [['golang', 'placeholders are filled in']]],
  ['configs.*.template_driver', [['golang', 'placeholders are filled in']]],
]);

/** Places whose words are names that a section of the file declares. */
export const NAMES: ReadonlyMap<string, string> = new Map([
  ['services.*.networks', 'networks'],
  ['services.*.networks.[]', 'networks'],
  ['services.*.volumes.[]', 'volumes'],
  ['services.*.volumes.[].source', 'volumes'],
  ['services.*.secrets.[]', 'secrets'],
  ['services.*.secrets.[].source', 'secrets'],
  ['services.*.configs.[]', 'configs'],
  ['services.*.configs.[].source', 'configs'],
  ['services.*.credential_spec.config', 'configs'],
  ['services.*.depends_on.[]', 'services'],
]);
