/**
 * What a grader keeps of each file: one line of JSON, so that a run that was stopped can go on, and the runs of several
 * machines can be put together.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Grade } from '../../session/grade';

export interface Result {
  /** The file's name as it was given. */
  file: string;
  /** SHA-256 of what was graded, and with which lab: a changed file or lab is graded anew. */
  of: string;
  grade: Grade;
}

export function keyOf(text: string, labText: string, learner: string | undefined): string {
  return bytesToHex(sha256(utf8ToBytes(`${labText}\0${learner ?? ''}\0${text}`)));
}

/** Reads lines of results; a line that is none (a run was cut off while it wrote) is left out. */
export function readResults(text: string): { results: Result[]; broken: number } {
  const results: Result[] = [];
  let broken = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const result = resultOf(line);
    if (result) results.push(result);
    else broken++;
  }
  return { results, broken };
}

function resultOf(line: string): Result | undefined {
  try {
    const value = JSON.parse(line) as Partial<Result> | null;
    return typeof value?.file === 'string' && typeof value.of === 'string' && typeof value.grade === 'object' && Array.isArray(value.grade?.checks) ? (value as Result) : undefined;
  } catch {
    return undefined;
  }
}

/** In the order of names, the same for every machine and every locale; of two results for one file the later counts. */
export function inOrder(results: readonly Result[]): Result[] {
  const byFile = new Map(results.map((result) => [result.file, result]));
  return [...byFile.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/**
 * Files that hold the same work key by key, whatever names they bear, say so. Two people who do a lab never type at the
 * very same instants; whoever hands a file in twice does.
 */
export function withCopies(results: readonly Result[]): Result[] {
  const first = new Map<string, string>();
  return results.map((result) => {
    const { work, accepted } = result.grade;
    if (work === undefined || !accepted) return result;
    const other = first.get(work);
    if (other === undefined) {
      first.set(work, result.file);
      return result;
    }
    const { note } = result.grade;
    return { ...result, grade: { ...result.grade, note: `${note === undefined ? '' : `${note}; `}the same work as ${other}, key by key` } };
  });
}
