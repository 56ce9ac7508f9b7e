/**
 * Transcripts of images, for tests: a swarm, what somebody types on its machines, and what comes back.
 *
 *     ## comment                     kept as it is
 *     @ machines 2                   how many nodes the swarm has, first of all; one when absent
 *     @ windows                      and a Windows machine, win1, as its last worker
 *     @ 30s                          time passes
 *     @ open node1:8080/path         a page in the browser: status and the text that is seen
 *     @ post node1:8080/ vote=a      a form
 *     node1$ docker service ls       a command line; what follows is what it prints
 */
import { Session } from '../../session/session';
import { runLine } from '../../session/run-line';
import type { BrowseAnswer } from '../../session/protocol';

const START_MS = Date.UTC(2026, 0, 5, 9);
/** A command that has not ended after so long is cut off, as Ctrl-C would. */
const LIMIT_MS = 120_000;

type Step = { text: string; kind: 'note' | 'wait' | 'open' | 'post' | 'type'; machine?: string };

function stepsOf(text: string): { machines: number; windows: boolean; steps: Step[] } {
  let machines = 1;
  let windows = false;
  const steps: Step[] = [];
  for (const line of text.split('\n')) {
    const typed = /^(node\d+|win1)\$ (.*)$/.exec(line);
    if (typed) steps.push({ text: line, kind: 'type', machine: typed[1] as string });
    else if (/^@ machines \d+$/.test(line)) {
      machines = Number(line.slice(11));
      steps.push({ text: line, kind: 'note' });
    } else if (line === '@ windows') {
      windows = true;
      steps.push({ text: line, kind: 'note' });
    } else if (line.startsWith('@ open ')) steps.push({ text: line, kind: 'open' });
    else if (line.startsWith('@ post ')) steps.push({ text: line, kind: 'post' });
    else if (line.startsWith('@ ')) steps.push({ text: line, kind: 'wait' });
    else if (line.startsWith('## ')) steps.push({ text: line, kind: 'note' });
  }
  return { machines, windows, steps };
}

/** What a person sees of a page: its words, without styles and scripts. */
export function textOfPage(html: string): string {
  return html
    .replace(/<(style|script|title)[\s\S]*?<\/\1>/g, '')
    .replace(/<\/(p|h\d|div|li|tr|section|header|footer|main|form|button|dt|dd|td|th|option|a|article)>|<br ?\/?>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&rsaquo;', '›')
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** Plays a transcript's steps and writes down what came of them. */
export function play(text: string): string {
  const { machines, windows, steps } = stepsOf(text);
  const names = [...Array.from({ length: machines }, (_, at) => `node${at + 1}`), ...(windows ? ['win1'] : [])];
  const answers: BrowseAnswer[] = [];
  const session = new Session(
    {
      lab: 'playground', seed: 7, startMs: START_MS, machines: names.map((name) => ({ name, platform: name === 'win1' ? ('windows' as const) : ('linux' as const) })),
      setup: [
        { on: 'node1', run: 'docker swarm init --advertise-addr eth0' },
        ...names.slice(1).map((on) => ({ on, run: 'docker swarm join --token ${WORKER_TOKEN} 192.168.0.11:2377' })),
      ],
    },
    { output: () => {}, edit: () => {}, browsed: (_request, answer) => answers.push(answer) },
  );
  const { sim } = session;
  const out: string[] = [];
  const say = (words: string): void => {
    if (words !== '') out.push(...words.replace(/\n$/, '').split('\n'));
  };
  let request = 0;
  const browse = (url: string, body?: string): void => {
    session.send({ kind: 'browse', request: ++request, tab: 'one', url, method: body === undefined ? 'GET' : 'POST', keepAlive: false, ...(body === undefined ? {} : { body }) });
    for (let ms = 0; answers.length < request && ms < 60_000; ms += 100) session.advance(sim.nowMs + 100);
    const answer = answers.at(-1) as BrowseAnswer;
    if (!answer.ok) return say(answer.words);
    const html = (answer.headers['content-type'] ?? '').includes('html');
    say(`${answer.status} ${answer.headers['content-type'] ?? ''}\n${html ? textOfPage(answer.body) : answer.body}`);
  };
  for (const step of steps) {
    out.push(step.text);
    switch (step.kind) {
      case 'wait':
        session.advance(sim.nowMs + Number(/^@ (\d+)s$/.exec(step.text)?.[1]) * 1000);
        break;
      case 'open':
        browse(step.text.slice(7));
        break;
      case 'post': {
        const [url = '', body = ''] = step.text.slice(7).split(' ');
        browse(url, body);
        break;
      }
      case 'type': {
        const running = runLine(session.world.host(step.machine as string), step.text.slice(step.text.indexOf('$') + 2));
        for (const untilMs = sim.nowMs + LIMIT_MS; !running.result() && sim.nowMs < untilMs; ) session.advance(sim.nowMs + 50);
        const result = running.result();
        say(result ? result.stdout + result.stderr : '(has not ended)');
        if (!result) running.process?.signal('SIGKILL');
        break;
      }
    }
  }
  return `${out.join('\n')}\n`;
}
