/** Scenario files: read, and refused in words. */
import { readFileSync, statSync } from 'node:fs';
import { isScenarioError, parseScenario } from '../session/scenario';
import type { Scenario } from '../session/scenario';

const SCENARIO_BYTES_MAX = 16 * 1024 * 1024;

/** The scenario, or in words what is wrong with the file. */
export function readScenario(file: string): Scenario | string {
  let value: unknown;
  try {
    if (statSync(file).size > SCENARIO_BYTES_MAX) return 'too large for a scenario (16 MiB at most)';
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'no such file';
    return `not JSON: ${(error as Error).message}`;
  }
  const scenario = parseScenario(value);
  return isScenarioError(scenario) ? `${scenario.where}: ${scenario.why}` : scenario;
}
