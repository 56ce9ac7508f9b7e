/** Loads jq for Node and hands it to the world. */
import { loadJq as load } from 'jq-wasm';
import { adaptJq } from '../shell/tools/_jq-adapter';
import { isJqReady, setJqEngine } from '../shell/tools/_jq-engine';

export async function loadJq(): Promise<void> {
  if (!isJqReady()) setJqEngine(adaptJq(await load()));
}
