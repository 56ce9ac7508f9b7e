/** `docker context inspect` (command/context/inspect.go). */
import { command, anyArguments } from '../_framework/command';
import { contextNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { inspectAll } from '../_format/inspect';
import { goType } from '../../api/go-types';
import { currentName, findContext } from './_context';

export default command({
  use: 'inspect [OPTIONS] [CONTEXT] [CONTEXT...]',
  short: 'Show everything about one or more contexts',
  args: anyArguments,
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
  },
  completes: contextNames,
  *run(context, names, { format }) {
    yield* inspectAll(context, names.length ? names : [currentName(context)], { format }, function* (name) {
      const found = findContext(context, name);
      const place = (part: 'meta' | 'tls') => (name === 'default' ? '<IN MEMORY>' : context.config.contextFolder(name, part));
      const data = {
        Name: name,
        Metadata: { type: goType('command.DockerContext'), data: { Description: found.description } },
        Endpoints: { docker: { type: goType('docker.EndpointMeta'), data: { Host: found.host, SkipTLSVerify: false } } },
        TLSMaterial: {},
        Storage: { MetadataPath: place('meta'), TLSPath: place('tls') },
      };
      return { value: { type: goType('context.contextWithTLSListing'), data } };
    });
  },
});
