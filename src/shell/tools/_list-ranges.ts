/** Lists such as `1,3-5,7-` of cut. */
export interface ListRange {
  from: number;
  to: number;
}

/** The ranges, sorted; or why not, in coreutils' words . */
export function parseRanges(text: string, what: 'field' | 'byte'): ListRange[] | { error: string } {
  const numbered = what === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1';
  const ranges: ListRange[] = [];
  for (const part of text.split(/[, \t]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match) {
      return {
        error: /^\d*-?\d*-/.test(part)
          ? 'invalid range with no endpoint: -'
          : what === 'field'
            ? `invalid field value \u2018${part}\u2019`
            : `invalid byte/character position \u2018${part}\u2019`,
      };
    }
    const [, low, dash, high] = match as unknown as [string, string, string, string];
    if (low === '' && dash === '' && high === '') return { error: numbered };
    if (low === '' && high === '') return { error: 'invalid range with no endpoint: -' };
    const from = low === '' ? 1 : Number(low);
    const to = dash === '' ? from : high === '' ? Infinity : Number(high);
    if (from === 0 || to === 0) return { error: numbered };
    if (to < from) return { error: 'invalid decreasing range' };
    ranges.push({ from, to });
  }
  return ranges.sort((a, b) => a.from - b.from);
}

export function inList(position: number, ranges: readonly ListRange[]): boolean {
  return ranges.some(({ from, to }) => position >= from && position <= to);
}
