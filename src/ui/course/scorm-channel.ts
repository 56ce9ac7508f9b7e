/**
 * SCORM 1.2: the learning system offers an object named `API` in a window around this one; its calls take and give text.
 * What it is told: status, score in percent, time, and the session itself where it fits, so that the lab goes on later.
 */
import type { CourseChannel } from './course-channel';
import type { CourseScore } from './course-score';

export interface ScormApi {
  LMSInitialize(parameter: ''): string;
  LMSFinish(parameter: ''): string;
  LMSGetValue(element: string): string;
  LMSSetValue(element: string, value: string): string;
  LMSCommit(parameter: ''): string;
  LMSGetLastError(): string;
  LMSGetErrorString(code: string): string;
}

/** The standard's limit; some systems cut what is longer. */
const SUSPEND_CHARS_MAX = 4096;
const WINDOWS_MAX = 10;

/** Looks in the windows around this one, then in the one that opened it, as the standard says. */
export function findScormApi(from: Window): ScormApi | undefined {
  return upwards(from) ?? (from.opener ? upwards(from.opener as Window) : undefined);
}

function upwards(from: Window): ScormApi | undefined {
  let at = from;
  for (let i = 0; i < WINDOWS_MAX; i++) {
    try {
      const api = (at as { API?: ScormApi }).API;
      if (api && typeof api.LMSInitialize === 'function') return api;
    } catch {
      // A window of another origin: nothing of it can be seen.
    }
    if (at.parent === at) return undefined;
    at = at.parent;
  }
  return undefined;
}

export class ScormChannel implements CourseChannel {
  readonly memory: string | undefined;
  readonly learner?: string;
  readonly memoryMax = SUSPEND_CHARS_MAX;
  private readonly beganMs: number;
  private status: string;
  private open = true;
  private told = false;

  /** Undefined when the system refuses to begin. */
  static open(api: ScormApi, mastery: number, problem: (words: string) => void, nowMs: () => number = () => Date.now()): ScormChannel | undefined {
    return String(api.LMSInitialize('')) === 'true' ? new ScormChannel(api, mastery, problem, nowMs) : undefined;
  }

  private constructor(
    private readonly api: ScormApi,
    private readonly mastery: number,
    private readonly problem: (words: string) => void,
    private readonly nowMs: () => number,
  ) {
    this.beganMs = nowMs();
    this.status = api.LMSGetValue('cmi.core.lesson_status');
    const kept = api.LMSGetValue('cmi.suspend_data');
    const student = api.LMSGetValue('cmi.core.student_id').slice(0, 200);
    if (student !== '') this.learner = student;
    this.memory = kept === '' ? undefined : kept;
    if (this.status === '' || this.status === 'not attempted') {
      this.set('cmi.core.lesson_status', (this.status = 'incomplete'));
      this.commit();
    }
  }

  report({ percent }: CourseScore): void {
    if (!this.open) return;
    this.set('cmi.core.score.min', '0');
    this.set('cmi.core.score.max', '100');
    this.set('cmi.core.score.raw', String(percent));
    // What was passed once stays passed.
    if (percent >= this.mastery && this.status !== 'passed') this.set('cmi.core.lesson_status', (this.status = 'passed'));
    this.commit();
  }

  keep(memory: string): void {
    if (!this.open || memory.length > SUSPEND_CHARS_MAX) return;
    this.set('cmi.suspend_data', memory);
    this.commit();
  }

  leave(): void {
    if (!this.open) return;
    this.set('cmi.core.session_time', spanOf(this.nowMs() - this.beganMs));
    this.set('cmi.core.exit', 'suspend');
    this.commit();
    this.api.LMSFinish('');
    this.open = false;
  }

  private set(element: string, value: string): void {
    if (String(this.api.LMSSetValue(element, value)) !== 'false') return;
    const code = this.api.LMSGetLastError();
    this.tell(`${element}: ${this.api.LMSGetErrorString(code) || `error ${code}`}`);
  }

  private commit(): void {
    if (String(this.api.LMSCommit('')) === 'false') this.tell('it did not keep what it was told');
  }

  /** Once: a system that refuses something goes on refusing it. */
  private tell(words: string): void {
    if (this.told) return;
    this.told = true;
    this.problem(`The learning system refused a part of your progress (${words}).`);
  }
}

/** `0001:02:03.45`. */
export function spanOf(ms: number): string {
  const hundredths = Math.max(0, Math.floor(ms / 10));
  const two = (n: number): string => String(n).padStart(2, '0');
  const seconds = Math.floor(hundredths / 100);
  return `${String(Math.min(9999, Math.floor(seconds / 3600))).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}
