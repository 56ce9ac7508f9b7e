/** What a course is told, whoever listens: a learning system (SCORM, xAPI) or the page that embeds this one. */
import type { CoursePage } from './course-page';
import type { CourseScore } from './course-score';
import { EmbedChannel, embedderOf } from './embed-channel';
import { findScormApi, ScormChannel } from './scorm-channel';
import { launchOf, XapiChannel } from './xapi-channel';

export interface CourseChannel {
  /** Who does the lab, as the learning system knows them: labs vary by it. */
  readonly learner?: string;
  /** What was kept when the lab was left the last time; undefined when nothing was, or nothing can be. */
  readonly memory: string | undefined;
  /** How many characters can be kept; 0 for none. */
  readonly memoryMax: number;
  report(score: CourseScore): void;
  keep(memory: string): void;
  /** The page goes: nothing comes after it. */
  leave(): void;
}

/** Opens the way that the page is meant to use; words when there is none. */
export function openChannel(page: CoursePage, slug: string, problem: (words: string) => void): CourseChannel | string {
  switch (page.kind) {
    case 'scorm': {
      const api = findScormApi(window);
      if (!api) return 'The learning system that should note your progress was not found. The lab works, and nothing is reported.';
      return ScormChannel.open(api, page.mastery, problem) ?? 'The learning system did not answer. The lab works, and nothing is reported.';
    }
    case 'xapi': {
      const launch = launchOf(location.search, location.href);
      return typeof launch === 'string' ? `${launch} The lab works, and nothing is reported.` : new XapiChannel(launch, slug, page.mastery, problem);
    }
    case 'embed': {
      const origin = embedderOf(location.search);
      return origin === undefined ? 'The page around this lab did not say where it is from, so it is told nothing.' : new EmbedChannel(window.parent, origin, slug);
    }
  }
}
