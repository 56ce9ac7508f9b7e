/** Reports an open session to its course as it goes on, and keeps it there from time to time. */
import type { OpenSession } from '../session/open-session.svelte';
import type { CourseChannel } from './course-channel';
import { writeMemory } from './course-memory';
import { courseScore } from './course-score';

const KEEP_MS = 15_000;

/** Answers how to stop. */
export function followSession(session: OpenSession, channel: CourseChannel): () => void {
  let last = '';
  const keep = async (): Promise<void> => {
    if (channel.memoryMax === 0 || session.status.kind !== 'ready') return;
    try {
      const memory = writeMemory(session.id, await session.saved(), channel.memoryMax);
      if (memory !== undefined) channel.keep(memory);
    } catch {
      // The world is gone; what was kept before stays.
    }
  };
  const stop = $effect.root(() => {
    $effect(() => {
      const { guide, lab } = session;
      if (!guide || !lab) return;
      const score = courseScore(guide, lab);
      const words = JSON.stringify(score);
      if (words === last) return;
      last = words;
      channel.report(score);
      void keep();
    });
  });
  const timer = setInterval(() => void keep(), KEEP_MS);
  return () => {
    stop();
    clearInterval(timer);
  };
}
