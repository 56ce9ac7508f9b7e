/** dockersamples/atseasampleshopapp_payment_gateway: No page of its own: waits for payments. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'dockersamples/atseasampleshopapp_payment_gateway',
  about: 'No page of its own: waits for payments.',
  base: 'alpine-old',
  command: ['/process.sh'],
  ports: [8080],
  body: 'ok\n',
  contentType: 'text/plain; charset=utf-8',
  megabytes: 4,
  memoryMegabytes: 4,
});
