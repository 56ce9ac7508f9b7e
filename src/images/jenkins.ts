/** jenkins/jenkins: Port 8080: unlock page. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'jenkins/jenkins',
  also: ['jenkins'],
  about: 'Port 8080: unlock page.',
  tags: { latest: '2.537', lts: '2.528', 'lts-jdk17': '2.528', alpine: '2.528' },
  command: ['/usr/local/bin/jenkins.sh'],
  ports: [8080, 50000],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Sign in [Jenkins]</title></head>\n<body>\n<h1>Unlock Jenkins</h1>\n</body>\n</html>\n`,
  megabytes: 360,
  memoryMegabytes: 480,
  volumes: ['/var/jenkins_home'],
  exitCode: 143,
});
