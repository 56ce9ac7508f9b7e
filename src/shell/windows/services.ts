/** `net start docker` and `sc query docker`: services from cmd's time. */
import type { Main } from '../../os';
import { serviceManager } from '../tools/_services';
import { print } from './_out';

export const net: Main = function* net(process) {
  const [verb = '', name = ''] = process.argv.slice(1).map((each) => each.toLowerCase());
  const manager = serviceManager(process.machine);
  if ((verb !== 'start' && verb !== 'stop') || !manager) {
    yield* process.stderr.write('The syntax of this command is:\n\nNET [ START | STOP ] SERVICE\n\n');
    return 1;
  }
  const unit = manager.units().find((each) => each.name === name);
  if (name === '') {
    yield* print(process, `These Windows services are started:\n\n${manager.units().filter((each) => each.state === 'active').map(() => '   Docker Engine\n').join('')}\nThe command completed successfully.\n\n`);
    return 0;
  }
  if (!unit) {
    yield* process.stderr.write('The service name is invalid.\n\nMore help is available by typing NET HELPMSG 2185.\n\n');
    return 2;
  }
  const running = unit.state === 'active';
  if (running === (verb === 'start')) {
    yield* process.stderr.write(running ? 'The requested service has already been started.\n\nMore help is available by typing NET HELPMSG 2182.\n\n' : 'The Docker Engine service is not started.\n\nMore help is available by typing NET HELPMSG 3521.\n\n');
    return 2;
  }
  yield* print(process, `The Docker Engine service is ${verb === 'start' ? 'starting' : 'stopping'}.\n`);
  yield* verb === 'start' ? manager.start(name) : manager.stop(name);
  yield* print(process, `The Docker Engine service was ${verb === 'start' ? 'started' : 'stopped'} successfully.\n\n`);
  return 0;
};

export const sc: Main = function* sc(process) {
  const [verb = '', name = ''] = process.argv.slice(1).map((each) => each.toLowerCase());
  const unit = serviceManager(process.machine)?.units().find((each) => each.name === name);
  if (verb !== 'query') {
    yield* process.stderr.write('sc: only sc query NAME is supported in this lab.\n');
    return 1;
  }
  if (!unit) {
    yield* print(process, `[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\n\nThe specified service does not exist as an installed service.\n\n`);
    return 1060;
  }
  const running = unit.state === 'active';
  yield* print(process, `\nSERVICE_NAME: ${unit.name} \n        TYPE               : 10  WIN32_OWN_PROCESS  \n        STATE              : ${running ? '4  RUNNING ' : '1  STOPPED '}\n        WIN32_EXIT_CODE    : 0  (0x0)\n`);
  return 0;
};
