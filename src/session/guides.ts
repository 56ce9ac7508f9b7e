/**
 * The guide of a session's lab. In the page's worker `worker/late-guides.ts` stands in for this file: a playground's first prompt
 * waits for no reader of Markdown and YAML.
 */
import { guideOf, labGuide } from '../lab/catalogue';
import type { Guide } from '../lab/guide-model';
import type { SessionStart } from './protocol';

/** As the learner gets it; undefined where there is none. */
export function guideFor({ lab, labText, learner }: SessionStart): Guide | undefined {
  return labText === undefined ? labGuide(lab, learner) : guideOf(labText, learner);
}
