/** A seed's storm, written out as a scenario. */
import type { Scenario } from '../../../src/session/scenario';
import { Random } from '../../../src/sim';
import { drawWait, drawWeather } from '../weather';
import type { Weather } from '../weather';
import { drawAction } from './actions';
import { opening } from './opening';
import { Plan } from './plan';

/** Tries for one action that has something to do. */
const TRIES_MAX = 20;

export function drawScenario(seed: number): { readonly scenario: Scenario; readonly weather: Weather } {
  const random = Random.named(seed, 'cluster storm');
  const weather = drawWeather(random);
  const plan = new Plan(random, weather.mild);
  opening(plan, weather);
  for (let i = 0; i < weather.actions; i++) {
    for (let tries = 0; tries < TRIES_MAX; tries++) if (drawAction(plan, weather.weights)?.act(plan) ?? true) break;
    plan.wait(drawWait(random, weather.pace));
  }
  const nodes = Object.fromEntries(plan.belief.machines.map(({ name, platform }) => [name, platform]));
  const files = Object.keys(plan.files).length > 0 ? { files: plan.files } : {};
  return { scenario: { name: `storm-${seed}`, seed, nodes, ...files, steps: plan.steps }, weather };
}
