/** What `docker swarm init` and `join` ask of a daemon, what is wrong with it before anything begins, and what its empty parts mean. */
import type { Availability, ClusterSpec, Refusal } from '../model';
import { refuse } from '../model';

export interface InitRequest {
  ListenAddr?: string;
  AdvertiseAddr?: string;
  DataPathAddr?: string;
  DataPathPort?: number;
  DefaultAddrPool?: readonly string[] | null;
  SubnetSize?: number;
  ForceNewCluster?: boolean;
  AutoLockManagers?: boolean;
  Availability?: Availability | '';
  Spec?: Partial<ClusterSpec>;
}

export interface JoinRequest {
  ListenAddr?: string;
  AdvertiseAddr?: string;
  DataPathAddr?: string;
  RemoteAddrs?: readonly string[] | null;
  JoinToken?: string;
  Availability?: Availability | '';
}

/** Parts of a spec that the client left empty mean the defaults. */
export function presentParts(spec: Partial<ClusterSpec>): Partial<ClusterSpec> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(spec)) {
    if (key === 'Name' || value === undefined || value === null) continue;
    if (typeof value === 'object' && Object.keys(value).length === 0) continue;
    // A number that was not given is a zero; of old snapshots none is a choice.
    out[key] = key !== 'Raft' ? value : Object.fromEntries(Object.entries(value as object).filter(([name, part]) => name === 'KeepOldSnapshots' || part !== 0));
  }
  return out as Partial<ClusterSpec>;
}

/** moby daemon/cluster/swarm.go validateAndSanitizeInitRequest, and the address pools' own checks. */
export function initError(request: InitRequest): Refusal | undefined {
  if (request.Spec?.Name !== undefined && request.Spec.Name !== '' && request.Spec.Name !== 'default') return refuse(400, 'swarm spec must be named "default"');
  const port = request.DataPathPort ?? 0;
  if (port !== 0 && (port < 1024 || port > 49_151)) return refuse(500, `Datapath port number is not in valid range (1024-49151) : ${port}`);
  const size = request.SubnetSize ?? 24;
  if (size > 29) return refuse(400, `subnet size is out of range: ${size}`);
  for (const pool of request.DefaultAddrPool ?? []) {
    const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(pool) ?? /^([\da-f]*:[\da-f:]*)\/(\d{1,3})$/i.exec(pool);
    if (!match || Number(match[2]) > (pool.includes(':') ? 128 : 32)) return refuse(500, `invalid base pool ${pool}: invalid CIDR address: ${pool}`);
    if (Number(match[2]) > size) return refuse(500, `invalid CIDR: "${pool}". Subnet size is too small for pool: ${size}`);
  }
  return undefined;
}
