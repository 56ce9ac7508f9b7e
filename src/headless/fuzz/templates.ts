/** `--format` values: the words with a meaning of their own, templates that work on some lists, and ones that do not parse. */
import type { Draw } from './draw';
import { anything } from './texts';

const FIELDS = [
  'ID', 'Name', 'Names', 'Image', 'Status', 'State', 'Ports', 'Replicas', 'Mode', 'Labels', 'CreatedAt', 'CreatedSince', 'RunningFor', 'Size', 'Driver', 'Scope', 'Hostname', 'Availability', 'ManagerStatus', 'Self',
  'TLSStatus', 'EngineVersion', 'Node', 'DesiredState', 'CurrentState', 'Error', 'Repository', 'Tag', 'Digest', 'Command', 'Mounts', 'Networks', 'LocalVolumes', 'Mountpoint', 'Links', 'UpdatedAt', 'Services', 'Orchestrator',
  'Type', 'TotalCount', 'Active', 'Reclaimable', 'IPv4', 'IPv6', 'Internal', 'Current', 'Description', 'DockerEndpoint', 'Platform', 'Group', 'Spec.Name', 'Spec.Labels', 'Spec', 'Config.Env', 'NetworkSettings.Networks', 'Created',
  'Server.Version', 'Client.Version', 'Swarm.NodeID', 'ServerVersion', 'NCPU', 'Plugins.Volume', 'Version.Index', 'Endpoint.Spec', 'HostConfig.Memory', 'State.Health', 'nope', 'id', 'ID.x', 'Labels.a', '', 'Label "a"', 'Label', 'Label 1',
];

const FUNCTIONS = ['json', 'len', 'upper', 'lower', 'title', 'print', 'printf "%v"', 'printf "%q"', 'printf "%d"', 'printf "%-10s|"', 'printf "%5.2f"', 'printf "%x"', 'println', 'html', 'js', 'urlquery', 'not', 'truncate', 'pad', 'split', 'join', 'index', 'slice', 'call', 'nope', 'printf'];

const field = (draw: Draw) => `.${draw.pick(FIELDS)}`;

function expression(draw: Draw, depth = 0): string {
  const inner = () => (depth > 2 ? field(draw) : expression(draw, depth + 1));
  const operand = () => draw.pick([field(draw), field(draw), '.', '"a"', '1', '0', '-1', 'true', 'nil', '$', '$x', '`raw`', "'c'", '1.5', '1e21', '0x10', '1i', '""', `(${inner()})`]);
  return draw.weighted(
    [30, () => field(draw)],
    [8, () => 'json .'],
    [14, () => `${draw.pick(FUNCTIONS)} ${operand()}`],
    [8, () => `${operand()} | ${draw.pick(FUNCTIONS)}`],
    [6, () => `${draw.pick(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'index', 'slice', 'join', 'split', 'truncate', 'pad'])} ${operand()} ${operand()}${draw.chance(0.3) ? ` ${operand()}` : ''}`],
    [4, operand],
    [2, () => `$x := ${operand()}`],
    [2, () => `/* ${draw.pick(['c', '}}', ''])} */`],
  );
}

function block(draw: Draw, depth: number): string {
  const body = () => (depth > 2 ? `{{${expression(draw)}}}` : piece(draw, depth + 1));
  const end = draw.chance(0.95) ? '{{end}}' : '';
  return draw.pick([
    () => `{{if ${expression(draw)}}}${body()}${draw.chance(0.4) ? `{{else}}${body()}` : ''}${end}`,
    () => `{{if ${expression(draw)}}}${body()}{{else if ${expression(draw)}}}${body()}${end}`,
    () => `{{range ${draw.pick(['', '$i, $v := ', '$v := '])}${expression(draw)}}}${body()}${draw.pick(['', '{{else}}none', '{{break}}', '{{continue}}'])}${end}`,
    () => `{{with ${draw.pick(['', '$w := '])}${expression(draw)}}}${body()}${end}`,
    () => `{{define "t"}}${body()}${end}{{template "t" .}}`,
    () => `{{block "b" .}}${body()}${end}`,
    () => `{{template "${draw.pick(['t', 'nope', ''])}"}}`,
  ])();
}

function piece(draw: Draw, depth = 0): string {
  return draw.weighted(
    [70, () => `{{${draw.pick(['', '', '', '- ', ' '])}${expression(draw)}${draw.pick(['', '', '', ' -', ' '])}}}`],
    [18, () => block(draw, depth)],
    [12, () => draw.pick(['\\t', '\\n', ' ', 'text', ': ', '\t', '{', '}', '\\', '%', 'ü'])],
  );
}

export function drawTemplate(draw: Draw): string {
  return draw.weighted(
    [8, () => draw.pick(['json', 'table', 'raw', 'pretty', 'yaml', 'JSON', ' json', 'table ', 'json .', 'table\\t', 'raw {{.ID}}', ''])],
    [72, () => draw.many(draw.int(1, 4), () => piece(draw)).join(draw.pick(['', '\\t', ' ']))],
    [14, () => `table ${draw.many(draw.int(1, 3), () => `{{${draw.chance(0.8) ? field(draw) : expression(draw)}}}`).join('\\t')}`],
    [6, () => draw.pick(['{{', '}}', '{{.}}', '{{.ID', '{{.ID}', '{{end}}', '{{else}}', '{{if}}', '{{range}}', '{{}}', '{{"}}', '{{.ID .Name}}', '{{nope}}', '{{.ID | nope}}', '{{$x}}', '{{json}}', '{{1 | 2}}', '{{(.ID}}', '{{.ID)}}', '{{\'ab\'}}', '{{.ID\n}}', '{{0x}}', '{{1_0}}', '{{-1}}', '{{.1}}', '{{..}}', '{{. .}}', '{{if .ID}}{{end}}{{end}}', '{{break}}', `{{${'('.repeat(200)}1${')'.repeat(200)}}}`, '{{template}}', '{{define}}', '{{. | .}}', '{{nil}}', '{{nil | print}}'])],
    [4, () => draw.spoil('{{.ID}}\\t{{.Name}}')],
    [3, () => anything(draw)],
  );
}
