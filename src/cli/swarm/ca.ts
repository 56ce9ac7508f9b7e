/** `docker swarm ca`: show the root certificate, or replace it and wait (command/swarm/ca.go, progress/root_rotation.go). */
import { sleep, type Program } from '../../sim';
import type { ApiInfo, ApiNode, ApiSwarm } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { ProgressDisplay } from '../_format/progress';

const NEEDS_ROTATE = ['cert-expiry', 'external-ca', 'ca-cert', 'ca-key'] as const;
const POLL_MS = 200;

export default command({
  use: 'ca [OPTIONS]',
  short: "Show or replace the certificate that the swarm's nodes trust",
  swarm: 'manager',
  args: noArguments,
  flags: {
    'ca-cert': flag.pemFile('', 'PEM file of the root certificate to use from now on'),
    'ca-key': flag.pemFile('', 'PEM file of the root key to use from now on'),
    'cert-expiry': flag.duration('', 'How long node certificates are valid (ns|us|ms|s|m|h)', { shows: '2160h0m0s' }),
    detach: flag.bool('d', 'Do not wait until the rotation is over'),
    'external-ca': flag.externalCa('', 'Certificate authority outside of the swarm that signs'),
    quiet: flag.bool('q', 'Do not draw progress'),
    rotate: flag.bool('', 'Make a new one'),
  },
  *run(context, _args, flags, given) {
    const { api, out } = context;
    const swarm = yield* api.get<ApiSwarm>('/swarm');
    if (!flags.rotate) {
      for (const name of NEEDS_ROTATE) if (given(name)) throw new Failure(`\`--${name}\` flag requires the \`--rotate\` flag to update the CA`);
      if (!swarm.TLSInfo?.TrustRoot) throw new Failure('No CA information available');
      yield* out.line(swarm.TLSInfo.TrustRoot.trim());
      return;
    }
    if (given('ca-cert') && !given('ca-key') && !given('external-ca')) {
      throw new Failure('the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well');
    }
    const spec = {
      ...swarm.Spec,
      CAConfig: {
        ...swarm.Spec.CAConfig,
        ...(given('cert-expiry') ? { NodeCertExpiry: flags['cert-expiry'] } : {}),
        ...(given('external-ca') ? { ExternalCAs: flags['external-ca'] } : {}),
        SigningCACert: flags['ca-cert'],
        SigningCAKey: flags['ca-key'],
        ForceRotate: (swarm.Spec.CAConfig.ForceRotate ?? 0) + 1,
      },
    };
    yield* api.post('/swarm/update', {
      query: { version: swarm.Version.Index, rotateWorkerToken: false, rotateManagerToken: false, rotateManagerUnlockKey: false },
      json: spec,
    });
    if (flags.detach) return;
    yield* rotated(context, flags.quiet);
    // Quiet means not a word, not even the new root.
    if (flags.quiet) return;
    yield* out.line((yield* api.get<ApiSwarm>('/swarm')).TLSInfo.TrustRoot.trim());
  },
});

/** Draws how many nodes have their new certificates, until all have. */
function* rotated(context: Context, quiet: boolean): Program {
  const display = new ProgressDisplay(context.out);
  for (;;) {
    const info = yield* context.api.get<ApiInfo>('/info');
    const cluster = info.Swarm.Cluster;
    const nodes = yield* context.api.get<ApiNode[]>('/nodes');
    const issuer = cluster?.TLSInfo?.CertIssuerPublicKey;
    const root = cluster?.TLSInfo?.TrustRoot;
    const certs = nodes.filter((node) => node.Description?.TLSInfo?.CertIssuerPublicKey === issuer).length;
    const roots = nodes.filter((node) => node.Description?.TLSInfo?.TrustRoot === root).length;
    const rotating = cluster?.RootRotationInProgress ?? false;
    if (!quiet) {
      const done = !rotating && roots === nodes.length;
      yield* display.show({
        id: '  rotated TLS certificates',
        status: '',
        progressDetail: { current: rotating ? certs : nodes.length, total: nodes.length, units: 'nodes' },
      });
      yield* display.show({
        id: '  rotated CA certificates',
        status: '',
        progressDetail: { current: rotating ? 0 : roots, total: nodes.length, units: 'nodes' },
      });
      if (done) yield* context.out.line('');
    }
    if (!rotating && roots === nodes.length) return;
    yield* sleep(context.sim, POLL_MS);
  }
}
