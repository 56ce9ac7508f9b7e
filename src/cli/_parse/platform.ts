/** Platforms as `os/architecture/variant` (containerd/platforms Parse, with its error texts). */
import { quote } from '../../template/quote';
import { problem, type Problem } from './problem';
import { wordTable } from '../../os/word-table';

export interface Platform {
  architecture: string;
  os: string;
  variant?: string;
}

const OS_PART = '^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.-]*)\\))?$';
const PART = '^[A-Za-z0-9_.-]+$';
const SYSTEMS = new Set('aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(' '));
const ARCHITECTURES = new Set(
  ('386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm').split(' '),
);
const ALIASES: Record<string, [architecture: string, variant?: string]> = wordTable({
  i386: ['386'], 'x86_64': ['amd64'], 'x86-64': ['amd64'], aarch64: ['arm64'], armhf: ['arm', 'v7'], armel: ['arm', 'v6'],
});

const invalid = (text: string): Problem => problem(`${text}: invalid argument`);

export function parsePlatform(text: string): Platform | Problem {
  if (text.includes('*')) return invalid(`${quote(text)}: wildcards not yet supported`);
  const parts = text.split('/');
  const [system = '', ...rest] = parts;
  if (!new RegExp(OS_PART).test(system)) return invalid(`${quote(system)} is an invalid OS component of ${quote(text)}: OSAndVersion specifier component must match ${quote(OS_PART)}`);
  const wrong = rest.find((part) => !new RegExp(PART).test(part));
  if (wrong !== undefined) return invalid(`${quote(wrong)} is an invalid component of ${quote(text)}: platform specifier component must match ${quote(PART)}`);
  if (parts.length > 3) return invalid(`${quote(text)}: cannot parse platform specifier`);
  const os = normalSystem(system.replace(/\(.*$/, ''));
  if (parts.length > 1) return normal(os, rest[0] as string, rest[1] ?? '');
  if (SYSTEMS.has(os)) return { architecture: 'amd64', os };
  const alone = normal('linux', system, '');
  return ARCHITECTURES.has(alone.architecture) ? alone : invalid(`${quote(text)}: unknown operating system or architecture`);
}

const normalSystem = (name: string) => (name.toLowerCase() === 'macos' ? 'darwin' : name.toLowerCase());

function normal(os: string, architecture: string, variant: string): Platform {
  const [name, own] = ALIASES[architecture.toLowerCase()] ?? [architecture.toLowerCase()];
  let kind = (own ?? variant).toLowerCase();
  if (name === 'amd64' && kind === 'v1') kind = '';
  if (name === 'arm64' && (kind === '8' || kind === 'v8')) kind = '';
  if (name === 'arm' && (kind === '' || kind === '7')) kind = 'v7';
  if (name === 'arm' && /^[568]$/.test(kind)) kind = `v${kind}`;
  return { architecture: name, os, ...(kind ? { variant: kind } : {}) };
}
