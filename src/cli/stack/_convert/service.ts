/** A service of a compose file as the spec that is sent (docker/cli compose/convert/service.go). */
import type { Program } from '../../../sim';
import type { Context } from '../../_framework/context';
import { Failure } from '../../_framework/failure';
import type { ContainerDraft, ServiceDraft } from '../../service/_draft';
import type { ComposeConfig } from '../_compose/load';
import type { ComposeService } from '../_compose/service';
import { effectiveCapabilities } from './capabilities';
import { convertMounts } from './mounts';
import { IMAGE_LABEL, scoped, stackLabels } from './namespace';
import { omitEmpty, recordOf } from './omit';
import {
  convertEndpoint, convertHealthCheck, convertMode, convertPlacement, convertResources, convertRestartPolicy, convertUlimits, convertUpdateConfig,
} from './policies';
import { credentialSpec, stackAttachments, stackConfigs, stackSecrets } from './references';

/** All services before the first is sent; a Failure names the service. */
export function* convertServices(context: Context, stack: string, config: ComposeConfig): Program<Map<string, ServiceDraft>> {
  const specs = new Map<string, ServiceDraft>();
  for (const [name, service] of config.services) {
    try {
      specs.set(name, yield* convertService(context, stack, service, config));
    } catch (error) {
      throw error instanceof Failure ? new Failure(`service ${name}: ${error.message}`) : error;
    }
  }
  return specs;
}

function* convertService(context: Context, stack: string, service: ComposeService, config: ComposeConfig): Program<ServiceDraft> {
  const { deploy } = service;
  const secrets = yield* stackSecrets(context, stack, service, config);
  const configs = yield* stackConfigs(context, stack, service, config);
  // In the order in which the client finds mistakes.
  const endpoint = convertEndpoint(deploy, service.ports);
  const mode = convertMode(deploy);
  const mounts = convertMounts(stack, service.volumes ?? [], config.volumes);
  const resources = convertResources(deploy);
  const restartPolicy = convertRestartPolicy(service.restart, deploy.restart_policy);
  const healthcheck = convertHealthCheck(service.healthcheck);
  const networks = stackAttachments(stack, service, config);
  const credentials = credentialSpec(stack, service, configs);
  const capabilities = effectiveCapabilities(service.cap_add, service.cap_drop);
  const { update_config: update, rollback_config: rollback } = deploy;
  const container = omitEmpty<ContainerDraft>({
    Image: service.image,
    Labels: stackLabels(stack, service.labels),
    Command: service.entrypoint,
    Args: service.command,
    Hostname: service.hostname,
    Env: environmentOf(service),
    Dir: service.working_dir,
    User: service.user,
    Privileges: { CredentialSpec: credentials, SELinuxContext: null, NoNewPrivileges: false },
    StopSignal: service.stop_signal,
    TTY: service.tty,
    OpenStdin: service.stdin_open,
    ReadOnly: service.read_only,
    Mounts: mounts,
    Healthcheck: healthcheck,
    Hosts: hostsOf(service),
    DNSConfig: service.dns?.length || service.dns_search?.length ? omitEmpty({ Nameservers: service.dns, Search: service.dns_search }) : undefined,
    Secrets: secrets,
    Configs: configs,
    Isolation: service.isolation,
    Sysctls: recordOf(service.sysctls),
    CapabilityAdd: capabilities.add,
    CapabilityDrop: capabilities.drop,
    Ulimits: convertUlimits(service.ulimits),
  });
  if (service.init !== undefined) container.Init = service.init;
  if (service.stop_grace_period !== undefined) container.StopGracePeriod = service.stop_grace_period;
  const options = recordOf(service.logging?.options);
  return {
    Name: scoped(stack, service.name),
    Labels: { ...stackLabels(stack, deploy.labels), [IMAGE_LABEL]: service.image },
    TaskTemplate: {
      ContainerSpec: container,
      Resources: resources,
      ...(restartPolicy ? { RestartPolicy: restartPolicy } : {}),
      Placement: convertPlacement(deploy),
      Networks: networks,
      ...(service.logging ? { LogDriver: omitEmpty({ Name: service.logging.driver, Options: options }) } : {}),
      ForceUpdate: 0,
    },
    Mode: mode,
    ...(update ? { UpdateConfig: convertUpdateConfig(update) } : {}),
    ...(rollback ? { RollbackConfig: convertUpdateConfig(rollback) } : {}),
    EndpointSpec: endpoint,
  };
}

function environmentOf({ environment }: ComposeService): string[] {
  return [...(environment ?? [])].map(([name, value]) => (value === null ? name : `${name}=${value}`)).sort();
}

/** `host:ip` is `ip host` in the spec, as in a hosts file. */
function hostsOf({ extra_hosts: hosts }: ComposeService): string[] {
  return (hosts ?? []).map((pair) => {
    const at = pair.indexOf(':');
    return `${pair.slice(at + 1)} ${pair.slice(0, at)}`;
  });
}
