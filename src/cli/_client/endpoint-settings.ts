/** How a container hangs on a network, as the API takes it: every field is there, most of them empty. */
export interface EndpointRequest {
  ipv4?: string;
  ipv6?: string;
  linkLocalIps?: readonly string[];
  links?: readonly string[];
  aliases?: readonly string[];
  macAddress?: string;
  driverOpts?: Record<string, string>;
  gatewayPriority?: number;
}

const orNull = <T>(list: readonly T[] | undefined) => (list?.length ? list : null);

export function endpointSettings(request: EndpointRequest) {
  const addresses = {
    ...(request.ipv4 ? { IPv4Address: request.ipv4 } : {}),
    ...(request.ipv6 ? { IPv6Address: request.ipv6 } : {}),
    ...(request.linkLocalIps?.length ? { LinkLocalIPs: request.linkLocalIps } : {}),
  };
  return {
    IPAMConfig: Object.keys(addresses).length ? addresses : null,
    Links: orNull(request.links),
    Aliases: orNull(request.aliases),
    MacAddress: request.macAddress ?? '',
    DriverOpts: request.driverOpts ?? null,
    GwPriority: request.gatewayPriority ?? 0,
    NetworkID: '',
    EndpointID: '',
    Gateway: '',
    IPAddress: '',
    IPPrefixLen: 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DNSNames: null,
  };
}
