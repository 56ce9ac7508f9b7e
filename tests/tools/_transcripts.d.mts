import type { Transcript } from '../../src/session/scenario-player';

export function compareTranscripts(real: Pick<Transcript, 'steps'>, simulated: Pick<Transcript, 'steps'>, limit?: number): { agree: number; of: number; lines: string[] };
