/** How things of a type are shown when nobody says otherwise: the columns of their tables, the lines of their lists. */
import { formatDate } from './dates';
import { grouped } from './format-operator';
import { textOf } from './text';
import { Instant, type Thing, type Value } from './values';

export interface Column {
  label: string;
  width?: number;
  align?: 'left' | 'right';
  value(thing: Thing): Value;
}

export interface View {
  shape: 'table' | 'list';
  columns: readonly Column[];
  /** Things with the same answer stand in one table. */
  group?(thing: Thing): string;
  /** What is printed above it. */
  heading?(thing: Thing): string;
}

const of = (label: string, property = label, more: Partial<Column> = {}): Column => ({ label, value: (thing) => thing.get(property) ?? null, ...more });
const tableOf = (...columns: (string | Column)[]): View => ({ shape: 'table', columns: columns.map((each) => (typeof each === 'string' ? of(each) : each)) });
const listOf = (...names: string[]): View => ({ shape: 'list', columns: names.map((name) => of(name)) });

const folderOf = (thing: Thing): string => {
  const path = textOf(thing.get('FullName') ?? '');
  return path.slice(0, path.lastIndexOf('\\')) || path;
};

const ITEMS: View = {
  shape: 'table',
  columns: [
    of('Mode', 'Mode', { width: 6 }),
    {
      label: 'LastWriteTime',
      width: 25,
      align: 'right',
      value: (thing) => {
        const at = thing.get('LastWriteTime');
        return at instanceof Instant ? `${formatDate(at.ms, 'M/d/yyyy')} ${formatDate(at.ms, 'h:mm tt').padStart(10)}` : '';
      },
    },
    of('Length', 'Length', { width: 14, align: 'right' }),
    of('Name'),
  ],
  group: (thing) => `items ${folderOf(thing)}`,
  heading: (thing) => `\n\n    Directory: ${/^[A-Za-z]:$/.test(folderOf(thing)) ? `${folderOf(thing)}\\` : folderOf(thing)}\n\n`,
};

const kilobytes = (property: string) => (thing: Thing): Value => Math.floor(Number(thing.get(property) ?? 0) / 1024);

const VIEWS: Readonly<Record<string, View>> = {
  'System.IO.FileInfo': ITEMS,
  'System.IO.DirectoryInfo': ITEMS,
  'System.Management.Automation.PathInfo': tableOf('Path'),
  'System.ServiceProcess.ServiceController': tableOf(of('Status', 'Status', { width: 8 }), of('Name', 'Name', { width: 18 }), 'DisplayName'),
  'System.Diagnostics.Process': tableOf(
    of('Handles', 'Handles', { align: 'right' }),
    { label: 'NPM(K)', align: 'right', width: 7, value: kilobytes('NPM') },
    { label: 'PM(K)', align: 'right', width: 8, value: kilobytes('PM') },
    { label: 'WS(K)', align: 'right', width: 10, value: kilobytes('WS') },
    { label: 'CPU(s)', align: 'right', width: 10, value: (thing) => grouped(Number(thing.get('CPU') ?? 0).toFixed(2)) },
    of('Id', 'Id', { align: 'right', width: 7 }),
    of('SI', 'SI', { align: 'right', width: 3 }),
    of('ProcessName'),
  ),
  'Microsoft.PowerShell.Commands.HistoryInfo': tableOf(of('Id', 'Id', { align: 'right', width: 4 }), 'CommandLine'),
  'System.Management.Automation.CmdletInfo': { ...tableOf(of('CommandType', 'CommandType', { width: 15 }), of('Name', 'Name', { width: 50 }), of('Version', 'Version', { width: 10 }), 'Source'), group: () => 'commands' },
  'System.Management.Automation.PSVariable': tableOf(of('Name', 'Name', { width: 30 }), 'Value'),
  'Microsoft.PowerShell.Commands.GroupInfo': tableOf(of('Count', 'Count', { align: 'right', width: 5 }), of('Name', 'Name', { width: 25 }), 'Group'),
  'Microsoft.PowerShell.Commands.GenericMeasureInfo': listOf('Count', 'Average', 'Sum', 'Maximum', 'Minimum', 'Property'),
  'Microsoft.PowerShell.Commands.TextMeasureInfo': tableOf('Lines', 'Words', 'Characters', 'Property'),
  'System.TimeSpan': listOf('Days', 'Hours', 'Minutes', 'Seconds', 'Milliseconds', 'Ticks', 'TotalDays', 'TotalHours', 'TotalMinutes', 'TotalSeconds', 'TotalMilliseconds'),
  'System.Version': tableOf('Major', 'Minor', 'Build', 'Revision'),
  'Microsoft.PowerShell.Commands.HtmlWebResponseObject': listOf('StatusCode', 'StatusDescription', 'Content', 'RawContent', 'Forms', 'Headers', 'Images', 'InputFields', 'Links', 'ParsedHtml', 'RawContentLength'),
  'Microsoft.DnsClient.Commands.DnsRecord_A': tableOf(of('Name', 'Name', { width: 46 }), of('Type', 'Type', { width: 6 }), of('TTL', 'TTL', { width: 5 }), of('Section', 'Section', { width: 10 }), 'IPAddress'),
  'TestNetConnectionResult': listOf('ComputerName', 'RemoteAddress', 'RemotePort', 'InterfaceAlias', 'SourceAddress', 'TcpTestSucceeded'),
  'TestNetConnectionResult.Ping': listOf('ComputerName', 'RemoteAddress', 'InterfaceAlias', 'SourceAddress', 'PingSucceeded', 'PingReplyDetails (RTT)'),
  'TestNetConnectionResult.Failed': listOf('ComputerName', 'RemoteAddress', 'RemotePort', 'InterfaceAlias', 'SourceAddress', 'PingSucceeded', 'PingReplyDetails (RTT)', 'TcpTestSucceeded'),
  'System.Management.ManagementObject#Win32_PingStatus': tableOf(of('Source', 'Source', { width: 13 }), of('Destination', 'Destination', { width: 15 }), of('IPV4Address', 'IPV4Address', { width: 16 }), of('IPV6Address', 'IPV6Address', { width: 40 }), of('Bytes', 'Bytes', { width: 8 }), of('Time(ms)', 'ResponseTime', { width: 8 })),
  'Microsoft.Management.Infrastructure.CimInstance#MSFT_NetIPAddress': listOf('IPAddress', 'InterfaceIndex', 'InterfaceAlias', 'AddressFamily', 'Type', 'PrefixLength', 'PrefixOrigin', 'SuffixOrigin', 'AddressState', 'ValidLifetime', 'PreferredLifetime', 'SkipAsSource', 'PolicyStore'),
  'Microsoft.Management.Infrastructure.CimInstance#MSFT_NetAdapter': tableOf(of('Name', 'Name', { width: 25 }), of('InterfaceDescription', 'InterfaceDescription', { width: 39 }), of('ifIndex', 'ifIndex', { width: 7, align: 'right' }), of('Status', 'Status', { width: 12 }), of('MacAddress', 'MacAddress', { width: 20 }), of('LinkSpeed', 'LinkSpeed', { align: 'right' })),
};

/** The view of a thing, or undefined where its properties are all there is to say. */
export function viewOf(thing: Thing): View | undefined {
  const { type } = thing;
  return VIEWS[type] ?? (/^System\.Management\.Automation\.(?:Alias|Function|Application|ExternalScript)Info$/.test(type) ? VIEWS['System.Management.Automation.CmdletInfo'] : undefined);
}

