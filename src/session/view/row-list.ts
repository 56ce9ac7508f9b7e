/**
 * A long list of rows in no order, each under a key, that knows which places changed since somebody last asked. A row
 * that goes leaves its place to the last one, so that every change is one or two places, however long the list is.
 */
export class RowList<Row> {
  private readonly keys: string[] = [];
  private readonly rows: Row[] = [];
  private readonly places = new Map<string, number>();
  private touched = new Set<number>();
  /** How many rows have been told of. */
  private told = 0;

  get length(): number {
    return this.rows.length;
  }

  get(key: string): Row | undefined {
    const place = this.places.get(key);
    return place === undefined ? undefined : this.rows[place];
  }

  /** A fresh array. */
  list(): Row[] {
    return this.rows.slice();
  }

  put(key: string, row: Row): void {
    const place = this.places.get(key) ?? this.rows.length;
    if (this.rows[place] === row) return;
    this.places.set(key, place);
    this.keys[place] = key;
    this.rows[place] = row;
    this.touched.add(place);
  }

  remove(key: string): void {
    const place = this.places.get(key);
    if (place === undefined) return;
    this.places.delete(key);
    const lastKey = this.keys.pop() as string;
    const lastRow = this.rows.pop() as Row;
    this.touched.delete(this.rows.length);
    if (place === this.rows.length) return;
    this.keys[place] = lastKey;
    this.rows[place] = lastRow;
    this.places.set(lastKey, place);
    this.touched.add(place);
  }

  /** All rows, for somebody who then follows with `changes`. */
  begin(): Row[] {
    this.touched = new Set();
    this.told = this.rows.length;
    return this.list();
  }

  /**
   * What changed since `begin` and the last `changes`, at most so many rows; the rest comes with the next ones. Undefined
   * when nothing has. Whoever follows has a list without holes at every moment, and the whole truth once nothing is left.
   */
  changes(rowsMax: number): { length: number; at: number[]; values: Row[] } | undefined {
    if (this.touched.size === 0 && this.told === this.rows.length) return undefined;
    const at: number[] = [];
    this.told = Math.min(this.told, this.rows.length);
    for (const place of this.touched) {
      if (at.length >= rowsMax) break;
      if (place >= this.told) continue;
      at.push(place);
    }
    while (this.told < this.rows.length && at.length < rowsMax) at.push(this.told++);
    for (const place of at) this.touched.delete(place);
    return { length: this.told, at, values: at.map((place) => this.rows[place] as Row) };
  }
}
