/** Which language a file is in, by its name and its first words. */

import { distance } from '../../os/nearest';

export type Language = 'yaml' | 'dockerfile' | 'json' | 'shell' | 'plain';

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const SHELL_FILES = new Set(['.bashrc', '.bash_profile', '.bash_aliases', '.bash_history', '.profile', '.bash_logout', 'profile', 'bash.bashrc']);

/** `beginning` is the text, or as much of it as there is: it decides where the name does not. */
export function languageOf(path: string, beginning = ''): Language {
  const name = nameOf(path);
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending === 'yml' || ending === 'yaml') return 'yaml';
  if (ending === 'json') return 'json';
  if (ending === 'sh' || ending === 'bash' || ending === 'env' || SHELL_FILES.has(name)) return 'shell';
  if (/^(Dockerfile|Containerfile)(\.|$)/.test(name) || ending === 'dockerfile') return 'dockerfile';
  const [first = ''] = beginning.split('\n', 1);
  if (/^#!.*\b(ba|da|a|k|z)?sh\b/.test(first)) return 'shell';
  if (ending === undefined && /^\s*[{[]\s*("|\{|\]|\}|$)/.test(beginning.slice(0, 200))) return 'json';
  return 'plain';
}

const SECTIONS = ['services', 'networks', 'volumes', 'secrets', 'configs'];

/** A YAML file that is a compose file, misspelt ones too, or that has not begun to be another one. */
export function isCompose(path: string, text: string): boolean {
  if (/(compose|stack)/i.test(nameOf(path))) return true;
  const keys = [...text.matchAll(/^["']?([A-Za-z_][^:\n"']*)["']?\s*:(?=\s|$)/gm)].map((match) => match[1] as string).filter((key) => !key.startsWith('x-'));
  if (keys.length === 0) return !/^- /m.test(text);
  return keys.some((key) => SECTIONS.some((section) => distance(key.toLowerCase(), section) <= 2));
}

/** What a text of a machine has and a file of bytes does not: no NUL, no byte that is no UTF-8. */
export function isBinary(content: string): boolean {
  return /[\0\udc80-\udcff]/.test(content.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''));
}
