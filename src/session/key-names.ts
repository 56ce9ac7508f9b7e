/** Keys by the words that solutions and recordings have for them. */

export const KEYS: Readonly<Record<string, string>> = {
  'ctrl-c': '\x03', 'ctrl-d': '\x04', 'ctrl-z': '\x1a', 'ctrl-r': '\x12', 'ctrl-x': '\x18', 'ctrl-o': '\x0f', enter: '\r', escape: '\x1b', tab: '\t', up: '\x1b[A', down: '\x1b[B',
  right: '\x1b[C', left: '\x1b[D', home: '\x1b[H', end: '\x1b[F', backspace: '\x7f', 'ctrl-a': '\x01', 'ctrl-e': '\x05', 'ctrl-k': '\x0b', 'ctrl-l': '\x0c', 'ctrl-u': '\x15', 'ctrl-w': '\x17',
};

/** The words of `@ keys` for what a terminal was sent; undefined where it holds a key that has no word. */
export function keyNames(data: string): string[] | undefined {
  const out: string[] = [];
  for (let rest = data; rest !== ''; ) {
    // The longest key first: an arrow begins like Escape.
    const [name, key] = Object.entries(KEYS).filter(([, one]) => rest.startsWith(one)).sort((a, b) => b[1].length - a[1].length)[0] ?? [];
    const text = /^[^\u0000-\u001f\u007f"]+/.exec(rest)?.[0];
    if (name !== undefined && key !== undefined) out.push(name);
    else if (text !== undefined) out.push(`"${text}"`);
    else return undefined;
    rest = rest.slice((key ?? text ?? '').length);
  }
  return out;
}
