/** Reads `:::platform{os=windows}` and `:::diagram{of=service name=web}`. */
import type { ContainerDirective } from 'mdast-util-directive';
import { PLATFORMS, withInner } from './guide-model';
import type { GuideBlock, Platform } from './guide-model';
import type { GuideReader } from './guide-reader';
import { meant } from './notation';

export function readPlatform(reader: GuideReader, node: ContainerDirective): GuideBlock {
  const blocks = reader.blocks(node.children);
  const words = (node.attributes?.['os'] ?? '').split(/[\s,]+/).filter((word) => word !== '');
  const unknown = words.find((word) => !(PLATFORMS as readonly string[]).includes(word));
  if (unknown !== undefined) reader.say(node, `there is no platform ${unknown}`, meant(unknown, PLATFORMS));
  if (words.length === 0) reader.say(node, ':::platform says for whom by os=', `There are ${PLATFORMS.join(', ')}; several in quotes.`);
  if (countsAmong(blocks)) reader.say(node, 'a check or a quiz within :::platform would not be there for everybody', 'Put it outside.');
  const os = PLATFORMS.filter((one) => words.includes(one));
  // What is for nobody is shown to everybody.
  return { kind: 'platform', os: os.length === 0 ? [...PLATFORMS] : (os as Platform[]), blocks };
}

export function readDiagram(reader: GuideReader, node: ContainerDirective): GuideBlock {
  const of = node.attributes?.['of'] ?? 'cluster';
  const name = node.attributes?.['name'] ?? undefined;
  if (node.children.length > 0) reader.say(node, ':::diagram is drawn from the cluster: what stands in it is not shown', 'Close it at once with ::: and write below it.', 'warning');
  if (of === 'service') {
    if (name === undefined) reader.say(node, ':::diagram{of=service} needs name=', 'Name the service: {of=service name=web}.');
    return { kind: 'diagram', of, name: name ?? '' };
  }
  if (of !== 'cluster') reader.say(node, `there is no diagram of ${of}`, meant(of, ['cluster', 'service']));
  return { kind: 'diagram', of: 'cluster' };
}

/** Checks and quizzes count for everybody, so they stand where everybody sees them. */
function countsAmong(blocks: readonly GuideBlock[]): boolean {
  return withInner(blocks).some(({ kind }) => kind === 'check' || kind === 'quiz');
}
