/** What `apt-get`, `apk` and `yum` can install: names of packages to tools of this lab. */
import type { Files } from '../../os';
import { isFileError } from '../../os';
import { tools } from './index';
import type { Tool } from './_tool';

export type PackageFamily = 'debian' | 'alpine' | 'redhat';

export interface PackageInfo {
  /** As the family calls it. */
  name: string;
  version: string;
  /** The catalogue's names for it. */
  from: readonly string[];
  sizeKb: number;
}

type Entry = readonly [from: string | readonly string[], version: string, sizeKb: number];

const DEBIAN: Readonly<Record<string, Entry>> = {
  'apache2-utils': ['apache2-utils', '2.4.65-1~deb12u1', 435],
  bash: ['bash', '5.2.15-2+b8', 7164],
  bc: ['bc', '1.07.1-3+b1', 231],
  'bind9-dnsutils': ['bind9-dnsutils', '1:9.18.39-1~deb12u1', 703],
  'bind9-host': ['bind9-dnsutils', '1:9.18.39-1~deb12u1', 141],
  dnsutils: ['bind9-dnsutils', '1:9.18.39-1~deb12u1', 264],
  bsdextrautils: ['bsdextrautils', '2.38.1-5+deb12u3', 289],
  'ca-certificates': [[], '20230311+deb12u1', 382],
  coreutils: ['coreutils', '9.1-1', 18000],
  curl: ['curl', '7.88.1-10+deb12u14', 501],
  diffutils: ['diffutils', '1:3.8-4', 1598],
  dos2unix: ['dos2unix', '7.4.3-1', 1300],
  file: ['file', '1:5.44-3', 130],
  findutils: ['findutils', '4.9.0-4', 1956],
  gawk: ['mawk', '1:5.2.1-2', 2558],
  'gettext-base': ['gettext-base', '0.21-12', 655],
  git: ['git', '1:2.39.5-0+deb12u2', 46330],
  gnupg: [[], '2.2.40-1.1+deb12u1', 886],
  grep: ['grep', '3.8-5', 1256],
  gzip: ['gzip', '1.12-1', 252],
  hey: ['hey', '0.1.4-2+b4', 7400],
  httping: ['httping', '2.9-1', 150],
  hostname: ['hostname', '3.23+nmu1', 46],
  iproute2: ['iproute2', '6.1.0-3', 3486],
  'iputils-ping': ['iputils-ping', '3:20221126-1+deb12u1', 119],
  'inetutils-ping': ['iputils-ping', '2:2.4-2+deb12u1', 321],
  jq: ['jq', '1.6-2.1+deb12u1', 122],
  ldnsutils: ['ldnsutils', '1.8.3-1+b1', 530],
  less: ['less', '590-2.1~deb12u2', 308],
  lsof: ['lsof', '4.95.0-1', 469],
  'man-db': ['man-db', '2.11.2-2', 2796],
  mawk: ['mawk', '1.3.4.20200120-3.1', 244],
  'net-tools': ['net-tools', '2.10-0.1+deb12u2', 995],
  nano: ['nano', '7.2-1+deb12u1', 2806],
  netcat: ['netcat-openbsd', '1.219-1', 104],
  'netcat-openbsd': ['netcat-openbsd', '1.219-1', 104],
  'netcat-traditional': ['netcat-openbsd', '1.10-47', 138],
  'openssh-client': ['openssh-client', '1:9.2p1-2+deb12u7', 5911],
  openssl: ['openssl', '3.0.17-1~deb12u3', 2256],
  procps: ['procps', '2:4.0.2-3', 2283],
  psmisc: ['psmisc', '23.6-1', 920],
  sed: ['sed', '4.9-1', 987],
  stress: ['stress', '1.0.7-1', 48],
  sudo: ['sudo', '1.9.13p3-1+deb12u2', 6202],
  tar: ['tar', '1.34+dfsg-1.2+deb12u1', 3155],
  telnet: ['telnet', '0.17+2.4-2+deb12u1', 56],
  time: ['time', '1.9-0.2', 136],
  traceroute: ['traceroute', '1:2.1.2-1', 165],
  tree: ['tree', '2.1.0-1', 116],
  vim: [['vim', 'vi'], '2:9.0.1378-2+deb12u2', 3653],
  'vim-tiny': [['vim', 'vi'], '2:9.0.1378-2+deb12u2', 1706],
  wget: ['wget', '1.21.3-1+deb12u1', 3692],
  wrk: ['wrk', '4.1.0-3+b2', 430],
  xxd: ['xxd', '2:9.0.1378-2+deb12u2', 270],
  'util-linux': ['util-linux', '2.38.1-5+deb12u3', 4864],
  'apt-transport-https': [[], '2.6.1', 35],
  'lsb-release': [[], '12.0-1', 15],
  'software-properties-common': [[], '0.99.30-4.1~deb12u1', 250],
  gnupg2: [[], '2.2.40-1.1+deb12u1', 456],
  locales: [[], '2.36-9+deb12u13', 15935],
  tzdata: [[], '2025b-0+deb12u2', 2589],
};

const ALPINE: Readonly<Record<string, Entry>> = {
  'apache2-utils': ['apache2-utils', '2.4.65-r0', 200],
  bash: ['bash', '5.2.37-r0', 1260],
  bc: ['bc', '1.08.2-r0', 140],
  'bind-tools': ['bind9-dnsutils', '9.20.15-r0', 500],
  'busybox-extras': [['telnet', 'busybox-extras'], '1.37.0-r19', 60],
  'ca-certificates': [[], '20250911-r0', 650],
  coreutils: ['coreutils', '9.7-r1', 1100],
  curl: ['curl', '8.14.1-r2', 240],
  diffutils: ['diffutils', '3.12-r0', 340],
  drill: ['ldnsutils', '1.8.4-r0', 90],
  file: ['file', '5.46-r2', 30],
  findutils: ['findutils', '4.10.0-r0', 500],
  gawk: ['mawk', '5.3.2-r2', 650],
  gettext: ['gettext-base', '0.24.1-r0', 3500],
  git: ['git', '2.49.1-r0', 7100],
  grep: ['grep', '3.12-r0', 190],
  htop: [['top'], '3.4.1-r0', 400],
  iproute2: ['iproute2', '6.15.0-r0', 1000],
  iputils: ['iputils-ping', '20240905-r0', 130],
  'iputils-ping': ['iputils-ping', '20240905-r0', 60],
  jq: ['jq', '1.8.0-r0', 620],
  less: ['less', '679-r0', 170],
  nano: ['nano', '8.4-r0', 770],
  'net-tools': ['net-tools', '2.10-r3', 600],
  'netcat-openbsd': ['netcat-openbsd', '1.229.1-r0', 40],
  'openssh-client': ['openssh-client', '10.0_p1-r9', 2400],
  openssl: ['openssl', '3.5.4-r0', 800],
  procps: ['procps', '4.0.5-r0', 500],
  'procps-ng': ['procps', '4.0.5-r0', 500],
  sed: ['sed', '4.9-r2', 200],
  sudo: ['sudo', '1.9.17_p2-r0', 1500],
  tar: ['tar', '1.35-r3', 480],
  gzip: ['gzip', '1.14-r0', 130],
  tree: ['tree', '2.2.1-r0', 120],
  tzdata: [[], '2025b-r0', 1500],
  'util-linux': ['util-linux', '2.41-r9', 3000],
  hey: ['hey', '0.1.4-r30', 7000],
  wrk: ['wrk', '4.2.0-r0', 360],
  vim: ['vim', '9.1.1415-r0', 5500],
  wget: ['wget', '1.25.0-r1', 740],
  lsof: ['lsof', '4.99.4-r0', 180],
};

/** Undefined: the family has no such package, or this lab has not. */
export function findPackage(family: PackageFamily, name: string): PackageInfo | undefined {
  const table = family === 'alpine' ? ALPINE : DEBIAN;
  const alias =
    family === 'redhat'
      ? (
          {
            'bind-utils': 'bind9-dnsutils',
            iputils: 'iputils-ping',
            iproute: 'iproute2',
            'nmap-ncat': 'netcat-openbsd',
            nc: 'netcat-openbsd',
            'procps-ng': 'procps',
          } as Record<string, string>
        )[name]
      : undefined;
  const entry = table[alias ?? name];
  if (!entry) return undefined;
  const [from, version, sizeKb] = entry;
  return { name, version, from: typeof from === 'string' ? [from] : from, sizeKb };
}

/** Real packages that people ask for and that this lab has no program of: refused in plain words, not as unknown. */
const BEYOND = new Set(
  (
    'ansible apache2 build-essential cargo docker docker-ce docker.io docker-compose emacs g++ gcc golang htop iftop iperf iperf3 ' +
    'iptables make mysql-client mysql-server ncdu nginx ngrep nmap nodejs npm openssh-server perl php ' +
    'postgresql postgresql-client python3 python3-pip redis redis-server redis-tools rsync ruby screen strace stress-ng ' +
    'tcpdump tmux unzip zip zsh siege'
  ).split(' '),
);

export function isBeyond(name: string): boolean {
  return BEYOND.has(name);
}

/** What a file of an installed package says, so that its tool knows it is not busybox' applet of that name. */
export function packageMark(name: string): string {
  return `package:${name}\n`;
}

function directoryOf(family: PackageFamily, tool: Tool): string {
  if (family === 'alpine') return tool.busybox ? (tool.sbin ? '/sbin' : '/bin') : tool.sbin ? '/usr/sbin' : '/usr/bin';
  return tool.sbin ? '/usr/sbin' : '/usr/bin';
}

/** The executables of a package, by path. */
export function filesOf(family: PackageFamily, info: PackageInfo): { path: string; program: string }[] {
  const wanted = new Set(info.from);
  const found = tools
    .filter((tool) => wanted.has(tool.package) || wanted.has(tool.name))
    .flatMap((tool) => [tool.name, ...(tool.aliases ?? [])].map((name) => ({ path: `${directoryOf(family, tool)}/${name}`, program: tool.name })));
  if (wanted.has('bash')) found.push({ path: '/bin/bash', program: 'bash' });
  return found;
}

/** Puts a package's executables into a tree. */
export function installPackage(files: Files, family: PackageFamily, info: PackageInfo): void {
  for (const { path, program } of filesOf(family, info)) files.put(path, { program, content: packageMark(info.name), mode: 0o755 });
}

export function removePackage(files: Files, family: PackageFamily, info: PackageInfo): void {
  for (const { path } of filesOf(family, info)) if (!isFileError(files.stat(path, false))) files.remove(path);
}

/** Where each family keeps what is installed. */
const DATABASES: Readonly<Record<PackageFamily, string>> = {
  debian: '/var/lib/dpkg/lab-installed',
  alpine: '/lib/apk/db/lab-installed',
  redhat: '/var/lib/rpm/lab-installed',
};

export function installed(files: Files, family: PackageFamily): string[] {
  const text = files.read(DATABASES[family]);
  return isFileError(text) ? [] : text.split('\n').filter(Boolean);
}

export function setInstalled(files: Files, family: PackageFamily, names: readonly string[]): void {
  files.put(DATABASES[family], { content: names.map((name) => `${name}\n`).join('') });
}
