/**
 * The files that a page shows, looked at after each stretch of virtual time. Looking is cheap: a file that nobody
 * wrote is the same string as before. Programs that replace a file, rename it or unmount its disk are all the same here.
 */
import type { PlacedFile } from '../protocol';
import { type FileState, isSameState } from './files';

export interface WatchedWorld {
  /** The content of an ordinary file, undefined for all else. */
  peekFile(file: PlacedFile): string | undefined;
  readFile(file: PlacedFile): FileState;
}

interface Watched extends PlacedFile {
  content?: string | undefined;
  state?: FileState;
}

/** More than anybody has open. */
const FILES_MAX = 100;

export class FileWatch {
  private files: Watched[] = [];

  /** Files that were watched before are told of again only when they change. */
  set(files: readonly PlacedFile[]): void {
    const before = new Map(this.files.map((file) => [`${file.machine}:${file.path}`, file]));
    this.files = files.slice(0, FILES_MAX).map(({ machine, path }) => before.get(`${machine}:${path}`) ?? { machine, path });
  }

  /** Tells of each file that is new to the list or another than before. */
  look(world: WatchedWorld, tell: (file: PlacedFile, state: FileState) => void): void {
    for (const file of this.files) {
      const { machine, path, content } = file;
      const now = world.peekFile(file);
      if (file.state && now !== undefined && now === content) continue;
      file.content = now;
      const state = world.readFile(file);
      if (file.state && isSameState(file.state, state)) continue;
      file.state = state;
      tell({ machine, path }, state);
    }
  }
}
