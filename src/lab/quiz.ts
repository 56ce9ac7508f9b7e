/**
 * What an answer to a quiz is worth. An answer is the keys of options joined by commas: those that were chosen, or all of
 * them in the order in which they were put.
 */
import type { QuizBlock } from './guide-model';

/** For one that is put into order the place of each counts, else only which were chosen. */
export function isRight(quiz: QuizBlock, answer: string | undefined): boolean {
  if (answer === undefined) return false;
  const keys = answer.split(',');
  if (quiz.form === 'order') return quiz.answers.join() === keys.join();
  return [...quiz.answers].sort().join() === keys.sort().join();
}

/**
 * The options as they are shown. What is to be put into order must not be told in order: the places come from the quiz's
 * own id, the same for everybody, and are never the right ones.
 */
export function shownOptions(quiz: QuizBlock): QuizBlock['options'] {
  if (quiz.form !== 'order') return quiz.options;
  const draw = drawFrom(quiz.id);
  const out = [...quiz.options];
  for (let i = out.length - 1; i > 0; i--) {
    const j = draw(i + 1);
    [out[i], out[j]] = [out[j] as QuizBlock['options'][number], out[i] as QuizBlock['options'][number]];
  }
  if (isRight(quiz, out.map(({ key }) => key).join())) out.push(out.shift() as QuizBlock['options'][number]);
  return out;
}

/** Whole numbers below a bound, always the same for one word (FNV-1a, then a linear congruence). */
function drawFrom(word: string): (below: number) => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) state = Math.imul(state ^ word.charCodeAt(i), 0x01000193) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}
