/**
 * Walks foreign Markdown line by line and writes a guide's: fences, paragraphs, HTML. What a fence or a paragraph means
 * is the dialect's business; what every dialect needs is here: headings find their depth, `<details>` becomes a hint,
 * other HTML goes, and nothing of the text can be taken for one of the guide's own blocks.
 */
import type { Loss } from './draft';
import { fenced, quoted } from './draft';

export interface Fence {
  /** 1-based line of its beginning. */
  line: number;
  indent: string;
  info: string;
  text: string;
  /** What stands behind its end: `{{exec}}`, or `{:.term1}` on the next line. */
  marker: string;
}

export interface Dialect {
  file: string;
  losses: Loss[];
  /** Headings this deep become sections; deeper and shallower ones find their place below. Absent: none does. */
  sectionDepth?: number;
  /** A section's title as it shall read. */
  sectionTitle?(words: string): string;
  fence(fence: Fence): string[];
  /** A paragraph's text, and the blocks that follow it. */
  paragraph(text: string, line: number): { text: string; blocks: string[] };
}

/** Languages that a guide shows and does not run. */
const SHOWN = /^(?:ya?ml|json|dockerfile|ini|toml|html|css|js|javascript|ts|typescript|go|python|java|xml|sql|diff|nginx|conf|env|hcl|ruby|c|cpp|rust|text|plain|console|output)$/i;

/** A block that is only shown, whatever its language was called. */
export function listing({ info, text, indent }: Fence): string[] {
  const language = info.trim().split(/[\s{]/)[0] ?? '';
  return fenced(SHOWN.test(language) ? language.toLowerCase().replace(/^(?:plain|console|output)$/, 'text') : 'text', text, indent);
}

export function convertMarkdown(text: string, dialect: Dialect): string[] {
  return new Converter(piecesOf(text), dialect).run();
}

/** A line, or what folds away: those stand on lines of their own, wherever they were written. */
interface Piece {
  text: string;
  /** 1-based, in the file. */
  line: number;
  fold?: 'begin' | 'title' | 'end';
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*([^`]*)$/;

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let fence: string | undefined;
  text.split('\n').forEach((whole, i) => {
    const line = i + 1;
    const mark = FENCE.exec(whole)?.[2];
    if (fence !== undefined) {
      if (new RegExp(`^\\s*${fence[0]}{${fence.length},}`).test(whole)) fence = undefined;
    } else if (mark !== undefined) fence = mark;
    if (fence !== undefined || mark !== undefined || !/<\/?(?:details|summary)\b/i.test(whole)) {
      pieces.push({ text: whole, line });
      return;
    }
    for (const part of whole.split(/(<details\b[^>]*>|<\/details>|<summary\b[^>]*>.*?(?:<\/summary>|$))/i)) {
      if (/^<details/i.test(part)) pieces.push({ text: '', line, fold: 'begin' });
      else if (/^<\/details/i.test(part)) pieces.push({ text: '', line, fold: 'end' });
      else if (/^<summary/i.test(part)) pieces.push({ text: part.replace(/<[^>]*>/g, '').trim(), line, fold: 'title' });
      else if (part.replace(/<\/summary>/i, '').trim() !== '') pieces.push({ text: part.replace(/<\/summary>/i, ''), line });
    }
  });
  return pieces;
}

class Converter {
  private readonly out: string[] = [];
  private at = 0;
  private hint: 'none' | 'untitled' | 'open' = 'none';

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly dialect: Dialect,
  ) {}

  run(): string[] {
    for (;;) {
      const piece = this.pieces[this.at];
      if (!piece) break;
      const fence = FENCE.exec(piece.text);
      if (piece.fold !== undefined) this.fold(piece);
      else if (fence) this.fence(fence[1] as string, fence[2] as string, fence[3] as string);
      else if (piece.text.trim() === '') {
        this.out.push('');
        this.at++;
      } else if (/^\s*<pre\b/i.test(piece.text)) this.pre();
      else this.paragraph();
    }
    if (this.hint === 'open') this.out.push('', ':::');
    return this.out;
  }

  private fold({ text, line, fold }: Piece): void {
    this.at++;
    if (fold === 'begin') {
      if (this.hint === 'none') this.hint = 'untitled';
      else this.lose(line, '<details> inside <details>', 'hints do not nest; it is shown within the outer one');
    } else if (fold === 'title') this.begin(text);
    else {
      if (this.hint === 'open') this.out.push('', ':::', '');
      this.hint = 'none';
    }
  }

  private begin(title: string): void {
    if (this.hint !== 'untitled') {
      if (title !== '') this.out.push('', `**${title.replace(/[*`]/g, '')}**`, '');
      return;
    }
    this.hint = 'open';
    this.out.push('', `:::hint{title=${quoted(title.replace(/[*`_]/g, '') || 'Hint')}}`, '');
  }

  private openHint(): void {
    if (this.hint === 'untitled') this.begin('Hint');
  }

  private fence(indent: string, mark: string, info: string): void {
    const { line } = this.pieces[this.at] as Piece;
    const end = new RegExp(`^\\s*${mark[0]}{${mark.length},}\\s*(\\{\\{[^}]*\\}\\}|\\{:[^}]*\\})?\\s*$`);
    const body: string[] = [];
    let marker = '';
    for (this.at++; this.at < this.pieces.length; this.at++) {
      const { text } = this.pieces[this.at] as Piece;
      const closing = end.exec(text);
      if (closing) {
        marker = closing[1] ?? '';
        break;
      }
      body.push(text);
    }
    this.at++;
    const next = this.pieces[this.at]?.text ?? '';
    if (marker === '' && /^\s*\{:[^}]*\}\s*$/.test(next) && !/quiz/.test(next)) {
      marker = next.trim();
      this.at++;
    }
    this.openHint();
    this.out.push(...this.dialect.fence({ line, indent, info, text: body.join('\n'), marker }));
  }

  /** `<pre>`: a block that is shown; one that names a file writes it. */
  private pre(): void {
    const { line } = this.pieces[this.at] as Piece;
    const taken: string[] = [];
    do taken.push((this.pieces[this.at++] as Piece).text);
    while (this.at < this.pieces.length && !/<\/pre>/i.test(taken.at(-1) as string));
    const whole = taken.join('\n');
    const text = unescapeHtml(whole.replace(/^\s*<pre\b[^>]*>\n?/i, '').replace(/<\/pre>[^]*$/i, '').replace(/<\/?code[^>]*>/gi, ''));
    const file = /data-filename="([^"]+)"/i.exec(whole)?.[1];
    const target = /data-target="([^"]+)"/i.exec(whole)?.[1] ?? 'replace';
    this.openHint();
    if (file !== undefined && /^[\w./-]+$/.test(file) && (target === 'replace' || target === 'append')) {
      this.out.push(...this.dialect.fence({ line, indent: '', info: 'bash', marker: '{{exec}}', text: `cat ${target === 'append' ? '>>' : '>'} ${file} <<'END_OF_FILE'\n${text.replace(/\n$/, '')}\nEND_OF_FILE` }));
      return;
    }
    if (file !== undefined) this.lose(line, `<pre data-target="${target}">`, 'a guide only writes whole files; its text is shown');
    this.out.push(...fenced('text', text));
  }

  private paragraph(): void {
    const { line } = this.pieces[this.at] as Piece;
    const taken: string[] = [];
    for (;;) {
      const next = this.pieces[this.at];
      if (!next || next.fold !== undefined || next.text.trim() === '' || FENCE.test(next.text) || (taken.length > 0 && /^\s*<pre\b/i.test(next.text))) break;
      taken.push(next.text);
      this.at++;
    }
    const text = this.html(this.headings(taken).join('\n'), line);
    if (text.trim() === '') return;
    this.openHint();
    const converted = this.dialect.paragraph(text, line);
    this.out.push(...converted.text.split('\n').map(escapeBlocks));
    if (converted.blocks.length > 0) this.out.push('', ...converted.blocks, '');
  }

  private headings(lines: readonly string[]): string[] {
    const out: string[] = [];
    for (const line of lines) {
      const atx = /^ {0,3}(#{1,6})\s*(.+?)\s*#*$/.exec(line);
      const last = out.at(-1);
      if (atx) out.push(this.heading((atx[1] as string).length, atx[2] as string), '');
      else if (/^ {0,3}(=+|-+)\s*$/.test(line) && last !== undefined && last.trim() !== '' && !/^\s*([-*+>#|]|\d+[.)])/.test(last)) {
        out.pop();
        out.push(this.heading(line.includes('=') ? 1 : 2, last.trim()), '');
      } else out.push(line);
    }
    return out;
  }

  private heading(depth: number, words: string): string {
    const { sectionDepth } = this.dialect;
    const level = sectionDepth !== undefined && depth <= sectionDepth ? 2 : depth <= 2 ? 3 : Math.min(6, depth + 1);
    return `${'#'.repeat(level)} ${level === 2 ? (this.dialect.sectionTitle?.(words) ?? words) : words}`;
  }

  /** Tags outside code go, and are told; a few have a spelling in Markdown. */
  private html(text: string, line: number): string {
    const parts = text.replace(/<!--[^]*?-->/g, '').split(/(`[^`]*`)/);
    return parts.map((part, i) => (i % 2 === 1 ? part : part.replace(/<(\/?)([a-z][a-z0-9]*)\b([^<>]*)>/gi, (whole, closing: string, tag: string, rest: string) => this.tag(whole, closing === '/', tag.toLowerCase(), rest, line)))).join('');
  }

  private tag(whole: string, closing: boolean, tag: string, rest: string, line: number): string {
    // An address in angle brackets is Markdown's own.
    if (/^(?:https?|mailto)$/.test(tag) && rest.startsWith(':')) return whole;
    const spelling = SPELLINGS[tag];
    if (spelling !== undefined) return spelling;
    if (!closing) this.lose(line, whole, 'HTML is not rendered; its text stays');
    return '';
  }

  private lose(line: number, what: string, why: string): void {
    this.dialect.losses.push({ file: this.dialect.file, line, what, why });
  }
}

const SPELLINGS: Readonly<Record<string, string>> = { br: '', kbd: '`', code: '`', b: '**', strong: '**', i: '*', em: '*' };

/** A line that the guide would take for a container of its own. */
function escapeBlocks(line: string): string {
  return line.replace(/^(\s*)(:{3,})/, '$1\\$2');
}

function unescapeHtml(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return text.replace(/&(lt|gt|amp|quot|apos|#\d{1,6}|#x[0-9a-f]{1,5});/gi, (_whole, name: string) => {
    if (name[0] !== '#') return names[name.toLowerCase()] as string;
    return String.fromCodePoint(name[1]?.toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}
