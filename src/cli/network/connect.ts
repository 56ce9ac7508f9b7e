/** `docker network connect` (command/network/connect.go). */
import { endpointSettings } from '../_client/endpoint-settings';
import { apiPath } from '../_client/path';
import { command, exactly } from '../_framework/command';
import { containerNames, inOrder, networkNames } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { keyValues, validateLink } from '../_parse/texts';

/** Unlike `run`, this command has lists and maps that are empty rather than absent. */
function spelledOut<T extends { IPAMConfig: object | null; Aliases: readonly string[] | null }>(settings: T): T {
  return { ...settings, IPAMConfig: settings.IPAMConfig ?? {}, Aliases: settings.Aliases ?? [] };
}

export default command({
  use: 'connect [OPTIONS] NETWORK CONTAINER',
  short: 'Join a container to a network',
  args: exactly(2),
  flags: {
    alias: flag.strings('', 'Name under which others on this network find the container'),
    'driver-opt': flag.strings('', "Option for the network's driver"),
    'gw-priority': flag.int('', 'The network with the highest number gives the default gateway'),
    ip: flag.string('', 'IPv4 address (172.30.100.104)'),
    ip6: flag.string('', 'IPv6 address (2001:db8::33)'),
    link: flag.checkedList(validateLink)('', 'Link to another container'),
    'link-local-ip': flag.strings('', 'Link-local address of the container'),
  },
  completes: inOrder(networkNames, containerNames),
  *run({ api }, [network = '', container = ''], flags) {
    if (flags['driver-opt'].some((text) => !/^[^=]+=/.test(text))) throw new Failure('invalid key/value pair format in driver options');
    if (network.trim() && !container.trim()) throw new Failure('invalid container name or ID: value is empty');
    yield* api.post(apiPath`/networks/${network}/connect`, {
      json: {
        Container: container,
        EndpointConfig: spelledOut(
          endpointSettings({
            ipv4: flags.ip,
            ipv6: flags.ip6,
            linkLocalIps: flags['link-local-ip'],
            links: flags.link,
            aliases: flags.alias,
            driverOpts: keyValues(flags['driver-opt']),
            gatewayPriority: flags['gw-priority'],
          }),
        ),
      },
    });
  },
});
