/** Puts a block into a guide's text: after the paragraph or the fence in which the cursor stands, with an empty line around it. */

export function insertBlock(text: string, line: number, block: string): { text: string; line: number } {
  const lines = text.replace(/\n+$/, '').split('\n');
  let fence: string | undefined;
  let at = lines.length;
  for (let i = 0; i < lines.length; i++) {
    const mark = /^\s*(`{3,}|~{3,}|:{3,}|---$)/.exec(lines[i] as string)?.[1];
    if (i === 0 && mark === '---') fence = '---';
    else if (fence !== undefined && mark === fence) fence = undefined;
    else if (fence === undefined && mark !== undefined && mark !== '---') fence = mark;
    if (i + 1 >= line && fence === undefined && (lines[i + 1] ?? '').trim() === '') {
      at = i + 1;
      break;
    }
  }
  const above = lines.slice(0, at);
  const below = lines.slice(at);
  while (below[0]?.trim() === '') below.shift();
  return { text: `${[...above, '', ...block.split('\n'), ...(below.length > 0 ? ['', ...below] : [])].join('\n')}\n`, line: above.length + 2 };
}

/** An id for a new check that nothing in the text has yet. */
export function freeId(text: string, stem: string): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`;
    if (!new RegExp(`\\bid=${id}\\b(?!-)`).test(text)) return id;
  }
}
