/**
 * A file that is open in the editor: what is typed, what the machine has, and how the two stand to each other.
 *
 * [EDIT1] What was typed is never replaced unasked: a file that changed on the machine is taken only where nothing is unsaved.
 * [EDIT2] A save counts when the world says that it is written; until then the text is unsaved.
 */
import { languageOf } from '../../session/documents/language';
import type { Language } from '../../session/documents/language';
import type { Diagnostic, FileState, PlacedFile } from '../../session/protocol';
import type { Draft } from './drafts';

export const idOf = ({ machine, path }: PlacedFile): string => `${machine}:${path}`;

/** What an editor shows of a state; undefined where there is nothing to show. */
export function contentOf(state: FileState | undefined): string | undefined {
  if (state === undefined || state.kind === 'refused') return undefined;
  return state.kind === 'text' ? state.content : '';
}

export class OpenFile implements PlacedFile {
  readonly kind = 'file';
  readonly id: string;
  readonly machine: string;
  readonly path: string;
  readonly name: string;
  /** As the machine has it. */
  state = $state.raw<FileState>();
  text = $state('');
  /** The machine's text that the edit began with, or was last saved as. */
  base = $state('');
  problems = $state.raw<readonly Diagnostic[]>([]);
  /** Why it could not be saved. */
  error = $state<string>();
  /** It was there, and is not any more. */
  gone = $state(false);
  /** What is on its way to the machine. */
  saving = $state.raw<string>();
  /** The browser has no room to keep the draft. */
  unkept = $state(false);
  /** Counts what came from the machine into the text. */
  reloads = $state(0);
  /** A draft of an earlier visit was put back. */
  restored = $state(false);

  readonly dirty = $derived(this.text !== this.base);
  readonly refusal = $derived(this.state?.kind === 'refused' ? this.state.reason : undefined);
  readonly readOnly = $derived(this.state === undefined || this.state.kind === 'refused' ? undefined : this.state.readOnly);
  /** The machine has neither what the edit began with nor what it became. */
  readonly conflict = $derived.by(() => {
    const disk = contentOf(this.state);
    return disk !== undefined && this.dirty && disk !== this.base && disk !== this.text && disk !== this.saving;
  });

  constructor(
    file: PlacedFile,
    private draft: Draft | undefined,
  ) {
    this.id = idOf(file);
    this.machine = file.machine;
    this.path = file.path;
    this.name = file.path.slice(file.path.lastIndexOf('/') + 1);
  }

  get language(): Language {
    return languageOf(this.path, this.base);
  }

  /** What the machine has, at first or anew. */
  hear(state: FileState): void {
    const before = this.state;
    this.state = state;
    const disk = contentOf(state);
    if (disk === undefined) return;
    if (contentOf(before) === undefined) {
      this.begin(disk);
      return;
    }
    this.gone = before?.kind === 'text' && state.kind === 'new';
    if (disk === this.text || disk === this.saving || this.gone) this.base = disk;
    else if (!this.dirty) this.take(disk);
  }

  type(text: string): void {
    this.text = text;
    this.error = undefined;
  }

  /** The machine's text instead of what was typed. */
  reload(): void {
    this.take(contentOf(this.state) ?? '');
    this.gone = false;
  }

  /** What is typed counts from now on, whatever the machine has. */
  insist(): void {
    this.base = contentOf(this.state) ?? '';
  }

  /** What to write: a last line ends like every other. */
  beginSave(): string {
    if (this.text !== '' && !this.text.endsWith('\n')) this.text += '\n';
    this.saving = this.text;
    this.error = undefined;
    return this.text;
  }

  endSave(error: string | undefined): void {
    const saved = this.saving;
    this.saving = undefined;
    if (error !== undefined) this.error = error;
    else if (saved !== undefined) {
      this.base = saved;
      this.gone = false;
      this.restored = false;
    }
  }

  private begin(disk: string): void {
    // Only the first look begins an edit; a machine that was away and is back finds what was typed.
    if (this.draft) {
      this.text = this.draft.text;
      this.base = this.draft.base;
      this.restored = this.dirty;
      this.draft = undefined;
      if (!this.dirty) this.take(disk);
    } else if (!this.dirty) this.take(disk);
    this.reloads++;
  }

  private take(disk: string): void {
    this.text = disk;
    this.base = disk;
    this.reloads++;
  }
}
