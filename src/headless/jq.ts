/** Loads jq for Node and hands it to the world. */
import { loadJq as load } from 'jq-wasm';
import { isJqReady, setJqEngine } from '../shell/tools/_jq-engine';

export async function loadJq(): Promise<void> {
  if (isJqReady()) return;
  const jq = await load();
  setJqEngine({
    run(input, filter, flags) {
      const { stdout, stderr, exitCode } = jq.raw(input, filter, [...flags]);
      return { stdout, stderr, exit: exitCode };
    },
  });
}
