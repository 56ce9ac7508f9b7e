/**
 * The API always answers: every request within its time, with a known status, and every refusal with words. A client
 * that goes away, or a daemon that dies, ends a request without an answer.
 */
import type { ApiCall, Checker, Sight } from '../watch/checker';

/** A request to the managers is given up after 20 s; stopping containers and pulling images takes its own time. */
const ANSWER_MS_MAX = 45_000;
/** These wait for something by nature. */
const PATIENT = /\/(wait|events|logs|attach|stats|start|stop|restart|kill|resize)\b|\/images\/create|\/swarm\/(join|leave|init)|^DELETE .*\/containers\/|\/distribution\//;

export function api({ sim, complain }: Sight): Checker {
  const open = new Set<ApiCall>();

  function lookAt({ machine, request, response }: ApiCall): void {
    if (!response) return;
    const { status, body } = response;
    const what = `${machine}: ${request.method} ${request.path} answered ${status}`;
    if (!Number.isInteger(status) || status < 100 || status > 599) complain(what);
    if (status < 400) return;
    if (typeof body !== 'string') complain(`${what} with a stream`);
    else if (messageOf(body) === '') complain(`${what} without a word: ${body.slice(0, 100)}`);
  }

  return {
    name: 'api',
    asked: (call) => void open.add(call),
    answered(call) {
      open.delete(call);
      lookAt(call);
    },
    looked() {
      for (const { machine, request, sinceMs } of open) {
        const line = `${request.method} ${request.path}`;
        if (sim.nowMs - sinceMs > ANSWER_MS_MAX && !PATIENT.test(line)) complain(`${machine}: no answer to ${line} for ${Math.round((sim.nowMs - sinceMs) / 1000)} s`);
      }
    },
    typed({ step, exit }) {
      // Who waits for tasks may wait for ever; everybody else has an answer by now.
      if (exit === null && !/--detach=false|docker run|swarm (join|leave)|systemctl/.test(step.run)) complain(`${step.on}$ ${step.run} did not end`);
    },
  };
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? '';
  } catch {
    return '';
  }
}
