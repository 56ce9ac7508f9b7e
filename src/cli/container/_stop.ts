/** The query of stop and restart: how long to wait, which signal. */
import { Failure } from '../_framework/failure';

export function stopQuery(
  flags: { timeout: number; time: number; signal: string },
  given: (name: 'timeout' | 'time') => boolean,
): { t?: number; signal?: string } {
  if (given('timeout') && given('time')) throw new Failure('conflicting options: cannot specify both --timeout and --time');
  return {
    signal: flags.signal || undefined,
    t: given('timeout') ? flags.timeout : given('time') ? flags.time : undefined,
  };
}
