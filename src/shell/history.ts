/** The commands that were typed, numbered from 1, as `history` lists them and the line editor walks them. */
const HISTORY_MAX = 1000;

export class History {
  private entries: string[] = [];
  /** The number of the first entry kept. */
  private first = 1;

  list(): readonly string[] {
    return this.entries;
  }

  get firstNumber(): number {
    return this.first;
  }

  get nextNumber(): number {
    return this.first + this.entries.length;
  }

  /** Blank lines are not kept; `control` is HISTCONTROL. */
  add(line: string, control = ''): void {
    const ways = control.split(':');
    if (line.trim() === '') return;
    if ((ways.includes('ignorespace') || ways.includes('ignoreboth')) && line.startsWith(' ')) return;
    if ((ways.includes('ignoredups') || ways.includes('ignoreboth')) && this.entries[this.entries.length - 1] === line) return;
    if (ways.includes('erasedups')) this.entries = this.entries.filter((entry) => entry !== line);
    this.entries.push(line);
    if (this.entries.length > HISTORY_MAX) {
      this.entries.shift();
      this.first++;
    }
  }

  at(number: number): string | undefined {
    return this.entries[number - this.first];
  }

  delete(number: number): boolean {
    if (this.at(number) === undefined) return false;
    this.entries.splice(number - this.first, 1);
    return true;
  }

  clear(): void {
    this.entries = [];
    this.first = 1;
  }
}
