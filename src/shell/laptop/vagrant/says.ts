/** How vagrant speaks of a machine: what it does behind an arrow, details indented (lib/vagrant/ui.rb). */
import type { Process } from '../../../os';
import { sleep, type Program } from '../../../sim';
import { print } from '../../tools/_io';

export class Voice {
  constructor(
    private readonly process: Process,
    private readonly name: string,
  ) {}

  /** `==> m1: …`, each line of it; then so much time passes. */
  *does(text: string, ms = 0): Program {
    yield* this.say('==> ', text, ms);
  }

  /** `    m1: …` */
  *detail(text: string, ms = 0): Program {
    yield* this.say('    ', text, ms);
  }

  private *say(before: string, text: string, ms: number): Program {
    yield* print(this.process, text.split('\n').map((line) => `${before}${this.name}: ${line}\n`).join(''));
    if (ms > 0) yield* sleep(this.process.sim, ms);
  }
}
