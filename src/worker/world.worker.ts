/** The world's own thread: the driver behind the worker's port. */
import { jqHolds } from '../shell/tools/_jq-engine';
import type { FromWorld, ToWorld } from '../session/protocol';
import { Driver } from './driver';
import { loadJq } from './jq';

const driver = new Driver({
  post: (message: FromWorld) => self.postMessage(message),
  nowMs: () => performance.now(),
  later: (delayMs, run) => (delayMs <= 0 ? nextTask(run) : void setTimeout(run, delayMs)),
  jqHolds,
  loadJq,
});

/** A task of its own without the timers' minimum wait of 4 ms: messages that wait come first. */
const channel = new MessageChannel();
const tasks: (() => void)[] = [];
channel.port1.onmessage = () => tasks.shift()?.();

function nextTask(run: () => void): void {
  tasks.push(run);
  channel.port2.postMessage(undefined);
}

self.onmessage = (event: MessageEvent<ToWorld>) => driver.receive(event.data);
