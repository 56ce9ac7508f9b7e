/**
 * Finding what a person named: by ID, then by exact name (hostname for nodes), then by ID prefix
 * (moby daemon/cluster/helpers.go). These refusals come from the daemon, hence without a gRPC frame.
 */
import { refuse } from '../../model';
import type { Refusal } from '../../model';
import type { ReadView, TableName, Tables } from '../../store';

export type NamedTable = Exclude<TableName, 'cluster'>;

export function lookUp<N extends NamedTable>(view: ReadView, table: N, ref: string): Tables[N] | Refusal {
  const exact = view.get(table, ref);
  if (exact !== undefined) return exact;
  // The index ignores case; the lists of secrets and configs take what it finds, the others compare once more.
  let found = view.byName(table, ref);
  if (table !== 'secret' && table !== 'config') found = found.filter((object) => nameOf(table, object) === ref);
  if (found.length === 0) found = view.byIdPrefix(table, ref);
  if (found.length > 1) return refuse(400, `${table} ${ref} is ambiguous (${found.length} matches found)`);
  return found[0] ?? refuse(404, `${table} ${ref} not found`);
}

function nameOf(table: NamedTable, object: Tables[NamedTable]): string | undefined {
  if (table === 'node') return (object as Tables['node']).Description?.Hostname;
  if (table === 'task') return taskName(object as Tables['task']);
  return (object as Tables['service']).Spec.Name;
}

/** The name by which tasks are indexed and filtered: `web.1.<id>`. */
export function taskName(task: Tables['task']): string {
  return `${task.serviceName}.${task.Slot !== 0 ? task.Slot : task.NodeID}.${task.ID}`;
}
