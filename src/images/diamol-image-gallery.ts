/** diamol/ch09-image-gallery: Port 80: the gallery of the book. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'diamol/ch09-image-gallery',
  about: 'Port 80: the gallery of the book.',
  tags: { latest: '1', v1: '1', v2: '2' },
  base: 'alpine-old',
  command: ['/web/server'],
  ports: [80],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Image Gallery</title></head>\n<body>\n<h1>Image Gallery</h1>\n</body>\n</html>\n`,
  megabytes: 14,
  memoryMegabytes: 10,
});
