/** getent: entries of hosts, passwd, group, services. */
import { isFileError } from '../../os';
import { print } from './_io';
import { tool } from './_tool';
import { wordTable } from '../../os/word-table';

const FILES: Readonly<Record<string, string>> = wordTable({
  passwd: '/etc/passwd',
  group: '/etc/group',
  services: '/etc/services',
  shadow: '/etc/shadow',
  protocols: '/etc/protocols',
  networks: '/etc/networks',
});

export default tool({
  name: 'getent',
  package: 'libc-bin',
  busybox: true,
  *main(process) {
    const [database, ...keys] = process.argv.slice(1);
    const hint = "Try `getent --help' or `getent --usage' for more information.\n";
    if (database === undefined) {
      yield* process.stderr.write(`getent: wrong number of arguments\n${hint}`);
      return 1;
    }
    if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') {
      let exitCode = 0;
      if (keys.length === 0) {
        const text = process.machine.files.read('/etc/hosts');
        const lines = isFileError(text) ? [] : text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
        yield* print(
          process,
          lines
            .map((line) => {
              const [address = '', ...names] = line.trim().split(/\s+/);
              return `${address.padEnd(15)} ${names.join(' ')}\n`;
            })
            .join(''),
        );
        return 0;
      }
      for (const key of keys) {
        const found = yield* process.machine.net.resolve(key);
        if (!found.ok) {
          exitCode = 2;
          continue;
        }
        const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(key);
        const name = isAddress ? yield* process.machine.net.reverse(key) : key;
        if (database !== 'hosts') {
          for (const address of found.value.addresses)
            yield* print(
              process,
              ['STREAM', 'DGRAM', 'RAW'].map((kind, i) => `${address.padEnd(15)} ${kind}${i === 0 ? ` ${key}` : ''}\n`).join(''),
            );
        } else if (isAddress && name === undefined) exitCode = 2;
        else for (const address of found.value.addresses) yield* print(process, `${address.padEnd(15)} ${name ?? key}\n`);
      }
      return exitCode;
    }
    const path = FILES[database];
    if (path === undefined) {
      yield* process.stderr.write(`Unknown database: ${database}\n${hint}`);
      return 1;
    }
    const text = process.machine.files.read(path);
    const lines = isFileError(text) ? [] : text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    if (keys.length === 0) {
      yield* print(process, lines.map((line) => `${line}\n`).join(''));
      return 0;
    }
    let exitCode = 0;
    for (const key of keys) {
      const line = lines.find((each) => {
        const fields = each.split(/[:\s]+/);
        return fields[0] === key || (/^\d+$/.test(key) && each.split(':')[2] === key);
      });
      if (line === undefined) exitCode = 2;
      else yield* print(process, `${line}\n`);
    }
    return exitCode;
  },
});
