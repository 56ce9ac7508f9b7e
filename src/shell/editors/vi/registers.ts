/** Registers: what was deleted and yanked, by letter and by age. */
export interface Register {
  lines: string[];
  kind: 'char' | 'line' | 'block';
}

export class Registers {
  private named = new Map<string, Register>();
  /** What `p` puts: the register that was written last. */
  private unnamed = '0';

  /** Undefined: nothing is in it, or there is no such register. */
  get(name: string | undefined): Register | undefined {
    return this.named.get(name === undefined || name === '"' ? this.unnamed : name.toLowerCase());
  }

  /** Whether one may write to it. */
  static isWritable(name: string): boolean {
    return /^["a-zA-Z0-9_-]$/.test(name);
  }

  yank(name: string | undefined, register: Register): void {
    if (name === '_') return;
    if (name === undefined || name === '"') {
      this.put('0', register);
    } else this.put(name, register);
  }

  /** A deletion: whole lines and more push the numbered registers down, less goes to `-`. */
  delete(name: string | undefined, register: Register, isLarge: boolean): void {
    if (name === '_') return;
    const isNamed = name !== undefined && name !== '"';
    if (isNamed) this.put(name, register);
    if (isLarge) {
      for (let n = 9; n > 1; n--) {
        const older = this.named.get(String(n - 1));
        if (older) this.named.set(String(n), older);
      }
      this.named.set('1', register);
      if (!isNamed) this.unnamed = '1';
    } else if (!isNamed) {
      this.named.set('-', register);
      this.unnamed = '-';
    }
  }

  /** A register by itself, as `q` and `:let` write it; a capital letter adds. */
  put(name: string, register: Register): void {
    const key = name.toLowerCase();
    const before = this.named.get(key);
    this.named.set(key, key !== name && before ? joined(before, register) : register);
    this.unnamed = key;
  }

  /** Writes without making it the one that `p` takes: a recording. */
  record(name: string, text: string): void {
    const kept = this.unnamed;
    this.put(name, { lines: text.split('\n'), kind: 'char' });
    this.unnamed = kept;
  }

  /** For `:registers`: in the order Vim lists them. */
  list(): [name: string, register: Register][] {
    const names = ['"', ...'0123456789abcdefghijklmnopqrstuvwxyz-:./%'.split('')];
    return names.flatMap((name) => {
      const register = name === '"' ? this.get(undefined) : this.named.get(name);
      return register ? [[name, register] as [string, Register]] : [];
    });
  }

  /** Read-only ones: the last search, command line, insertion and the file's name. */
  remember(name: ':' | '.' | '/' | '%', text: string): void {
    this.named.set(name, { lines: text.split('\n'), kind: 'char' });
  }
}

/** What `"A` makes of what was in `"a`. */
function joined(before: Register, added: Register): Register {
  if (before.kind === 'line' || added.kind === 'line') return { kind: 'line', lines: [...before.lines, ...added.lines] };
  const last = before.lines[before.lines.length - 1] ?? '';
  return { kind: before.kind, lines: [...before.lines.slice(0, -1), last + (added.lines[0] ?? ''), ...added.lines.slice(1)] };
}

/** As it is typed when a register is run or inserted. */
export function registerText({ lines, kind }: Register): string {
  return lines.join('\n') + (kind === 'line' ? '\n' : '');
}
