/** Virtual time and chance: all that the world may use of either. */
export { assert, Broken } from './assert';
export { Fiber, outside, race, Signal, sleep, spawn, timer, wait } from './fiber';
export type { Outcome, Program, Wait } from './fiber';
export { hash32, Random } from './random';
export type { RandomState } from './random';
export { Sim } from './sim';
export type { Cancel } from './sim';
export { Trace } from './trace';
