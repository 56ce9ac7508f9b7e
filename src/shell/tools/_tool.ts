/**
 * What a command-line tool is: a name, where it comes from, and a `main`. Each file of this folder exports one
 * (`export default tool({...})`); `index.ts` finds them by glob.
 */
import type { Main } from '../../os';
import { fail, isBusybox, OutOfMemory } from './_io';

/** Which Debian package owns the tool; images and `apt-get install` choose by it. */
export type Package =
  | 'coreutils'
  | 'findutils'
  | 'grep'
  | 'sed'
  | 'mawk'
  | 'diffutils'
  | 'procps'
  | 'psmisc'
  | 'util-linux'
  | 'bsdextrautils'
  | 'hostname'
  | 'debianutils'
  | 'ncurses-bin'
  | 'curl'
  | 'wget'
  | 'iputils-ping'
  | 'iproute2'
  | 'net-tools'
  | 'bind9-dnsutils'
  | 'ldnsutils'
  | 'netcat-openbsd'
  | 'telnet'
  | 'traceroute'
  | 'jq'
  | 'bc'
  | 'less'
  | 'openssl'
  | 'tree'
  | 'xxd'
  | 'binutils'
  | 'file'
  | 'dos2unix'
  | 'gettext-base'
  | 'sudo'
  | 'login'
  | 'systemd'
  | 'init-system-helpers'
  | 'apt'
  | 'apk-tools'
  | 'yum'
  | 'git'
  | 'man-db'
  | 'lsof'
  | 'time'
  | 'libc-bin'
  | 'busybox'
  | 'gzip'
  | 'tar'
  | 'mount'
  | 'vim'
  | 'nano'
  | 'openssh-client'
  /** Of this lab alone. */
  | 'skep'
  | 'apache2-utils'
  | 'hey'
  | 'httping'
  | 'stress'
  | 'wrk'
  /** On laptops alone. */
  | 'docker-machine'
  | 'vagrant';

export interface Tool {
  name: string;
  /** Other names of the same program; `main` sees which one in `argv[0]`. */
  aliases?: readonly string[];
  package: Package;
  /** A busybox image has it as an applet. */
  busybox?: boolean;
  /** Lives in sbin rather than bin. */
  sbin?: boolean;
  main: Main;
}

export function tool(spec: Tool): Tool {
  return {
    ...spec,
    *main(process) {
      try {
        return yield* spec.main(process);
      } catch (error) {
        if (!(error instanceof OutOfMemory)) throw error;
        return yield* fail(process, isBusybox(process) ? 'out of memory' : 'memory exhausted');
      }
    },
  };
}
