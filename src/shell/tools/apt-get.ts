/** apt-get, apt: simulated: plausible lines, and the tools put into the machine's file tree. */
import type { Process } from '../../os';
import { readLine } from '../../os';
import { sleep } from '../../sim';
import type { Program } from '../../sim';
import { print, programName } from './_io';
import { filesOf, findPackage, installed, installPackage, isBeyond, removePackage, setInstalled } from './_packages';
import type { PackageInfo } from './_packages';
import { isFileError } from '../../os';
import { tool } from './_tool';

const LISTS = '/var/lib/apt/lists/lab';

export default tool({
  name: 'apt-get',
  aliases: ['apt', 'apt-cache'],
  package: 'apt',
  *main(process) {
    const name = programName(process);
    const args = process.argv.slice(1);
    const flags = args.filter((arg) => arg.startsWith('-'));
    const [verb, ...names] = args.filter((arg) => !arg.startsWith('-'));
    const yes = flags.some((flag) => /^-\w*y/.test(flag) || flag === '--yes' || flag === '--assume-yes');
    const quiet = flags.filter((flag) => /^-q/.test(flag)).length > 0 || flags.includes('--quiet');
    if (flags.includes('--version') || flags.includes('-v')) {
      yield* print(process, 'apt 2.6.1 (amd64)\n');
      return 0;
    }
    if (name === 'apt')
      yield* process.stderr.write(
        process.stdout.tty ? '' : '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n',
      );
    switch (verb) {
      case undefined:
      case 'help':
        yield* print(
          process,
          `apt 2.6.1 (amd64)\nUsage: ${name} [options] command\n\nThis lab knows: update, install, remove, upgrade, clean, autoremove\n`,
        );
        return verb === undefined ? 1 : 0;
      case 'update':
        return yield* update(process, quiet);
      case 'upgrade':
      case 'dist-upgrade':
      case 'full-upgrade':
        yield* print(
          process,
          'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n' +
            'Calculating upgrade... Done\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n',
        );
        return 0;
      case 'clean':
      case 'autoclean':
        return 0;
      case 'autoremove':
        yield* print(
          process,
          'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n' +
            '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n',
        );
        return 0;
      case 'install':
      case 'reinstall':
        return yield* install(process, names, yes, quiet);
      case 'remove':
      case 'purge':
        return yield* remove(process, names, yes);
      case 'search':
      case 'show':
      case 'list':
      case 'policy':
      case 'source':
      case 'build-dep':
      case 'download':
        yield* process.stderr.write(`${name}: command ${verb} is not supported in this lab\n`);
        return 1;
      default:
        yield* process.stderr.write(`E: Invalid operation ${verb}\n`);
        return 100;
    }
  },
});

/** The archive answers when the machine reaches the internet. */
function* isOnline(process: Process): Program<boolean> {
  const found = yield* process.machine.net.resolve('debian.mirror.example.com');
  return found.ok;
}

function* update(process: Process, quiet: boolean): Program<number> {
  if (!(yield* isOnline(process))) {
    yield* sleep(process.sim, 2000);
    yield* process.stderr.write(
      "Err:1 http://debian.mirror.example.com/debian bookworm InRelease\n  Temporary failure resolving 'debian.mirror.example.com'\n" +
        'W: Failed to fetch http://debian.mirror.example.com/debian/dists/bookworm/InRelease  Temporary failure resolving ' +
        "'debian.mirror.example.com'\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n",
    );
    return 0;
  }
  const lines = [
    'Get:1 http://debian.mirror.example.com/debian bookworm InRelease [151 kB]',
    'Get:2 http://debian.mirror.example.com/debian bookworm-updates InRelease [55.4 kB]',
    'Get:3 http://debian.mirror.example.com/debian-security bookworm-security InRelease [48.0 kB]',
    'Get:4 http://debian.mirror.example.com/debian bookworm/main amd64 Packages [8791 kB]',
  ];
  for (const line of lines) {
    yield* sleep(process.sim, 250);
    if (!quiet) yield* print(process, `${line}\n`);
  }
  yield* sleep(process.sim, 600);
  if (!quiet) yield* print(process, 'Fetched 9046 kB in 1s (7123 kB/s)\nReading package lists... Done\n');
  process.machine.files.put(LISTS, { content: 'bookworm\n' });
  return 0;
}

function* install(process: Process, names: readonly string[], yes: boolean, quiet: boolean): Program<number> {
  const { files } = process.machine;
  if (!quiet) yield* print(process, 'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n');
  const found: PackageInfo[] = [];
  // Images come without package lists: `apt-get update` first. A host has had its own.
  const hasLists = process.machine.kind === 'host' || !isFileError(files.stat(LISTS));
  for (const name of names.map((each) => each.split('=')[0] as string)) {
    const info = hasLists ? findPackage('debian', name) : undefined;
    if (!info) {
      yield* process.stderr.write(
        hasLists && isBeyond(name) ? `E: Package ${name} is not supported in this lab\n` : `E: Unable to locate package ${name}\n`,
      );
      return 100;
    }
    found.push(info);
  }
  const have = installed(files, 'debian');
  const fresh = found.filter((info) => !have.includes(info.name) && !alreadyThere(process, info));
  for (const info of found)
    if (!fresh.includes(info) && !quiet) yield* print(process, `${info.name} is already the newest version (${info.version}).\n`);
  if (fresh.length === 0) {
    if (!quiet) yield* print(process, '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n');
    return 0;
  }
  const sizeKb = fresh.reduce((sum, info) => sum + info.sizeKb, 0);
  const archiveKb = Math.ceil(sizeKb / 3);
  if (!quiet) {
    const sorted = fresh.map(({ name }) => name).sort();
    yield* print(process, `The following NEW packages will be installed:\n  ${sorted.join(' ')}\n`);
    yield* print(process, `0 upgraded, ${fresh.length} newly installed, 0 to remove and 0 not upgraded.\n`);
    yield* print(process, `Need to get ${archiveKb} kB of archives.\nAfter this operation, ${sizeKb} kB of additional disk space will be used.\n`);
  }
  // Asked only when more is installed than was named.
  if (!yes && fresh.length > names.length) {
    yield* print(process, 'Do you want to continue? [Y/n] ');
    const answer = yield* readLine(process.stdin);
    if (answer === undefined || /^n/i.test(answer)) {
      yield* print(process, 'Abort.\n');
      return 1;
    }
  }
  if (!(yield* isOnline(process))) {
    const info = fresh[0] as PackageInfo;
    yield* process.stderr.write(
      `E: Failed to fetch http://debian.mirror.example.com/debian/pool/main/${info.name.charAt(0)}/${info.name}/${info.name}_` +
        `${info.version.replace(/^\d+:/, '')}_amd64.deb  Temporary failure resolving 'debian.mirror.example.com'\n` +
        'E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n',
    );
    return 100;
  }
  for (const [i, info] of fresh.entries()) {
    yield* sleep(process.sim, 120 + info.sizeKb / 40);
    if (!quiet)
      yield* print(
        process,
        `Get:${i + 1} http://debian.mirror.example.com/debian bookworm/main amd64 ${info.name} amd64 ${info.version} [` +
          `${Math.ceil(info.sizeKb / 3)} kB]\n`,
      );
  }
  if (!quiet) yield* print(process, `Fetched ${archiveKb} kB in 0s (${archiveKb * 4} kB/s)\n`);
  for (const info of fresh) {
    yield* sleep(process.sim, 60);
    yield* print(
      process,
      `Selecting previously unselected package ${info.name}.\n` +
        `Preparing to unpack .../${info.name}_${info.version.replace(':', '%3a')}_amd64.deb ...\n` +
        `Unpacking ${info.name} (${info.version}) ...\n`,
    );
  }
  for (const info of fresh) {
    yield* sleep(process.sim, 40);
    installPackage(files, 'debian', info);
    yield* print(process, `Setting up ${info.name} (${info.version}) ...\n`);
  }
  setInstalled(files, 'debian', [...have, ...fresh.map(({ name }) => name)]);
  return 0;
}

/** All its executables are there: it belongs to the image. */
function alreadyThere(process: Process, info: PackageInfo): boolean {
  const paths = filesOf('debian', info);
  return paths.length > 0 && paths.every(({ path }) => !isFileError(process.machine.files.stat(path)));
}

function* remove(process: Process, names: readonly string[], yes: boolean): Program<number> {
  const { files } = process.machine;
  yield* print(process, 'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n');
  const found: PackageInfo[] = [];
  for (const name of names) {
    const info = findPackage('debian', name);
    if (!info) {
      yield* process.stderr.write(`E: Unable to locate package ${name}\n`);
      return 100;
    }
    if (alreadyThere(process, info)) found.push(info);
    else yield* print(process, `Package '${name}' is not installed, so not removed\n`);
  }
  if (found.length === 0) {
    yield* print(process, '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n');
    return 0;
  }
  yield* print(
    process,
    `The following packages will be REMOVED:\n  ${found.map(({ name }) => name).join(' ')}\n` +
      `0 upgraded, 0 newly installed, ${found.length} to remove and 0 not upgraded.\n`,
  );
  if (!yes) {
    yield* print(process, 'Do you want to continue? [Y/n] ');
    const answer = yield* readLine(process.stdin);
    if (answer === undefined || /^n/i.test(answer)) {
      yield* print(process, 'Abort.\n');
      return 1;
    }
  }
  for (const info of found) {
    removePackage(files, 'debian', info);
    yield* print(process, `Removing ${info.name} (${info.version}) ...\n`);
  }
  setInstalled(
    files,
    'debian',
    installed(files, 'debian').filter((name) => !found.some((info) => info.name === name)),
  );
  return 0;
}
