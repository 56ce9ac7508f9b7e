/**
 * A lab's guide as values: front matter, sections and blocks, read from Markdown. Pure and without a DOM, so that
 * the page, the world and the tests of labs read the same thing. What the format offers beyond Markdown:
 *
 * - ```` ```bash on=node1 id=init save=TOKEN:"(SWMTKN-\S+)" ```` — commands, each typed into that machine's terminal on a click;
 *   `{{?name}}` in them is a blank that the learner fills;
 * - ```` ```check id=swarm-up on=node1 title="The swarm is up" ```` — a script that is not shown; exit status 0 is passed;
 * - ```` ```expect id=web-up title="web runs" points=2 ```` — sentences that must hold (`expect/`);
 * - `:::hint{title="…" cost=1}`, `:::quiz{id=… answer=b}`, `:::platform{os=windows}` and `:::diagram{of=cluster}` containers,
 *   and `> [!NOTE]` admonitions.
 *
 * Text and leaf directives stay off: they would eat prose such as `nginx:1.27` and `10:30`.
 */
import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { directiveFromMarkdown } from 'mdast-util-directive';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { directive } from 'micromark-extension-directive';
import { gfm } from 'micromark-extension-gfm';
import { parseFront, splitFront } from './guide-front';
import type { Guide } from './guide-model';
import { GuideReader } from './guide-reader';
import { refusalOf } from './limits';

export type { GuideFront, GuideMachine, GuideProblem, LabLevel } from './guide-front';
export * from './guide-model';

/**
 * Never refuses: what cannot be understood is shown as it stands and told in `problems`, and of what is beyond all bounds
 * only that is told. A translation is read `like` the guide that it is of: its sections have the ids of that one's.
 */
export function parseGuide(text: string, like?: Guide): Guide {
  const refusal = refusalOf(text);
  if (refusal) return { front: parseFront('').front, intro: [], sections: [], variables: [], problems: [refusal] };
  const { body, bodyLine } = splitFront(text);
  const { front, problems } = parseFront(text);
  const reader = new GuideReader(like ? { ...front, machines: like.front.machines } : front, problems, bodyLine - 1, like?.sections.map(({ id }) => id));
  return reader.read(parseMarkdown(body));
}

function parseMarkdown(body: string): Root {
  const containers = directive();
  const [container] = containers.flow?.[58] instanceof Array ? containers.flow[58] : [];
  return fromMarkdown(body, {
    extensions: [gfm(), container ? { flow: { 58: [container] } } : {}],
    mdastExtensions: [gfmFromMarkdown(), directiveFromMarkdown()],
  });
}
