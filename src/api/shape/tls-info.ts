/** The trust that nodes and `docker info` show: the root in force, and the issuer that is wanted. */
import type { Cluster, TLSInfo } from '../../model';
import { clusterTlsInfo } from '../../world';

export function tlsInfoOfCluster(cluster: Cluster): TLSInfo {
  return clusterTlsInfo(cluster);
}
