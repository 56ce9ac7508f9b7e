/** kibana: Port 5601: Elasticsearch in the browser. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'kibana',
  about: 'Port 5601: Elasticsearch in the browser.',
  tags: { latest: '4.6', '4.6': '4.6', '5': '5.6.16', '7.17.9': '7.17.9', '8.11.0': '8.11.0' },
  command: ['kibana'],
  ports: [5601],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Elastic</title></head>\n<body>\n<div></div>\n</body>\n</html>\n`,
  megabytes: 1000,
  memoryMegabytes: 300,
});
