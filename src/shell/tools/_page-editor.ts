/**
 * The editor of the page, as programs of a machine see it: they say which file they want opened, and go on. Whether
 * anybody draws this world is not told, so that a session is the same with and without a page.
 */
import type { Machine } from '../../os';

export interface PlacedFile {
  /** Of a machine in this world. */
  machine: string;
  /** Absolute. */
  path: string;
}

export interface PageEditor {
  /** Names of all machines, for `node2:/path`. */
  machines(): readonly string[];
  /** Opens a file, or two to compare. */
  open(file: PlacedFile, against?: PlacedFile): void;
}

const editors = new WeakMap<Machine, PageEditor>();

export function setPageEditor(machine: Machine, editor: PageEditor): void {
  editors.set(machine, editor);
}

/** Undefined where there is none: in a container. */
export function pageEditor(machine: Machine): PageEditor | undefined {
  return editors.get(machine);
}
