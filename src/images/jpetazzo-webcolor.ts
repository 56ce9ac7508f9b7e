/** jpetazzo/webcolor and jpetazzo/color: a page in the colour of its tag. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'jpetazzo/webcolor',
  also: ['jpetazzo/color'],
  about: 'Port 80: a page in one colour, and which container served it.',
  tags: { latest: 'blue', red: 'red', green: 'green', blue: 'blue', yellow: 'gold' },
  build: ({ version }) => ({
    base: 'scratch',
    config: { Env: ['PATH=/', `COLOR=${version}`], Cmd: ['/color'], ExposedPorts: ['80/tcp'] },
    layers: [[`COPY color / # ${version}`, 5_800_000]],
    programs: { '/color': late('webcolor', version) },
  }),
});
