/** diamol/ch09-image-of-the-day: Port 80: /image answers the picture of the day as JSON. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'diamol/ch09-image-of-the-day',
  about: 'Port 80: /image answers the picture of the day as JSON.',
  tags: { latest: '1', v1: '1', v2: '2' },
  command: ['java', '-jar', '/app/iotd.jar'],
  ports: [80],
  body: '{"url":"https://apod.nasa.gov/apod/image/today.jpg","caption":"Picture of the day","copyright":null}\n',
  contentType: 'application/json',
  megabytes: 150,
  memoryMegabytes: 120,
  exitCode: 143,
});
