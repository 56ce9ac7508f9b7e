/**
 * The text of a Katacoda or Killercoda step as a guide's: `` `ls`{{execute}} ``, `{{exec}}`, `{{copy}}`, `{{open}}` behind
 * code, `HOST2` and `T2` in them, addresses such as `[[HOST_IP]]` and `{{TRAFFIC_HOST1_80}}`.
 */
import { addressOf, fenced, type LabDraft } from './draft';
import { convertMarkdown, listing, type Fence } from './markdown';

export interface StepText {
  file: string;
  text: string;
  /** Ids of its command blocks begin with it. */
  step: string;
}

const RUNS = /^(?:execute|exec)\b/i;
const INLINE = /`([^`]+)`\s?\{\{\s*([^{}]*?)\s*\}\}/g;
const SHELL = /^(?:|sh|bash|shell|shell-session|plain|text|console)$/i;

export function katacodaText({ file, text, step }: StepText, draft: LabDraft): string[] {
  const { losses, front } = draft;
  const lose = (line: number, what: string, why: string): void => void losses.push({ file, line, what, why });
  let count = 0;

  /** A command block for the marker's machine. */
  const command = (commands: string, marker: string, line: number, indent = ''): string[] => {
    const place = Number(/\bHOST(\d+)\b/i.exec(marker)?.[1] ?? 1);
    const machine = front.machines[place - 1];
    if (machine === undefined) lose(line, `{{${marker}}}`, `there is no machine ${place}; it runs on ${front.machines[0]}`);
    if (/\bT\d+\b/.test(marker)) lose(line, `{{${marker}}}`, 'commands go to the terminal in front of a machine: open a second one by hand if the first is taken');
    if (/\binterrupt\b/i.test(marker)) lose(line, `{{${marker}}}`, 'press Ctrl-C first where something still runs');
    const id = `${step}-run-${++count}`;
    draft.solution.push(`@ run ${id}`);
    return fenced(`bash on=${machine ?? front.machines[0]} id=${id}`, addressed(commands, front.machines, (what, why) => lose(line, what, why)), indent);
  };

  return convertMarkdown(text, {
    file, losses,
    fence: (fence) => {
      const marker = fence.marker.replace(/^\{\{\s*|\s*\}\}$/g, '');
      const shell = SHELL.test(fence.info.trim());
      if (RUNS.test(marker) || (/^copy\b/i.test(marker) && /^(?:sh|bash|shell)$/i.test(fence.info.trim()))) return command(fence.text, marker, fence.line, fence.indent);
      if (marker !== '' && !/^copy\b/i.test(marker)) lose(fence.line, `{{${marker}}}`, 'no such marker is known; the block is shown');
      const shown: Fence = { ...fence, text: addressed(fence.text, front.machines, (what, why) => lose(fence.line, what, why)) };
      return listing(shell ? { ...shown, info: 'text' } : shown);
    },
    paragraph: (paragraph, line) => {
      const blocks: string[] = [];
      const plain = paragraph.replace(INLINE, (_whole, code: string, marker: string) => {
        if (RUNS.test(marker)) blocks.push(...(blocks.length > 0 ? [''] : []), ...command(code.trim(), marker, line));
        else if (/^open\b/i.test(marker)) lose(line, `{{${marker}}}`, 'a guide opens no files: the name is shown, and the editor opens it');
        else if (marker !== '' && !/^copy\b/i.test(marker)) lose(line, `{{${marker}}}`, 'no such marker is known; the code is shown');
        return `\`${code.trim().replace(/\s*\n\s*/g, ' ')}\``;
      });
      // A paragraph that is one command says nothing beyond it.
      const only = blocks.length > 0 && /^\s*(?:[-*+]\s+|\d+[.)]\s+)?`[^`]*`\s*$/.test(plain);
      return { text: only ? '' : withoutImages(addressed(plain, front.machines, (what, why) => lose(line, what, why)), (what) => lose(line, what, 'pictures are not carried over; its description stays')), blocks };
    },
  });
}

/** Markers that stand for addresses, as the machines of the lab have them. */
function addressed(text: string, machines: readonly string[], lose: (what: string, why: string) => void): string {
  const address = (place: string | undefined): string => addressOf(Math.min(Math.max(Number(place || 1), 1), machines.length) - 1);
  return text
    .replace(/https?:\/\/\[\[HOST(\d*)_SUBDOMAIN\]\]-(\d+)-\[\[KATACODA_HOST\]\]\.environments\.katacoda\.com/gi, (_whole, place: string, port: string) => `http://${address(place)}:${port}`)
    .replace(/\{\{\s*TRAFFIC_HOST(\d+)_(\d+)\s*\}\}/gi, (_whole, place: string, port: string) => `http://${address(place)}:${port}`)
    .replace(/\[\[HOST(\d*)_IP\]\]/gi, (_whole, place: string) => address(place))
    .replace(/\{\{\s*TRAFFIC_SELECTOR\s*\}\}/gi, () => {
      lose('{{TRAFFIC_SELECTOR}}', 'the browser panel opens any port by its address');
      return `http://${address('1')}`;
    })
    .replace(/\[\[[A-Z][A-Z0-9_]*\]\]|\{\{\s*[A-Z][A-Z0-9_]*\s*\}\}/g, (whole) => {
      lose(whole, 'nothing is known to stand for it; it stays as it is');
      return whole;
    });
}

function withoutImages(text: string, lose: (what: string) => void): string {
  return text.replace(/!\[([^\]]*)\]\([^)]*\)/g, (whole, words: string) => {
    lose(whole);
    return words;
  });
}
