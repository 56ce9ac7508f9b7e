/**
 * Whether this page is part of a course, and how it may speak of progress: a package for a learning system names its lab in
 * the document (`skep pack` wrote it there), an embedded page is told so in its address. Small: every visit reads it.
 */

export interface CoursePage {
  kind: 'scorm' | 'xapi' | 'embed';
  /** The lab of the course; any lab, for a page that is embedded. */
  slug?: string;
  /** Percent of the points from which the lab counts as passed. */
  mastery: number;
}

const META = 'skep-course';

/** `<meta name="skep-course" content="scorm 01-build-a-swarm 100">`, or `?embed`; undefined on an ordinary visit. */
export function coursePage(content = document.querySelector(`meta[name="${META}"]`)?.getAttribute('content'), search = location.search): CoursePage | undefined {
  const match = /^(scorm|xapi) ([A-Za-z0-9_-]+) (\d{1,3})$/.exec(content ?? '');
  if (match) return { kind: match[1] as 'scorm' | 'xapi', slug: match[2] as string, mastery: Math.min(100, Number(match[3])) };
  return new URLSearchParams(search).has('embed') && window.parent !== window ? { kind: 'embed', mastery: 100 } : undefined;
}
