/** yum, dnf, microdnf: simulated for images of the Red Hat family. */
import { sleep } from '../../sim';
import { print, programName } from './_io';
import { findPackage, installed, installPackage, isBeyond, setInstalled } from './_packages';
import { tool } from './_tool';

export default tool({
  name: 'yum',
  aliases: ['dnf', 'microdnf'],
  package: 'yum',
  *main(process) {
    const [verb, ...names] = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
    const { files } = process.machine;
    if (verb === 'update' || verb === 'upgrade' || verb === 'makecache' || verb === 'clean') {
      yield* sleep(process.sim, 800);
      yield* print(process, verb === 'clean' ? '0 files removed\n' : 'Dependencies resolved.\nNothing to do.\nComplete!\n');
      return 0;
    }
    if (verb !== 'install') {
      yield* process.stderr.write(
        verb === undefined
          ? `usage: ${programName(process)} [options] COMMAND\n`
          : `No such command: ${verb}. Please use /usr/bin/${programName(process)} --help\n`,
      );
      return 1;
    }
    const online = yield* process.machine.net.resolve('mirrorlist.centos.org');
    if (!online.ok) {
      yield* process.stderr.write(
        "Error: Failed to download metadata for repo 'baseos': Cannot prepare internal mirrorlist: Curl error (6): Couldn't resolve host name\n",
      );
      return 1;
    }
    const have = installed(files, 'redhat');
    for (const name of names) {
      const info = findPackage('redhat', name);
      if (!info) {
        yield* process.stderr.write(
          isBeyond(name)
            ? `Error: package ${name} is not supported in this lab\n`
            : `No match for argument: ${name}\nError: Unable to find a match: ${name}\n`,
        );
        return 1;
      }
      if (have.includes(name)) {
        yield* print(process, `Package ${name} is already installed.\nDependencies resolved.\nNothing to do.\nComplete!\n`);
        continue;
      }
      yield* sleep(process.sim, 700);
      installPackage(files, 'redhat', info);
      have.push(name);
      yield* print(
        process,
        `Dependencies resolved.\nInstalling: ${name} ${info.version}\nRunning transaction\n` +
          `  Installing       : ${name}-${info.version.replace(/^\d+:/, '')}.x86_64    1/1\nInstalled:\n` +
          `  ${name}-${info.version.replace(/^\d+:/, '')}.x86_64\n\nComplete!\n`,
      );
    }
    setInstalled(files, 'redhat', have);
    return 0;
  },
});
