/** Permission bits: as ls shows them, and as chmod takes them (`755`, `u+x`, `go-rwx`, `a=rX`). */
import type { FileKind } from '../../os';

export function kindLetter(kind: FileKind): string {
  return kind === 'directory' ? 'd' : kind === 'symlink' ? 'l' : kind === 'device' ? 'c' : kind === 'socket' ? 's' : '-';
}

/** `-rwxr-xr-x` */
export function modeText(kind: FileKind, mode: number): string {
  const triple = (bits: number, special: boolean, letter: string): string =>
    `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${special ? (bits & 1 ? letter : letter.toUpperCase()) : bits & 1 ? 'x' : '-'}`;
  return (
    kindLetter(kind) +
    triple(mode >> 6, (mode & 0o4000) !== 0, 's') +
    triple(mode >> 3, (mode & 0o2000) !== 0, 's') +
    triple(mode, (mode & 0o1000) !== 0, 't')
  );
}

/** The mode that `text` makes of `mode`; undefined when it is not one. */
export function changeMode(text: string, mode: number, isDirectory: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return parseInt(text, 8);
  let result = mode;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
    if (!match) return undefined;
    const who = match[1] === '' || (match[1] as string).includes('a') ? 'ugo' : (match[1] as string);
    for (const action of (match[2] as string).match(/[-+=][^-+=]*/g) ?? []) {
      const operator = action.charAt(0);
      const permissions = action.slice(1);
      for (const each of who) {
        const shift = each === 'u' ? 6 : each === 'g' ? 3 : 0;
        let bits = 0;
        let special = 0;
        for (const letter of permissions) {
          if (letter === 'r') bits |= 4;
          else if (letter === 'w') bits |= 2;
          else if (letter === 'x' || (letter === 'X' && (isDirectory || (mode & 0o111) !== 0))) bits |= 1;
          else if (letter === 's') special |= each === 'u' ? 0o4000 : each === 'g' ? 0o2000 : 0;
          else if (letter === 't') special |= 0o1000;
          else if (letter === 'u') bits |= (mode >> 6) & 7;
          else if (letter === 'g') bits |= (mode >> 3) & 7;
          else if (letter === 'o') bits |= mode & 7;
        }
        if (operator === '+') result |= (bits << shift) | special;
        else if (operator === '-') result &= ~((bits << shift) | special);
        else result = (result & ~(7 << shift)) | (bits << shift) | special;
      }
    }
  }
  return result;
}
