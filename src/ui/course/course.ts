/**
 * The course that this page belongs to: opened once, when its lab first is, and told of every session of that lab until the
 * page goes. Who is no part of a course loads nothing of it.
 */
import type { OpenSession } from '../session/open-session.svelte';
import type { CourseMemory } from './course-memory';
import { coursePage } from './course-page';

/** What a session of the course begins with. */
export interface CourseStart {
  learner?: string;
  /** What the learning system kept; absent where the browser's own storage is asked. */
  memory?: CourseMemory;
}

export interface Course {
  /** For the lab's route; sessions have a start of their own. */
  start?: CourseStart;
  /** Reports a session, if it is of the course's lab; answers how to stop. */
  follow(session: OpenSession): () => void;
}

let opening: Promise<{ slug: string; course: Course } | undefined> | undefined;

/** The course, for a page that shows this lab, or a session of whichever. Undefined on an ordinary visit. */
export async function courseFor(slug: string | undefined, problem: (words: string) => void): Promise<Course | undefined> {
  const page = coursePage();
  const own = page?.slug ?? slug;
  if (!page || (own === undefined && !opening)) return undefined;
  if (own !== undefined && (slug === undefined || slug === own)) opening ??= openCourse(own, problem);
  const opened = await opening;
  if (!opened) return undefined;
  const { follow, start } = opened.course;
  return { follow, ...(slug === opened.slug && start ? { start } : {}) };
}

async function openCourse(slug: string, problem: (words: string) => void): Promise<{ slug: string; course: Course } | undefined> {
  const page = coursePage();
  const [{ openChannel }, { readMemory }, { followSession }] = await Promise.all([import('./course-channel'), import('./course-memory'), import('./follow-session.svelte')]);
  const channel = page && openChannel(page, slug, problem);
  if (!channel || typeof channel === 'string') {
    if (channel) problem(channel);
    return undefined;
  }
  window.addEventListener('pagehide', () => channel.leave());
  const { learner, memoryMax, memory } = channel;
  const start: CourseStart | undefined = page.kind === 'embed' ? undefined : { ...(learner === undefined ? {} : { learner }), ...(memoryMax > 0 ? { memory: readMemory(memory) } : {}) };
  return { slug, course: { ...(start && { start }), follow: (session) => (session.start.lab === slug ? followSession(session, channel) : () => {}) } };
}
