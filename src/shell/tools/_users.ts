/** Names of users and groups, from the machine's own /etc/passwd and /etc/group. */
import { isFileError } from '../../os';
import type { Process } from '../../os';

export interface User {
  name: string;
  uid: number;
  gid: number;
  gecos: string;
  home: string;
  shell: string;
}

export interface Group {
  name: string;
  gid: number;
  members: string[];
}

function lines(process: Process, path: string): string[][] {
  const text = process.machine.files.read(path);
  if (isFileError(text)) return [];
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));
}

export function users(process: Process): User[] {
  return lines(process, '/etc/passwd').map(([name = '', , uid = '', gid = '', gecos = '', home = '', shell = '']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    gecos,
    home,
    shell,
  }));
}

export function groups(process: Process): Group[] {
  return lines(process, '/etc/group').map(([name = '', , gid = '', members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter(Boolean),
  }));
}

export function userName(process: Process, uid: number): string {
  return users(process).find((user) => user.uid === uid)?.name ?? String(uid);
}

export function groupName(process: Process, gid: number): string {
  return groups(process).find((group) => group.gid === gid)?.name ?? String(gid);
}

/** A user by name or number. */
export function findUser(process: Process, text: string): User | undefined {
  return users(process).find(({ name, uid }) => name === text || (/^\d+$/.test(text) && uid === Number(text)));
}

/** The groups of a process: those that it was given, or those of its user. */
export function groupsOfProcess(process: Process): Group[] {
  if (process.gids) return process.gids.map((gid) => ({ name: groupName(process, gid), gid, members: [] }));
  return groupsOf(process, findUser(process, String(process.uid)) ?? { name: userName(process, process.uid), gid: process.uid });
}

/** The primary group first, then those that list the user. */
export function groupsOf(process: Process, user: { name: string; gid: number }): Group[] {
  const all = groups(process);
  const primary = all.find(({ gid }) => gid === user.gid) ?? { name: groupName(process, user.gid), gid: user.gid, members: [] };
  return [primary, ...all.filter(({ gid, members }) => gid !== user.gid && members.includes(user.name))];
}
