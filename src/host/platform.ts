/** `--platform` as the daemon reads it (containerd platforms.Parse). */
import { refuse, type Refusal } from '../model';
import { wordTable } from '../os/word-table';

const SYSTEMS = ['linux', 'windows', 'darwin', 'freebsd'];
/** What machines call themselves, in the registry's words. */
const NORMAL: Readonly<Record<string, string>> = wordTable({ x86_64: 'amd64', 'x86-64': 'amd64', aarch64: 'arm64', armhf: 'arm', armel: 'arm', i386: '386' });
const ARCHITECTURES = ['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips64', 'mips64le', 'ppc64le', 'riscv64', 's390x', 'wasm'];

/** Undefined for none. */
export function parsePlatform(text: string | undefined): { os: string; architecture: string } | undefined | Refusal {
  if (text === undefined || text === '') return undefined;
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3) return refuse(400, `${JSON.stringify(text)}: cannot parse platform specifier: invalid argument`);
  const [first = '', second] = parts;
  if (second === undefined) {
    if (SYSTEMS.includes(first)) return { os: first, architecture: 'amd64' };
    const architecture = NORMAL[first] ?? first;
    if (ARCHITECTURES.includes(architecture)) return { os: 'linux', architecture };
    return refuse(400, `${JSON.stringify(text)}: unknown operating system or architecture: invalid argument`);
  }
  return { os: first, architecture: NORMAL[second] ?? second };
}

/** Where the engine of a Linux machine listens; `/var/run` leads there. */
export const DOCKER_SOCKET = '/run/docker.sock';
