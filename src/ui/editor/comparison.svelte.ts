/** Two files side by side: any two, or what is typed beside what the machine has. Both sides follow what changes. */
import type { FileState, PlacedFile } from '../../session/protocol';
import { contentOf, idOf } from './open-file.svelte';
import type { OpenFile } from './open-file.svelte';

export class Comparison {
  readonly kind = 'comparison';
  readonly id: string;
  readonly name: string;
  left = $state.raw<FileState>();
  right = $state.raw<FileState>();

  constructor(
    readonly original: PlacedFile,
    readonly modified: PlacedFile,
    /** What is typed is the right side: a comparison with oneself. */
    readonly typed?: OpenFile,
  ) {
    const name = ({ path }: PlacedFile) => path.slice(path.lastIndexOf('/') + 1);
    this.id = typed ? `typed:${typed.id}` : `${idOf(original)} ↔ ${idOf(modified)}`;
    this.name = name(original) === name(modified) ? name(original) : `${name(original)} ↔ ${name(modified)}`;
  }

  hear(file: PlacedFile, state: FileState): void {
    if (idOf(file) === idOf(this.original)) this.left = state;
    if (!this.typed && idOf(file) === idOf(this.modified)) this.right = state;
  }

  get leftText(): string {
    return contentOf(this.left) ?? '';
  }

  get rightText(): string {
    return this.typed ? this.typed.text : (contentOf(this.right) ?? '');
  }

  /** Why a side has nothing to show. */
  get refusal(): string | undefined {
    for (const state of [this.left, this.right]) if (state?.kind === 'refused') return state.reason;
    return undefined;
  }

  get loaded(): boolean {
    return this.left !== undefined && (this.typed !== undefined || this.right !== undefined);
  }
}
