import type { Program } from '../sim';
import type { Shell } from './shell';
export function* runInteractive(_shell: Shell): Program<number> { return 0; }
