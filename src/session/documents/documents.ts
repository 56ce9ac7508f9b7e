/**
 * What is known of a text that somebody edits on a machine: mistakes, what may come next, what a word means. It looks at
 * the machine's files and at the registry and changes nothing, so nothing of it is recorded. Loaded when an editor opens.
 */
import { completeCompose } from '../../cli/stack/_lint/complete';
import type { Completion, Diagnostic, Hover, Spot } from '../../cli/stack/_lint/diagnostic';
import type { Catalogue } from '../../cli/stack/_lint/document';
import { hoverCompose } from '../../cli/stack/_lint/hover';
import { lintCompose, lintYaml } from '../../cli/stack/_lint/lint';
import type { Machine } from '../../os';
import { dirName, loginEnvironment } from '../../os';
import { lintJson } from './json-lint';
import { isCompose, languageOf } from './language';
import { lintShell } from './shell-lint';

/** Longer texts would keep the world waiting: it lives in the same thread. */
export const LINT_CHARS_MAX = 400_000;

export interface DocumentScene {
  machine: Machine;
  /** Absolute. */
  path: string;
  text: string;
  catalogue: Catalogue;
}

export function lint({ machine, path, text, catalogue }: DocumentScene): Diagnostic[] {
  if (text.length > LINT_CHARS_MAX) return [tooLong(text)];
  switch (languageOf(path, text)) {
    case 'yaml': {
      if (!isCompose(path, text)) return lintYaml(text);
      const reader = { cwd: dirName(path), env: loginEnvironment(machine), machine };
      return lintCompose(text, { path, reader, catalogue });
    }
    case 'json':
      return lintJson(text);
    case 'shell':
      return lintShell(text);
    default:
      return [];
  }
}

export function complete({ path, text, catalogue }: DocumentScene, at: Spot): Completion[] {
  const offers = text.length <= LINT_CHARS_MAX && languageOf(path, text) === 'yaml' && isCompose(path, text);
  return offers ? completeCompose(text, at, catalogue) : [];
}

export function hover({ path, text }: DocumentScene, at: Spot): Hover | undefined {
  return text.length <= LINT_CHARS_MAX && languageOf(path, text) === 'yaml' && isCompose(path, text) ? hoverCompose(text, at) : undefined;
}

function tooLong(text: string): Diagnostic {
  const size = `${(text.length / 1_000_000).toFixed(1)} million characters`;
  const first = { line: 1, column: 1 };
  return { from: first, to: { line: 1, column: 2 }, severity: 'info', source: 'Skep', message: `With ${size} this file is too long to be checked while it is written. docker stack deploy checks it.` };
}
