/** What a lab's world begins with, from its front matter: the same for the page, the grader and the tests of labs. */
import type { GuideFront } from './guide-front';

export type Beginning = Pick<GuideFront, 'seed' | 'startMs' | 'machines'> & Partial<Pick<GuideFront, 'files' | 'setup' | 'images' | 'repositories'>>;

export function beginningOf({ seed, startMs, machines, files, setup, images, repositories }: GuideFront): Beginning {
  return {
    seed, startMs, machines,
    ...(Object.keys(files).length > 0 ? { files } : {}),
    ...(setup.length > 0 ? { setup } : {}),
    ...(images.length > 0 ? { images } : {}),
    ...(Object.keys(repositories).length > 0 ? { repositories } : {}),
  };
}
