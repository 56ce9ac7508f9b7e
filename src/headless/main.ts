/**
 * The Node entry: `skep play`, `skep serve` and `skep labs`. Everything it does it does through sessions and scenarios; this file
 * reads arguments and files and says what happened.
 */
import { labsCommand } from './labs';
import { playCommand } from './play';
import { serveCommand } from './serve';

const USAGE = `Usage:
  skep play SCENARIO.json|DIR [--out FILE|DIR]   play scenarios on the simulation, write their transcripts
       … --client docker [--pace N|max]          the same through the installed docker client
  skep serve [OPTIONS]                           simulated machines behind real sockets, for any Docker client
  skep labs test [SLUG]                          play every lab's solution against its checks
  skep labs list                                 name the labs
`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === 'play') return await playCommand(rest);
  if (command === 'serve') return await serveCommand(rest);
  if (command === 'labs') return await labsCommand(rest);
  process.stderr.write(command === undefined || command === '--help' || command === 'help' ? USAGE : `skep: no command "${command}"\n${USAGE}`);
  return command === '--help' || command === 'help' ? 0 : 2;
}

process.exitCode = await main(process.argv.slice(2));
