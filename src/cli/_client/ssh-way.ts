/**
 * An engine behind `ssh://user@host`: the client starts `ssh`, which runs `docker system dial-stdio` over there, and speaks
 * HTTP to it (docker/cli cli/connhelper).
 */
import { createPipe, readAll, type HttpRequest, type HttpResponse, type OpenFile, type Process, spawnChild } from '../../os';
import type { Source } from '../../os/stream';
import { type Fiber, type Program, spawn, wait } from '../../sim';
import { Ahead, copyAll, requestText } from './http-text';

export interface SshAddress {
  kind: 'ssh';
  user: string;
  host: string;
  port: string;
}

/** The answer, or why there is none. */
export function* requestOverSsh(process: Process, { user, host, port }: SshAddress, request: HttpRequest): Program<HttpResponse | { why: string }> {
  const argv = ['ssh', '-o', 'ConnectTimeout=30', '-T', ...(user ? ['-l', user] : []), ...(port ? ['-p', port] : []), '--', host, 'docker', 'system', 'dial-stdio'];
  const [input, output, errors] = [createPipe(), createPipe(), createPipe()];
  const child = spawnChild(process, argv, { fds: new Map([[0, input.reader], [1, output.writer], [2, errors.writer]]) });
  for (const file of [input.reader, output.writer, errors.writer]) file.close();
  if ('error' in child) return { why: `exec: "ssh": executable file not found in $PATH` };
  const complaints = spawn(process.sim, 'ssh complaints', readAll(errors.reader), process.fiber as Fiber);
  const body = typeof request.body === 'string' ? request.body : (yield* readAll(request.body as OpenFile)).text;
  yield* input.writer.write(requestText(request, body));
  if (request.upgrade) spawn(process.sim, 'ssh input', forward(request.upgrade, input.writer), process.fiber as Fiber);
  const answer = new Ahead(output.reader);
  const head = yield* answer.head();
  if (head) return { status: Number(head.first.split(' ')[1]), headers: head.headers, body: new Ended(answer, input.writer) };
  input.writer.close();
  const status = yield* wait(child.exited);
  const said = yield* complaints.join();
  const stderr = said.kind === 'returned' ? said.value.text.replaceAll('\r', '').trim() : '';
  return { why: `command [${argv.join(' ')}] has exited with exit status ${status.code}, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=${stderr}` };
}

/** The answer's body; whoever has had enough of it lets the connection go. */
class Ended implements Source {
  constructor(private readonly from: Source, private readonly input: OpenFile) {}

  *read(maxChars?: number): Program<string | undefined> {
    const chunk = yield* this.from.read(maxChars);
    if (chunk === undefined) this.input.close();
    return chunk;
  }

  close(): void {
    this.input.close();
    this.from.close();
  }
}

function* forward(from: Source, to: OpenFile): Program {
  yield* copyAll(from, to);
  to.close();
}
