/** swarmgs/payroll: three versions to roll between. */
import { image } from './_image';
import { page } from './_programs';
import { nodeApp } from './_swarmgs';

export default image({
  name: 'swarmgs/payroll',
  about: 'Port 3000: payroll <version>.',
  tags: { latest: '3', '1': '1', '2': '2', '3': '3' },
  build: ({ tag, version }) => nodeApp(version, page(() => `payroll ${tag}\n`, 'text/plain; charset=utf-8')),
});
