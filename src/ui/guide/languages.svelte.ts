/** The languages of a guide: the reader's own where there is one, another on request, and what was chosen stays chosen. */
import type { Guide } from '../../lab/guide-model';
import { translated } from '../catalogue';
import { recall, remember } from '../kit/remember';
import { notify } from '../session/notices';
import type { OpenSession } from '../session/open-session.svelte';

/** The language that guides without a suffix are written in. */
const OWN = 'en';

export class Languages {
  /** Codes, the guide's own first. */
  readonly all: readonly string[];
  shown = $state(OWN);
  private readonly base: Guide;

  constructor(
    private readonly session: OpenSession,
    others: readonly string[],
  ) {
    this.all = [OWN, ...others];
    this.base = session.guide as Guide;
    const wanted = chosenLanguage(this.all, recall('language'), navigator.languages);
    if (wanted !== OWN) void this.show(wanted);
  }

  /** `Deutsch` for `de`. */
  nameOf(code: string): string {
    try {
      return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
    } catch {
      return code;
    }
  }

  choose(code: string): void {
    remember('language', code);
    void this.show(code);
  }

  private async show(code: string): Promise<void> {
    const guide = code === OWN ? this.base : await translated(this.session.start, this.base, code).catch(() => undefined);
    if (guide) this.session.guide = guide;
    else notify(`The guide could not be shown in ${this.nameOf(code)}: it is not the same lab any more, or could not be loaded.`, 'bad');
    this.shown = guide ? code : OWN;
  }
}

/** What was chosen before, else the first of the reader's languages that there is, else the guide's own. */
export function chosenLanguage(all: readonly string[], chosen: string | undefined, reader: readonly string[]): string {
  if (chosen !== undefined && all.includes(chosen)) return chosen;
  for (const one of reader) {
    const code = one.toLowerCase();
    const found = all.find((other) => other === code) ?? all.find((other) => other === code.split('-')[0]);
    if (found !== undefined) return found;
  }
  return all[0] ?? OWN;
}
