/**
 * Language images (python, node, golang): their interpreters are not simulated. What labs do with them is run a server
 * or look at a version; a program of one's own is refused plainly, never run wrongly.
 */
import { isFileError, textResponse, type Main } from '../os';
import { complain, endOn, forever, listen, print } from './_programs';

/** An interpreter that knows its version, `-c`/`-e` printing of a literal, and Python's file server. */
export function interpreter(name: string, version: string): Main {
  return function* main(process) {
    const args = process.argv.slice(1);
    if (args[0] === '--version' || args[0] === '-V' || args[0] === '-v' || args[0] === 'version') {
      yield* print(process, `${version}\n`);
      return 0;
    }
    const code = args[0] === '-c' || args[0] === '-e' ? (args[1] ?? '') : undefined;
    const literal = code === undefined ? null : /^\s*(?:print|console\.log)\((["'])(.*)\1\);?\s*$/.exec(code);
    if (literal) {
      yield* print(process, `${literal[2]}\n`);
      return 0;
    }
    if (args[0] === '-m' && args[1] === 'http.server') {
      const port = Number(args[2] ?? 8000);
      endOn(process, ['SIGINT'], 0);
      const served = yield* listen(process, port, function* files(request) {
        const path = request.path.split('?')[0] ?? '/';
        const content = process.machine.files.read(`${process.cwd === '/' ? '' : process.cwd}${path.endsWith('/') ? `${path}index.html` : path}`);
        if (!isFileError(content)) return textResponse(200, content, 'text/html');
        const names = process.machine.files.list(`${process.cwd}${path}`.replace(/(.)\/$/, '$1'));
        if (isFileError(names))
          return textResponse(
            404,
            '<!DOCTYPE HTML>\n<html><head><title>Error response</title></head><body><h1>Error response</h1><p>Error code: 404</p></body></html>\n',
            'text/html;charset=utf-8',
          );
        return textResponse(
          200,
          `<!DOCTYPE HTML>\n<html>\n<head><title>Directory listing for ${path}</title></head>\n<body>\n<ul>\n` +
            `${names.map((each) => `<li><a href="${each}">${each}</a></li>\n`).join('')}</ul>\n</body>\n</html>\n`,
          'text/html',
        );
      });
      if (!served) return 1;
      yield* print(process, `Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`);
      return yield* forever();
    }
    if (args.length === 0 && process.stdin.tty === undefined) return 0;
    yield* complain(process, `${name}: this interpreter is simulated: it knows its version and a printed literal, but runs no programs\n`);
    return 1;
  };
}
