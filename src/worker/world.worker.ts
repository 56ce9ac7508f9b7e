/** The world's own thread: the driver behind the worker's port. */
import { onJqWanted } from '../shell/tools/_jq-engine';
import type { FromWorld, ToWorld } from '../session/protocol';
import { loadFor, loadPrograms } from './beginning';
import { Driver } from './driver';
import { loadJq } from './jq';

const driver = new Driver({
  post: (message: FromWorld) => self.postMessage(message),
  nowMs: () => performance.now(),
  later: (delayMs, run) => (delayMs <= 0 ? nextTask(run) : void setTimeout(run, delayMs)),
  loadFor,
  loadPrograms,
  loadDocuments: () => import('./documents'),
  loadLabDesk: () => import('./lab-desk'),
});

/** A task of its own without the timers' minimum wait of 4 ms: messages that wait come first. */
const channel = new MessageChannel();
const tasks: (() => void)[] = [];
channel.port1.onmessage = () => tasks.shift()?.();

function nextTask(run: () => void): void {
  tasks.push(run);
  channel.port2.postMessage(undefined);
}

onJqWanted(() => void loadJq());
self.onmessage = (event: MessageEvent<ToWorld>) => driver.receive(event.data);
// Programs that waited for their code go on outside of the driver's own turns.
self.onunhandledrejection = (event: PromiseRejectionEvent) => driver.broke(event.reason);
self.onerror = (_message, _source, _line, _column, error) => driver.broke(error);
