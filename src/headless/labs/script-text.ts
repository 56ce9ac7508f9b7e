/**
 * What scripts of a lab may say beyond the player's notation (`session/lab-player.ts`), so that one that goes wrong in a
 * single place stays short:
 *
 *     # fails: web-runs              first comment of a wrong solution: the check, or checks, that must fail
 *     @ solution                     all of solution.txt
 *     @ solution to check web-runs   its steps up to that one, which is included
 *     @ solution after run create    its steps behind that one
 */
import { stepsOf } from '../../session/lab-player';

/** The script with the solution's steps in place, and what could not be found. */
export function expandScript(text: string, solution: string): { text: string; problems: string[] } {
  const steps = stepsOf(solution).map((step) => step.text);
  const problems: string[] = [];
  const lines = text.split('\n').flatMap((line, i) => {
    const match = /^@ solution(?: (to|after) (.+?))?\s*$/.exec(line);
    if (!match) return [line];
    const [, how, words] = match;
    if (words === undefined) return steps.map(lineOf);
    const at = steps.findIndex((step) => step === words || step === `@ ${words}`);
    if (at < 0) problems.push(`line ${i + 1}: solution.txt has no step "${words}"`);
    return (how === 'to' ? steps.slice(0, at + 1) : steps.slice(at + 1)).map(lineOf);
  });
  return { text: lines.join('\n'), problems };
}

/** A step as it stands in a script. */
export function lineOf(step: string): string {
  return step.replaceAll('\n', '\n> ');
}

/** The checks that a wrong solution says it fails; none when it does not say. */
export function expectedFailures(text: string): string[] {
  const named = /^#\s*fails:\s*(.+)$/im.exec(text)?.[1] ?? '';
  return named.split(/[\s,]+/).filter((id) => id !== '');
}
