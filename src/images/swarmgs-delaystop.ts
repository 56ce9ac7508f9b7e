/** swarmgs/delaystop: takes ten seconds to stop. */
import { image } from './_image';
import { forever } from './_programs';
import { nodeApp } from './_swarmgs';

export default image({
  name: 'swarmgs/delaystop',
  about: 'Stops ten seconds after it was asked to.',
  tags: { latest: '2', '1': '1', '2': '2' },
  build: ({ version }) => {
    const build = nodeApp(
      version,
      () =>
        function* none() {
          return { status: 200, headers: {}, body: '' };
        },
    );
    return {
      ...build,
      config: { ...build.config, ExposedPorts: [] },
      programs: {
        '/usr/local/bin/npm': function* npm(process) {
          let stopping = false;
          process.onSignal('SIGTERM', () => {
            if (stopping) return;
            stopping = true;
            process.sim.after(10_000, 'delaystop.exit', () => process.exit(0));
          });
          return yield* forever();
        },
      },
    };
  },
});
