/** swarmgs/payroll: three versions to roll between. */
import { textResponse } from '../os';
import { cardPage, wantsHtml } from './_html';
import { image } from './_image';
import { nodeApp } from './_swarmgs';

export default image({
  name: 'swarmgs/payroll',
  about: 'Port 3000: payroll <version>.',
  tags: { latest: '3', '1': '1', '2': '2', '3': '3' },
  build: ({ version }) =>
    nodeApp(
      version,
      (process) =>
        function* payroll(request) {
          if (!wantsHtml(request)) return textResponse(200, `payroll ${version}\n`);
          return cardPage({ title: `payroll ${version}`, heading: 'Payroll', version: `version ${version}`, rows: [['Container', process.machine.hostname]] });
        },
    ),
});
