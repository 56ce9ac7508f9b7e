/**
 * Types a section's solution into the learner's terminals, slowly enough to follow. It does nothing that a person could
 * not do: everything goes through the same buttons and keys, and is recorded with the section, which then earns nothing.
 */
import { commandById, fillVariables } from '../../lab/guide-model';
import type { Guide, GuideSection } from '../../lab/guide-model';
import type { Intent, WorldView } from '../../session/protocol';

/** What the show acts on. */
export interface ShowScene {
  guide(): Guide | undefined;
  view(): WorldView | undefined;
  lines(section: string): Promise<string[]>;
  send(intent: Intent): void;
  check(id: string): void;
  /** Types a line as a person would and says which terminal has it. */
  type(machine: string | undefined, line: string, step: string | undefined, keyMs: number): Promise<string | undefined>;
  isBusy(terminal: string): boolean;
  notice(text: string): void;
}

const KEY_MS = 28;
const LOOK_MS = 60;
/** Between two commands, so that an answer can be read. */
const PAUSE_MS = 900;
/** A command that takes longer is left to itself: the show goes on. */
const PATIENCE_MS = 60_000;

export class ShowMe {
  running = $state(false);
  /** What is being done, in words. */
  doing = $state('');
  private round = 0;

  constructor(
    private readonly scene: ShowScene,
    private readonly sleep: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  ) {}

  stop(): void {
    this.round++;
    this.running = false;
    this.doing = '';
  }

  /** Plays one section to its end, or until `stop`, or until a line that only its learner can do. */
  async play(section: GuideSection): Promise<void> {
    const round = ++this.round;
    this.running = true;
    try {
      const lines = await this.scene.lines(section.id);
      this.scene.send({ kind: 'section.show', section: section.id });
      for (const line of lines) {
        if (round !== this.round) return;
        this.doing = line.replace(/^@ /, '').split('\n')[0] ?? '';
        if (!(await this.act(line, () => round === this.round))) {
          this.scene.notice('The show ends here: the next step is yours.');
          return;
        }
        await this.sleep(PAUSE_MS);
      }
    } catch (cause) {
      this.scene.notice(`Nothing can be shown: ${cause instanceof Error ? cause.message : String(cause)}.`);
    } finally {
      if (round === this.round) this.stop();
    }
  }

  private async act(line: string, goOn: () => boolean): Promise<boolean> {
    const typed = /^([\w.-]+)(?:#\d)?([$%]) ([^]*)$/.exec(line);
    if (typed) return await this.type(typed[1], typed[3] ?? '', undefined, typed[2] === '$', goOn);
    const [, word = '', rest = ''] = /^@ (\S+)(?: ([^]*))?$/.exec(line) ?? [];
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(word);
    if (seconds) return await this.until(goOn, this.clock(Number(seconds[1]) * 1000));
    switch (word) {
      case 'run':
        return await this.runBlock(rest, goOn);
      case 'settle':
        return await this.until(goOn, () => this.scene.view()?.settled === true);
      case 'check':
        this.scene.check(rest);
        return await this.until(goOn, () => !['open', 'running'].includes(this.scene.view()?.lab?.checks.find((one) => one.id === rest)?.state ?? ''));
      case 'quiz':
      case 'hint':
        return true;
      case 'kill':
      case 'start':
      case 'stop':
        this.scene.send({ kind: 'machine.power', machine: rest, action: word });
        return true;
      case 'restart':
        this.scene.send({ kind: 'machine.power', machine: rest, action: 'restart-docker' });
        return true;
      case 'cut':
      case 'heal':
        this.scene.send({ kind: 'machine.cable', machine: rest, action: word });
        return true;
      default:
        return false;
    }
  }

  private async runBlock(id: string, goOn: () => boolean): Promise<boolean> {
    const guide = this.scene.guide();
    const block = guide && commandById(guide, id);
    if (!block) return false;
    for (const command of block.commands) {
      const { text, missing } = fillVariables(command, guide.variables, this.scene.view()?.lab?.variables ?? {});
      if (missing.length > 0) return false;
      if (!goOn() || !(await this.type(block.on, text, id, true, goOn))) return false;
      await this.sleep(PAUSE_MS);
    }
    return true;
  }

  private async type(machine: string | undefined, line: string, step: string | undefined, wait: boolean, goOn: () => boolean): Promise<boolean> {
    const terminal = await this.scene.type(machine, line, step, KEY_MS);
    if (terminal === undefined) return false;
    await this.sleep(LOOK_MS);
    return wait ? await this.until(goOn, () => !this.scene.isBusy(terminal)) : true;
  }

  private clock(ms: number): () => boolean {
    const endMs = (this.scene.view()?.nowMs ?? 0) + ms;
    return () => (this.scene.view()?.nowMs ?? 0) >= endMs;
  }

  /** Looks until it is so. A show that was stopped waits for nothing. */
  private async until(goOn: () => boolean, isSo: () => boolean): Promise<boolean> {
    for (let waitedMs = 0; goOn() && !isSo() && waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) await this.sleep(LOOK_MS);
    return true;
  }
}
