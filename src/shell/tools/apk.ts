/** apk: Alpine's package manager, simulated. */
import { sleep } from '../../sim';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { print } from './_io';
import { findPackage, installed, installPackage, isBeyond, removePackage, setInstalled } from './_packages';
import type { PackageInfo } from './_packages';
import { tool } from './_tool';

export default tool({
  name: 'apk',
  package: 'apk-tools',
  *main(process) {
    const args = process.argv.slice(1);
    const quiet = args.includes('-q') || args.includes('--quiet');
    const words: string[] = [];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '-t' || arg === '--virtual' || arg === '-X' || arg === '--repository' || arg === '-p' || arg === '--root') i++;
      else if (!arg.startsWith('-')) words.push(arg);
    }
    const [verb, ...names] = words;
    switch (verb) {
      case 'add':
        return yield* add(
          process,
          names,
          quiet,
          args.includes('--no-cache') || args.includes('-U') || args.includes('--update') || args.includes('--update-cache'),
        );
      case 'update':
        if (!(yield* isOnline(process))) return yield* offline(process);
        yield* fetchIndexes(process, quiet);
        yield* print(
          process,
          quiet
            ? ''
            : 'v3.22.2-20-g2e3a8f4c5e2 [https://alpine.mirror.example.com/alpine/v3.22/main]\n' +
                'v3.22.2-22-g9a1c0c7f3b1 [https://alpine.mirror.example.com/alpine/v3.22/community]\nOK: 26294 distinct packages available\n',
        );
        return 0;
      case 'upgrade':
        yield* print(process, quiet ? '' : `OK: 10 MiB in ${16 + installed(process.machine.files, 'alpine').length} packages\n`);
        return 0;
      case 'del':
        return yield* remove(process, names, quiet);
      case 'info':
      case 'list':
        yield* print(
          process,
          [
            'alpine-baselayout',
            'alpine-keys',
            'apk-tools',
            'busybox',
            'libc-utils',
            'musl',
            'ssl_client',
            'zlib',
            ...installed(process.machine.files, 'alpine'),
          ]
            .map((name) => `${name}\n`)
            .join(''),
        );
        return 0;
      case 'search':
      case 'fetch':
      case 'fix':
      case 'cache':
      case 'policy':
        yield* process.stderr.write(`apk: command ${verb} is not supported in this lab\n`);
        return 1;
      case undefined:
        yield* print(
          process,
          'apk-tools 2.14.9, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n\n' +
            'This lab knows: add, del, info, update, upgrade\n',
        );
        return 1;
      default:
        if (args.includes('--version')) {
          yield* print(process, 'apk-tools 2.14.9, compiled for x86_64.\n');
          return 0;
        }
        yield* process.stderr.write(`ERROR: '${verb}' is not an apk command. See 'apk --help'.\n`);
        return 1;
    }
  },
});

function* isOnline(process: Process): Program<boolean> {
  const found = yield* process.machine.net.resolve('alpine.mirror.example.com');
  return found.ok;
}

function* offline(process: Process): Program<number> {
  for (const part of ['main', 'community']) {
    yield* process.stderr.write(`fetch https://alpine.mirror.example.com/alpine/v3.22/${part}/x86_64/APKINDEX.tar.gz\n`);
    yield* sleep(process.sim, 2500);
    yield* process.stderr.write(`WARNING: updating https://alpine.mirror.example.com/alpine/v3.22/${part}: temporary error (try again later)\n`);
  }
  yield* process.stderr.write('2 unavailable, 0 stale; 0 distinct packages available\n');
  return 2;
}

function* fetchIndexes(process: Process, quiet: boolean): Program {
  for (const part of ['main', 'community']) {
    if (!quiet) yield* print(process, `fetch https://alpine.mirror.example.com/alpine/v3.22/${part}/x86_64/APKINDEX.tar.gz\n`);
    yield* sleep(process.sim, 350);
  }
}

function* add(process: Process, names: readonly string[], quiet: boolean, fetches: boolean): Program<number> {
  const { files } = process.machine;
  const have = installed(files, 'alpine');
  if (!(yield* isOnline(process))) {
    yield* offline(process);
    yield* process.stderr.write(
      `ERROR: unable to select packages:\n${names.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`).join('')}`,
    );
    return names.length;
  }
  if (fetches || have.length === 0) yield* fetchIndexes(process, quiet);
  const found: PackageInfo[] = [];
  const missing: string[] = [];
  for (const name of names.map((each) => each.split(/[=<>~@]/)[0] as string)) {
    const info = findPackage('alpine', name);
    if (info) found.push(info);
    else missing.push(name);
  }
  if (missing.length > 0) {
    const beyond = missing.filter(isBeyond);
    if (beyond.length > 0) yield* process.stderr.write(beyond.map((name) => `ERROR: package ${name} is not supported in this lab\n`).join(''));
    const unknown = missing.filter((name) => !isBeyond(name));
    if (unknown.length > 0)
      yield* process.stderr.write(
        `ERROR: unable to select packages:\n${unknown.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`).join('')}`,
      );
    return missing.length;
  }
  const fresh = found.filter(({ name }) => !have.includes(name));
  for (const [i, info] of fresh.entries()) {
    yield* sleep(process.sim, 80 + info.sizeKb / 60);
    installPackage(files, 'alpine', info);
    if (!quiet) yield* print(process, `(${i + 1}/${fresh.length}) Installing ${info.name} (${info.version})\n`);
  }
  if (fresh.length > 0 && !quiet) yield* print(process, 'Executing busybox-1.37.0-r19.trigger\n');
  setInstalled(files, 'alpine', [...have, ...fresh.map(({ name }) => name)]);
  const mib =
    8 + Math.round([...have, ...fresh.map(({ name }) => name)].reduce((sum, name) => sum + (findPackage('alpine', name)?.sizeKb ?? 0), 0) / 1024);
  if (!quiet) yield* print(process, `OK: ${mib} MiB in ${16 + have.length + fresh.length} packages\n`);
  return 0;
}

function* remove(process: Process, names: readonly string[], quiet: boolean): Program<number> {
  const { files } = process.machine;
  const have = installed(files, 'alpine');
  const gone = names.filter((name) => have.includes(name));
  for (const [i, name] of gone.entries()) {
    const info = findPackage('alpine', name);
    if (info) removePackage(files, 'alpine', info);
    if (!quiet) yield* print(process, `(${i + 1}/${gone.length}) Purging ${name} (${info?.version ?? ''})\n`);
  }
  setInstalled(
    files,
    'alpine',
    have.filter((name) => !gone.includes(name)),
  );
  if (!quiet) yield* print(process, `OK: 8 MiB in ${16 + have.length - gone.length} packages\n`);
  return 0;
}
