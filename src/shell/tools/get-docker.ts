/** What Docker's installation script does in this lab: the page that `curl https://get.docker.com` fetches runs it. */
import { engineInstaller } from './_engine-installer';
import { print } from './_io';
import { tool } from './_tool';

export default tool({
  name: 'get-docker',
  package: 'skep',
  *main(process) {
    const install = engineInstaller(process.machine);
    if (!install) {
      yield* process.stderr.write('get-docker: Docker cannot be installed here\n');
      return 1;
    }
    if (process.uid !== 0) {
      yield* process.stderr.write("Error: this installer needs the ability to run commands as root.\nWe are unable to find either \"sudo\" or \"su\" available to make this happen.\n");
      return 1;
    }
    yield* print(process, '# Executing docker install script\n');
    yield* install();
    return 0;
  },
});
