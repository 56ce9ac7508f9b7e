/** hostname: the machine's name and addresses. */
import { fail, isBusybox, print } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage:
    '[-b] {hostname|-F file}         set host name (from file)\n       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name\n' +
    '       hostname                                 display host name',
  misuse: 255,
  helpOnMisuse: true,
  options: {
    alias: flag('-a --alias', 'alias names'),
    allNames: flag('-A --all-fqdns', 'all long host names'),
    domain: flag('-d --domain', 'DNS domain name'),
    fqdn: flag('-f --fqdn --long', 'long host name'),
    address: flag('-i --ip-address', 'addresses for the host name'),
    addresses: flag('-I --all-ip-addresses', 'all addresses for the host'),
    short: flag('-s --short', 'short host name'),
  },
  lacks: '-b --boot -F --file -y --yp --nis',
};

export default tool({
  name: 'hostname',
  aliases: ['dnsdomainname'],
  package: 'hostname',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const { machine } = process;
    if (operands.length > 0) {
      // Inside a container the kernel refuses; on a host the name changes, as with sethostname(2).
      if (machine.kind === 'container')
        return yield* fail(process, isBusybox(process) ? 'sethostname: Operation not permitted' : 'you must be root to change the host name');
      machine.hostname = operands[0] as string;
      return 0;
    }
    const name = machine.hostname;
    if (process.argv[0]?.endsWith('dnsdomainname') || values.domain) {
      const dot = name.indexOf('.');
      yield* print(process, dot < 0 ? (isBusybox(process) ? '' : '\n') : `${name.slice(dot + 1)}\n`);
    } else if (values.addresses) {
      const addresses = machine.net
        .interfaces()
        .filter((each) => each.name !== 'lo' && each.up)
        .flatMap((each) => each.addresses.map((address) => address.split('/')[0]));
      yield* print(process, `${addresses.map((address) => `${address} `).join('')}\n`);
    } else if (values.address) {
      const found = yield* machine.net.resolve(name);
      if (!found.ok) return yield* fail(process, isBusybox(process) ? `${name}: Host name lookup failure` : 'Name or service not known');
      yield* print(process, `${found.value.addresses.join(' ')}\n`);
    } else if (values.alias) yield* print(process, '\n');
    else if (values.short) yield* print(process, `${name.split('.')[0]}\n`);
    else yield* print(process, `${name}\n`);
    return 0;
  },
});
