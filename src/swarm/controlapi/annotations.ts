/** Names as SwarmKit allows them (swarmkit manager/controlapi/common.go). */
import { refuseRpc } from '../../model';
import type { Refusal } from '../../model';

const DNS_NAME = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;
const FILE_NAME = /^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/;

/** Services and networks: their names are resolved by DNS. */
export function checkDnsName(name: string): Refusal | undefined {
  if (name === '') return refuseRpc('InvalidArgument', 'meta: name must be provided');
  if (!DNS_NAME.test(name)) return refuseRpc('InvalidArgument', 'name must be valid as a DNS name component');
  if (name.length > 63) return refuseRpc('InvalidArgument', 'name must be 63 characters or fewer');
  return undefined;
}

/** Secrets and configs: their names become files. */
export function checkFileName(name: string): Refusal | undefined {
  if (name === '') return refuseRpc('InvalidArgument', 'name must be provided');
  if (name.length <= 64 && FILE_NAME.test(name)) return undefined;
  return refuseRpc(
    'InvalidArgument',
    'invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]',
  );
}
