/** `docker port` (command/container/port.go). */
import { apiPath } from '../_client/path';
import type { ApiContainer } from '../_client/shapes';
import { command, between } from '../_framework/command';
import { runningContainerNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import { compareNatural } from '../_format/natural';
import { quote } from '../../template/quote';

const address = ({ HostIp, HostPort }: { HostIp: string; HostPort: string }) => `${HostIp.includes(':') ? `[${HostIp}]` : HostIp}:${HostPort}`;

export default command({
  use: 'port CONTAINER [PRIVATE_PORT[/PROTO]]',
  top: 'port',
  short: "Show where a container's ports are published",
  args: between(1, 2),
  flags: {},
  completes: upTo(1, runningContainerNames),
  *run({ api, out }, [ref = '', wanted]) {
    const container = yield* api.getAs<ApiContainer>('container.InspectResponse', apiPath`/containers/${ref}/json`);
    const ports = container.NetworkSettings.Ports ?? {};
    let lines: string[];
    if (wanted === undefined) {
      lines = Object.entries(ports).flatMap(([port, bindings]) => (bindings ?? []).map((binding) => `${port} -> ${address(binding)}`));
    } else {
      const [port, protocol = 'tcp'] = wanted.split('/');
      if (!/^\d+$/.test(port as string) || Number(port) > 65_535)
        throw new Failure(`Error: invalid port (${port}): strconv.ParseUint: parsing ${quote(port ?? '')}: invalid syntax`);
      const bindings = ports[`${port}/${protocol}`];
      if (!bindings?.length) throw new Failure(`Error: No public port '${wanted}' published for ${ref}`);
      lines = bindings.map(address);
    }
    yield* out.write(
      lines
        .sort(compareNatural)
        .map((line) => `${line}\n`)
        .join(''),
    );
  },
});
