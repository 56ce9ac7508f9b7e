/** telnet: a connection by hand. */
import { isBusybox, print } from './_io';
import { tool } from './_tool';
import { talk } from './nc';

export default tool({
  name: 'telnet',
  package: 'telnet',
  busybox: true,
  *main(process) {
    const words = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
    const [host, portText = '23'] = words;
    if (host === undefined) {
      yield* process.stderr.write(
        isBusybox(process)
          ? 'Usage: telnet [-a] [-l USER] HOST [PORT]\n'
          : 'telnet: the interactive mode is not supported in this lab; give a host and a port\n',
      );
      return 1;
    }
    const found = yield* process.machine.net.resolve(host);
    if (!found.ok) {
      yield* process.stderr.write(
        isBusybox(process) ? `telnet: bad address '${host}'\n` : `telnet: could not resolve ${host}/${portText}: Name or service not known\n`,
      );
      return 1;
    }
    const address = found.value.addresses[0] ?? host;
    if (!isBusybox(process)) yield* print(process, `Trying ${address}...\n`);
    const connected = yield* process.machine.net.connect(address, Number(portText));
    if (!connected.ok) {
      const why =
        connected.error.kind === 'refused'
          ? 'Connection refused'
          : connected.error.kind === 'timeout'
            ? 'Connection timed out'
            : 'No route to host';
      yield* process.stderr.write(
        isBusybox(process) ? `telnet: can't connect to remote host (${address}): ${why}\n` : `telnet: Unable to connect to remote host: ${why}\n`,
      );
      return 1;
    }
    yield* print(
      process,
      isBusybox(process)
        ? `Connected to ${host}\n\nEntering character mode\nEscape character is '^]'.\n\n`
        : `Connected to ${host}.\nEscape character is '^]'.\n`,
    );
    yield* talk(process, connected.value, { reads: true });
    yield* process.stderr.write(isBusybox(process) ? 'Connection closed by foreign host\n' : 'Connection closed by foreign host.\n');
    return 1;
  },
});
