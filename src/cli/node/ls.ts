/** `docker node ls` (command/node/list.go, formatter.go). */
import type { ApiInfo, ApiNode } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { pretty } from '../_format/human';
import { type ListShape, printList } from '../_format/list';
import { sortedNaturally } from '../_format/natural';
import { hasTls, TLS_KEYS } from './_node';

const SHAPE: ListShape = {
  typeName: '*node.nodeContext',
  headers: {
    ID: 'ID',
    Hostname: 'HOSTNAME',
    Status: 'STATUS',
    Availability: 'AVAILABILITY',
    ManagerStatus: 'MANAGER STATUS',
    EngineVersion: 'ENGINE VERSION',
    TLSStatus: 'TLS STATUS',
  },
  table: ['{{.ID}} {{if .Self}}*{{else}} {{end}}', 'Hostname', 'Status', 'Availability', 'ManagerStatus', 'EngineVersion'],
  quiet: '{{.ID}}',
  raw: [
    'node_id: {{.ID}}',
    'hostname: {{.Hostname}}',
    'status: {{.Status}}',
    'availability: {{.Availability}}',
    'manager_status: {{.ManagerStatus}}',
  ],
};

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list'],
  short: 'List the nodes of the swarm',
  swarm: 'manager',
  args: noArguments,
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    quiet: flag.bool('q', 'Only IDs'),
  },
  *run(context, _args, flags) {
    const { api } = context;
    const nodes = yield* api.get<ApiNode[]>('/nodes', { filters: flag.filtersParameter(flags.filter) });
    const info = nodes.length > 0 && !flags.quiet ? yield* api.get<ApiInfo>('/info') : undefined;
    const clusterTls = info?.Swarm.Cluster?.TLSInfo;
    const rows = sortedNaturally(nodes, (node) => node.Description?.Hostname ?? '').map((node) => ({
      ID: () => node.ID,
      Self: () => node.ID === info?.Swarm.NodeID,
      Hostname: () => node.Description?.Hostname ?? '',
      Status: () => pretty(node.Status.State),
      Availability: () => pretty(node.Spec.Availability ?? ''),
      ManagerStatus: () => (node.ManagerStatus ? (node.ManagerStatus.Leader ? 'Leader' : pretty(node.ManagerStatus.Reachability)) : ''),
      EngineVersion: () => node.Description?.Engine?.EngineVersion ?? '',
      TLSStatus: () => {
        const own = node.Description?.TLSInfo;
        if (!clusterTls || !hasTls(clusterTls) || !hasTls(own)) return 'Unknown';
        const same = TLS_KEYS.every((key) => own?.[key] === clusterTls[key]);
        return same ? 'Ready' : 'Needs Rotation';
      },
    }));
    yield* printList(context, SHAPE, rows, { format: flags.format || (flags.quiet ? '' : context.config.text('nodesFormat')), quiet: flags.quiet });
  },
});
