/** Services and tasks as the engine's API tells them, as far as a proxy needs them. */
export interface SwarmService {
  ID: string;
  Spec: { Name: string; Labels?: Record<string, string> };
  Endpoint?: { VirtualIPs?: { NetworkID: string; Addr: string }[] };
}

export interface SwarmTask {
  ServiceID: string;
  DesiredState: string;
  Status: { State: string };
  NetworksAttachments?: { Network: { ID: string; Spec: { Name: string; Ingress?: boolean } }; Addresses?: string[] }[];
}

/** Names of services hold no dots in Traefik's names. */
export function bareName(name: string): string {
  return name.replace(/[^\w-]/g, '-');
}
