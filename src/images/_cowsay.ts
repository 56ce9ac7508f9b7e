/** The cowsay site: a cow tells what /usr/games/fortune says; without that file the page fails. */
import { isFileError, textResponse, type Main } from '../os';
import { escapeHtml, htmlPage } from './_html';
import type { ImageBuild } from './_image';
import { print, server } from './_programs';

const FORTUNES = [
  'You will be surprised by a loud noise.',
  'Small things make base men proud.',
  'Tomorrow will be cancelled due to lack of interest.',
  'You are only young once, but you can stay immature indefinitely.',
  'A journey of a thousand miles begins with a cash advance.',
  'Be careful! Is it classified?',
];

export function cow(text: string): string {
  const line = '-'.repeat(text.length + 2);
  return ` ${'_'.repeat(text.length + 2)}\n< ${text} >\n ${line}\n        \\   ^__^\n         \\  (oo)\\_______\n` +
    `            (__)\\       )\\/\\\n                ||----w |\n                ||     ||\n`;
}

const fortune: Main = function* fortune(process) {
  yield* print(process, `${process.sim.random('image.fortune').pick(FORTUNES)}\n`);
  return 0;
};

export function cowsayBuild(): ImageBuild {
  return {
    base: 'debian-jessie',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games'],
      Cmd: ['node', 'server.js'],
      ExposedPorts: ['80/tcp'],
      WorkingDir: '/app',
    },
    packages: ['curl'],
    layers: [
      ['RUN /bin/sh -c apt-get install -y fortune cowsay nodejs # buildkit', 96_000_000],
      ['COPY . /app # buildkit', 42_000],
    ],
    programs: {
      '/usr/games/fortune': fortune,
      '/usr/games/cowsay': function* cowsay(process) {
        yield* print(process, cow(process.argv.slice(1).join(' ')));
        return 0;
      },
      '/usr/local/bin/node': server({
        port: 80,
        memoryBytes: 30 * 1024 * 1024,
        handler: (process) =>
          function* site() {
            if (isFileError(process.machine.files.stat('/usr/games/fortune'))) {
              return textResponse(
                500,
                '<pre>Error: Command failed: /usr/games/fortune\n/bin/sh: 1: /usr/games/fortune: not found\n</pre>\n',
                'text/html; charset=utf-8',
              );
            }
            return htmlPage({
              title: 'cowsay',
              css: 'body{min-height:100vh;display:grid;place-items:center;background:#0f1216;color:#e8e6e1;padding:24px}pre{font:clamp(11px,2.2vw,18px)/1.35 ui-monospace,Menlo,Consolas,monospace;max-width:100%;overflow:auto}',
              body: `<pre>\n${escapeHtml(cow(process.sim.random('image.fortune').pick(FORTUNES)))}</pre>`,
            });
          },
      }),
    },
  };
}
