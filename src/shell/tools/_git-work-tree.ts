/** A clone as far as courses look at it: one commit on one branch, and what differs from it in the working tree. */
import { isFileError, type Files, type Process } from '../../os';
import { sha1 } from '@noble/hashes/legacy.js';
import { encodeUtf8 } from '../../os/utf8';

const BRANCH = 'main';
const META = '.git/skep.json';

export interface Commit {
  hash: string;
  subject: string;
  author: string;
  atMs: number;
}

/** What is kept in `.git` of what was cloned. */
interface Kept {
  address: string;
  branch: string;
  branches: string[];
  commit: Commit;
  files: Record<string, string>;
}

export class WorkTree {
  private constructor(
    private readonly files: Files,
    readonly root: string,
    private readonly kept: Kept,
  ) {}

  static find(process: Process, from: string): WorkTree | undefined {
    const { files } = process.machine;
    for (let path = from; ; path = path.replace(/\/[^/]*$/, '') || '/') {
      const text = files.read(`${path === '/' ? '' : path}/${META}`);
      if (!isFileError(text)) return new WorkTree(files, path, JSON.parse(text) as Kept);
      if (path === '/') return undefined;
    }
  }

  /** Lays the files of a repository down. Its one commit is as old as the lab wants it: a week. */
  static create(files: Files, root: string, address: string, content: Readonly<Record<string, string>>, nowMs: number): void {
    const hash = [...sha1(encodeUtf8(`${address}\n${JSON.stringify(content)}`))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const commit = { hash, subject: 'Files of the lab', author: 'Skep <lab@skep.invalid>', atMs: nowMs - 7 * 86_400_000 };
    for (const [path, text] of Object.entries(content)) files.put(`${root}/${path}`, { content: text, ...(text.startsWith('#!') ? { mode: 0o755 } : {}) });
    const kept: Kept = { address, branch: BRANCH, branches: [BRANCH], commit, files: { ...content } };
    files.put(`${root}/${META}`, { content: JSON.stringify(kept) });
    files.put(`${root}/.git/HEAD`, { content: `ref: refs/heads/${BRANCH}\n` });
    files.put(`${root}/.git/config`, { content: `[remote "origin"]\n\turl = ${address}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n` });
  }

  get branch(): string {
    return this.kept.branch;
  }

  get branches(): readonly string[] {
    return this.kept.branches;
  }

  get commit(): Commit {
    return this.kept.commit;
  }

  get address(): string {
    return this.kept.address;
  }

  /** Goes on with a branch, a new one when `makes`. All branches are at the one commit, so no file changes. */
  switchTo(branch: string, makes: boolean): void {
    if (makes) this.kept.branches = [...this.kept.branches, branch].sort();
    this.kept.branch = branch;
    this.files.write(`${this.root}/${META}`, JSON.stringify(this.kept));
    this.files.write(`${this.root}/.git/HEAD`, `ref: refs/heads/${branch}\n`);
  }

  tracks(path: string): boolean {
    return this.kept.files[path] !== undefined;
  }

  /** Puts a file back as it was committed. */
  restore(path: string): void {
    this.files.put(`${this.root}/${path}`, { content: this.kept.files[path] as string });
  }

  /** Paths below the root that were changed, are gone, or are new. */
  differences(): { modified: string[]; deleted: string[]; untracked: string[] } {
    const out = { modified: [] as string[], deleted: [] as string[], untracked: [] as string[] };
    for (const [path, content] of Object.entries(this.kept.files)) {
      const text = this.files.read(`${this.root}/${path}`);
      if (isFileError(text)) out.deleted.push(path);
      else if (text !== content) out.modified.push(path);
    }
    out.untracked.push(...this.untracked(''));
    return out;
  }

  /** A folder of which nothing is tracked stands for all that is in it. */
  private untracked(folder: string): string[] {
    const names = this.files.list(`${this.root}/${folder}`);
    if (isFileError(names)) return [];
    return names.flatMap((name) => {
      const path = `${folder}${name}`;
      if (path === '.git' || this.tracks(path)) return [];
      const stat = this.files.stat(`${this.root}/${path}`);
      if (isFileError(stat) || stat.kind !== 'directory') return [path];
      return Object.keys(this.kept.files).some((each) => each.startsWith(`${path}/`)) ? this.untracked(`${path}/`) : [`${path}/`];
    });
  }
}
