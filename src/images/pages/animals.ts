/** Cats and other pets, drawn: which one it is and who drew it changes from answer to answer. */
import type { HttpHandler, Main, Process } from '../../os';
import { server } from '../_programs';
import { escapeHtml, hueOf, htmlPage } from '../_html';

const CSS =
  'body{min-height:100vh;display:grid;place-items:center;padding:24px;text-align:center}main{width:min(520px,100%);background:#fff;border-radius:16px;padding:28px;box-shadow:0 12px 40px #0002}svg{width:min(320px,80%);height:auto}' +
  'h1{font-size:26px}p{color:#4a525b;margin-top:10px}a{display:inline-block;margin-top:18px;color:#1a66bd}';

/** Coats: fur and markings. */
const COATS: readonly (readonly [string, string])[] = [
  ['#e8913a', '#c46f1c'], ['#3b3f46', '#1f2226'], ['#b9bec6', '#878e99'], ['#f1e7d6', '#cdb892'], ['#8a5a3b', '#5f3b23'], ['#5f7a8c', '#3f5666'],
];

function face(number: number, ears: 'cat' | 'dog'): string {
  const [fur, marks] = COATS[number % COATS.length] as readonly [string, string];
  const eyes = ['#4cae4f', '#d9a400', '#3b8fd6'][number % 3] as string;
  const stripes = number % 2 === 0 ? `<path d="M92 62v26M100 58v32M108 62v26" stroke="${marks}" stroke-width="5" stroke-linecap="round"/>` : `<circle cx="140" cy="128" r="20" fill="${marks}" opacity=".5"/>`;
  const ear =
    ears === 'cat'
      ? `<path d="M38 92 40 26 88 58ZM162 92 160 26 112 58Z" fill="${fur}" stroke="${marks}" stroke-width="4" stroke-linejoin="round"/>`
      : `<ellipse cx="38" cy="104" rx="20" ry="46" fill="${marks}"/><ellipse cx="162" cy="104" rx="20" ry="46" fill="${marks}"/>`;
  return (
    `<svg viewBox="0 0 200 200" role="img" aria-label="A ${ears}">${ear}<circle cx="100" cy="112" r="68" fill="${fur}" stroke="${marks}" stroke-width="4"/>${stripes}` +
    `<ellipse cx="74" cy="108" rx="12" ry="14" fill="#fff"/><ellipse cx="126" cy="108" rx="12" ry="14" fill="#fff"/><ellipse cx="75" cy="109" rx="6" ry="10" fill="${eyes}"/><ellipse cx="125" cy="109" rx="6" ry="10" fill="${eyes}"/>` +
    `<circle cx="75" cy="109" r="3.4"/><circle cx="125" cy="109" r="3.4"/><path d="M92 132h16l-8 9Z" fill="#d0607a"/><path d="M100 141v7m0 0c-6 9-18 8-22 1m22-1c6 9 18 8 22 1" fill="none" stroke="#3b2a2a" stroke-width="3" stroke-linecap="round"/>` +
    '<path d="M60 136H24M60 144l-34 8M140 136h36M140 144l34 8" stroke="#0006" stroke-width="2"/></svg>'
  );
}

function animal(process: Process, title: string, heading: (number: number) => string, line: string, ears: (number: number) => 'cat' | 'dog', stream: string): HttpHandler {
  return function* show() {
    const number = process.sim.random(stream).int(1, 12);
    const { hostname } = process.machine;
    const hue = hueOf(hostname);
    return htmlPage({
      title,
      css: `${CSS}body{background:hsl(${hue} 55% 84%)}`,
      body: `<main>${face(number, ears(number))}<h1>${escapeHtml(heading(number))}</h1><p>${line} <span class="mono">${escapeHtml(hostname)}</span></p><a href="/">Another one</a></main>`,
    });
  };
}

export function cats(): Main {
  return server({
    port: 5000,
    banner: ' * Running on http://0.0.0.0:5000/ (Press CTRL+C to quit)\n',
    handler: (process) => animal(process, 'cats', (number) => `Cat of the moment: number ${number}`, 'Container:', () => 'cat', 'image.cats'),
  });
}

export function pets(version: string): Main {
  return server({
    port: 5000,
    memoryBytes: 34 * 1024 * 1024,
    banner: ' * Running on http://0.0.0.0:5000/ (Press CTRL+C to quit)\n',
    handler: (process) => animal(process, 'docker-pets', (number) => `${number % 2 === 0 ? 'Cat' : 'Dog'} of the day, docker-pets ${version}`, 'Processed by container ID', (number) => (number % 2 === 0 ? 'cat' : 'dog'), 'image.pets'),
  });
}
