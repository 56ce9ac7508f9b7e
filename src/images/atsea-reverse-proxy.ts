/** dockersamples/atseasampleshopapp_reverse_proxy: Ports 80 and 443: the proxy in front of the AtSea shop. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'dockersamples/atseasampleshopapp_reverse_proxy',
  about: 'Ports 80 and 443: the proxy in front of the AtSea shop.',
  base: 'alpine-old',
  command: ['nginx', '-g', 'daemon off;'],
  ports: [80, 443],
  body: () => `<!DOCTYPE html>\n<html>\n<head><title>AtSea Shop</title></head>\n<body>\n<h1>AtSea Shop</h1>\n</body>\n</html>\n`,
  megabytes: 18,
  memoryMegabytes: 6,
});
