/** What the coreutils share: their version line and how they refuse numbers. */
export const COREUTILS = '(GNU coreutils) 9.1';

/** A count such as `-n 5`, `-n +5`, `-n -5`, with size suffixes; undefined when it is no number. */
export function signedCount(text: string): { sign: '' | '+' | '-'; count: number } | undefined {
  const match = /^([+-]?)(\d+)(b|[kKMGTPE](?:B|iB)?)?$/.exec(text);
  if (!match) return undefined;
  return { sign: match[1] as '' | '+' | '-', count: Number(match[2]) * suffix(match[3] ?? '') };
}

function suffix(text: string): number {
  if (text === '') return 1;
  if (text === 'b') return 512;
  const base = text.endsWith('B') && !text.endsWith('iB') ? 1000 : 1024;
  let scale = 1;
  for (let i = 'KMGTPE'.indexOf((text[0] as string).toUpperCase()); i >= 0; i--) scale *= base;
  return scale;
}
