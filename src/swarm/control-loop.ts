/** What every loop of the manager looks like to those who start it: it runs on the leader, and only there. */
export interface ControlLoop {
  /** Reads the store as it is, then follows its commits. Called once per term of leadership. */
  start(): void;
  /** Gives up every watch and timer. What was proposed and not committed is dropped by the store. */
  stop(): void;
}
