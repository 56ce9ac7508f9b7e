/** nslookup.exe for one name. */
import type { Main } from '../../os';
import { isAddress, print } from './_out';

export const nslookup: Main = function* nslookup(process) {
  const [name] = process.argv.slice(1).filter((each) => !each.startsWith('-'));
  if (name === undefined) {
    yield* process.stderr.write('nslookup: its interactive mode is not supported in this lab; give a name.\n');
    return 1;
  }
  const { net } = process.machine;
  if (isAddress(name)) {
    const found = yield* net.reverse(name);
    if (found === undefined) {
      yield* process.stderr.write(`*** UnKnown can't find ${name}: Non-existent domain\n`);
      return 0;
    }
    yield* print(process, `Server:  UnKnown\nAddress:  ${process.machine.kind === 'container' ? '127.0.0.11' : '192.168.0.1'}\n\nName:    ${found}\nAddress:  ${name}\n\n`);
    return 0;
  }
  const found = yield* net.resolve(name);
  if (!found.ok) {
    if (found.error.kind === 'unknown-host' && found.error.reason === 'no-server') {
      yield* print(process, 'DNS request timed out.\n    timeout was 2 seconds.\nServer:  UnKnown\nAddress:  192.168.0.1\n\n*** Request to UnKnown timed-out\n');
      return 0;
    }
    yield* print(process, `Server:  UnKnown\nAddress:  ${process.machine.kind === 'container' ? '127.0.0.11' : '192.168.0.1'}\n\n`);
    yield* process.stderr.write(`*** UnKnown can't find ${name}: Non-existent domain\n`);
    return 0;
  }
  const { addresses, server } = found.value;
  const many = addresses.length > 1;
  yield* print(process, `Server:  UnKnown\nAddress:  ${server}\n\nNon-authoritative answer:\nName:    ${name}\nAddress${many ? 'es' : ''}:  ${addresses.join('\n          ')}\n\n`);
  return 0;
};
