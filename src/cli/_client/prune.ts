/** What the prune commands share: default filters of the configuration, questions, and what was gained. */
import type { Program } from '../../sim';
import type { Context } from '../_framework/context';
import { humanSize } from '../_format/human';
import { cut } from '../_parse/csv';
import { confirmed } from './prompt';

export type Filters = readonly (readonly [string, string])[];

/** Filters of the flags, with those of the client's settings (`pruneFilters`). */
export function pruneFilters(context: Context, filters: Filters): Filters {
  const configured = context.config.texts('pruneFilters').map((text) => {
    const [key, value = ''] = cut(text);
    return [key, value] as const;
  });
  return [
    ...filters,
    ...configured.filter(([key]) =>
      key !== 'label' && key !== 'label!' ? true : !filters.some(([other]) => other !== key && other.startsWith('label')),
    ),
  ];
}

/** Asks, unless forced. */
export function* mayPrune(context: Context, force: boolean, warning: string): Program<boolean> {
  return force || (yield* confirmed(context, `${warning}\nAre you sure you want to continue?`));
}

/** `Deleted Xs:` with one line each and a blank line, or nothing. */
export function deletedText(title: string, lines: readonly string[]): string {
  return lines.length ? `Deleted ${title}:\n${lines.join('\n')}\n\n` : '';
}

export const reclaimedText = (bytes: number): string => `Total reclaimed space: ${humanSize(bytes)}\n`;

export interface ImagesPruned {
  ImagesDeleted?: { Untagged?: string; Deleted?: string }[] | null;
  SpaceReclaimed: number;
}

export function imagesText({ ImagesDeleted }: ImagesPruned): string {
  return deletedText(
    'Images',
    (ImagesDeleted ?? []).map(({ Untagged, Deleted }) => (Untagged ? `untagged: ${Untagged}` : `deleted: ${Deleted}`)),
  );
}
