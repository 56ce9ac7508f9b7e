/** A page of Play with Docker's classroom as a lab: `.term1` blocks become commands, `{:.quiz}` lists become quizzes. */
import { parse } from 'yaml';
import { splitFront } from '../../lab/guide-front';
import { addressOf, clean, draftOf, fenced, sectionTitle, type LabDraft } from './draft';
import { convertMarkdown, listing } from './markdown';
import { ImportRefusal, textIn, type Source } from './source';

const MACHINES_MAX = 9;
const PAGE_CHARS_MAX = 1_000_000;
const TERM = /\.term(\d)\b/;

export function importPlayWithDocker(source: Source, file: string): LabDraft {
  const text = textIn(source, file);
  if (text === undefined) throw new ImportRefusal(`${file}: no such file`);
  if (text.length > PAGE_CHARS_MAX) throw new ImportRefusal(`${file}: larger than ${PAGE_CHARS_MAX / 1_000_000} MB`);
  const { yaml, body, bodyLine } = splitFront(text);
  const draft = draftOf();
  const { front, losses } = draft;
  const fields = fieldsOf(yaml, file);
  front.title = clean(String(fields['title'] ?? 'Untitled page'), 120);
  front.summary = clean(String(fields['description'] ?? firstSentence(body)), 300);
  front.level = /adv|expert/i.test(String(fields['categories'] ?? '')) ? 'advanced' : /inter/i.test(String(fields['categories'] ?? '')) ? 'intermediate' : 'beginner';
  const named = [...body.matchAll(/\.term(\d)\b/g)].map((match) => Number(match[1]));
  const terms = Math.min(MACHINES_MAX, Math.max(1, Number(fields['terms']) || 1, ...named));
  front.machines = Array.from({ length: terms }, (_, i) => `node${i + 1}`);
  const windows = [fields['image'], fields['tags']].some((value) => /windows/i.test(JSON.stringify(value) ?? ''));
  if (windows) losses.push({ file, line: 1, what: 'a page for Windows', why: 'its machines became Linux machines: set their platform in the front matter if its commands need it' });

  // Lines of the page, not of its body.
  const padded = `${'\n'.repeat(bodyLine - 1)}${body}`;
  let count = 0;
  let quizzes = 0;
  const lose = (line: number, what: string, why: string): void => void losses.push({ file, line, what, why });
  const command = (text_: string, term: string, line: number, indent = ''): string[] => {
    const place = Math.min(Math.max(Number(term), 1), terms);
    const id = `term${term}-run-${++count}`;
    draft.solution.push(`@ run ${id}`);
    return fenced(`bash on=node${place} id=${id}`, text_, indent);
  };
  draft.body = convertMarkdown(padded, {
    file, losses, sectionDepth: 2, sectionTitle: (words) => sectionTitle(draft, words),
    fence: (fence) => {
      const term = TERM.exec(fence.info)?.[1] ?? TERM.exec(fence.marker)?.[1];
      if (term === undefined) return listing(fence);
      if (/<[a-z][\w -]*>/i.test(fence.text)) lose(fence.line, /<[^>]*>/.exec(fence.text)?.[0] ?? '', 'a blank that the learner fills in: the command is typed as it stands');
      return command(fence.text, term, fence.line, fence.indent);
    },
    paragraph: (paragraph, line) => {
      const quiz = quizOf(paragraph, line, `page-quiz-${quizzes + 1}`, lose);
      if (quiz) {
        quizzes++;
        return { text: '', blocks: quiz };
      }
      const blocks: string[] = [];
      const plain = paragraph
        .replace(/`([^`]+)`\{:\s*\.term(\d)[^}]*\}/g, (_whole, code: string, term: string) => {
          blocks.push(...(blocks.length > 0 ? [''] : []), ...command(code, term, line));
          return `\`${code}\``;
        })
        .replace(/\]\(([^)]*)\)((?:\{:[^}]*\})+)/g, (whole, target: string, attributes: string) => {
          const port = /data-port=["'](\d+)["']/.exec(attributes)?.[1];
          const term = TERM.exec(attributes)?.[1] ?? '1';
          return port === undefined ? whole : `](http://${addressOf(Math.min(Number(term), terms) - 1)}:${port}${target.startsWith('/') && target !== '/' ? target : ''})`;
        })
        .replace(/!\[([^\]]*)\]\([^)]*\)/g, (whole, words: string) => {
          lose(line, whole, 'pictures are not carried over; its description stays');
          return words;
        })
        .replace(/\{%.*?%\}/g, (whole) => {
          lose(line, whole, 'the site’s own template language: it is left out');
          return '';
        })
        .replace(/^\s*\* *TOC\s*$/gim, '')
        .replace(/\{:[^}\n]*\}/g, '')
        .replace(/\[\^([\w-]+)\]/g, (whole) => {
          lose(line, whole, 'footnotes are not rendered');
          return '';
        });
      return { text: plain.trim() === '' ? '' : plain, blocks };
    },
  });
  return draft;
}

function fieldsOf(yaml: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = parse(yaml, { maxAliasCount: 20 });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch (error) {
    throw new ImportRefusal(`${file}: front matter: ${clean(error instanceof Error ? error.message : String(error), 160)}`);
  }
}

/** `{:.quiz}`, a question, and options with `[x]` or `(x)` for what is right. */
function quizOf(paragraph: string, line: number, id: string, lose: (line: number, what: string, why: string) => void): string[] | undefined {
  const [first = '', ...rest] = paragraph.split('\n');
  if (!/^\s*\{:\s*\.quiz\s*\}\s*$/.test(first)) return undefined;
  const question: string[] = [];
  const options: { right: boolean; words: string }[] = [];
  for (const words of rest) {
    const option = /^\s*[-*]\s+\\?[[(]\s*(x?)\s*\\?[\])]\s*(.+)$/i.exec(words);
    if (option) options.push({ right: option[1] !== '', words: option[2] as string });
    else if (options.length === 0) question.push(words);
    else (options.at(-1) as { words: string }).words += ` ${words.trim()}`;
  }
  const answer = options.flatMap(({ right }, i) => (right ? [String.fromCharCode(97 + i)] : []));
  if (options.length < 2 || answer.length === 0) {
    lose(line, '{:.quiz}', 'a quiz needs two options and a right one: its text is shown');
    return [...question, '', ...options.map(({ words }) => `- ${words}`)];
  }
  return [`:::quiz{id=${id} answer=${answer.join(',')}}`, ...question, '', ...options.map(({ words }) => `- [ ] ${words}`), ':::'];
}

function firstSentence(body: string): string {
  const paragraph = body.split(/\n\s*\n/).find((one) => /^\s*[A-Za-z*_]/.test(one)) ?? '';
  return (/^[^]*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph).replace(/[*_`]/g, '').replace(/\s+/g, ' ').trim();
}
