/** `docker node inspect --pretty`: the page for people. */
import type { ApiNode } from '../_client/shapes';
import { bytesSize, pretty } from '../_format/human';
import { hasTls } from './_node';
import { formatGoTime } from '../../template/time';

export function formatNode(node: ApiNode): string {
  const { Description: description, Status: status, ManagerStatus: manager } = node;
  const lines = [`ID:\t\t\t${node.ID}`];
  if (node.Spec.Name) lines.push(`Name:\t\t\t${node.Spec.Name}`);
  lines.push(...labelLines('Labels', node.Spec.Labels));
  lines.push(`Hostname:              \t${description.Hostname}`);
  lines.push(
    `Joined at:             \t${formatGoTime(node.CreatedAt)
      .toLowerCase()
      .replace(/^./, (c) => c.toUpperCase())}`,
  );
  lines.push('Status:', ` State:\t\t\t${pretty(status.State)}`);
  if (status.Message) lines.push(` Message:              \t${pretty(status.Message)}`);
  lines.push(` Availability:         \t${pretty(node.Spec.Availability ?? '')}`);
  if (status.Addr) lines.push(` Address:\t\t${status.Addr}`);
  if (manager) {
    lines.push(
      'Manager Status:',
      ` Address:\t\t${manager.Addr}`,
      ` Raft Status:\t\t${pretty(manager.Reachability)}`,
      ` Leader:\t\t${manager.Leader ? 'Yes' : 'No'}`,
    );
  }
  lines.push('Platform:', ` Operating System:\t${description.Platform?.OS ?? ''}`, ` Architecture:\t\t${description.Platform?.Architecture ?? ''}`);
  lines.push(
    'Resources:',
    ` CPUs:\t\t\t${Math.floor((description.Resources?.NanoCPUs ?? 0) / 1e9)}`,
    ` Memory:\t\t${bytesSize(description.Resources?.MemoryBytes ?? 0)}`,
  );
  const plugins = new Map<string, string[]>();
  for (const { Type, Name } of description.Engine?.Plugins ?? []) plugins.set(Type, [...(plugins.get(Type) ?? []), Name]);
  if (plugins.size) {
    lines.push('Plugins:');
    for (const type of [...plugins.keys()].sort()) lines.push(` ${type}:\t\t${(plugins.get(type) as string[]).join(', ')}`);
  }
  lines.push(`Engine Version:\t\t${description.Engine?.EngineVersion ?? ''}`);
  lines.push(...labelLines('Engine Labels', description.Engine?.Labels));
  if (hasTls(description.TLSInfo)) {
    lines.push('TLS Info:', ' TrustRoot:', description.TLSInfo.TrustRoot);
    lines.push(` Issuer Subject:\t${description.TLSInfo.CertIssuerSubject}`, ` Issuer Public Key:\t${description.TLSInfo.CertIssuerPublicKey}`);
  }
  return `${lines.join('\n')}\n`;
}

function labelLines(title: string, labels: Readonly<Record<string, string>> | undefined): string[] {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length ? [`${title}:`, ...keys.map((key) => ` - ${key}${labels?.[key] ? `=${labels[key]}` : ''}`)] : [];
}
