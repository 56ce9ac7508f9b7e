/**
 * What Docker has and this lab has not. The commands that the client itself brings are declared whole, so that a wrong
 * flag or count of arguments is told first, as Docker does; then each says in one plain sentence what is missing. What
 * comes with plugins says so whatever follows.
 */
import { type Arity, atLeast, anyArguments, between, command, type Command, exactly, noArguments, type NounSpec } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import type { FlagSet } from '../_framework/flags';

const absent = (name: string, why: string): NounSpec => ({ name, short: '', absent: `docker ${name}: ${why}` });

const lacking = (name: string, short: string, why: string, verbs: readonly Verb[], usage?: string): NounSpec => ({
  name,
  short,
  usage,
  lacks: verbs.map(([use, text, args, flags = {}, aliases]) => lackingVerb(why, use, text, args, flags, aliases)),
});

type Verb = readonly [use: string, short: string, args: Arity, flags?: FlagSet, aliases?: readonly string[]];

function lackingVerb(why: string, use: string, short: string, args: Arity, flags: FlagSet, aliases: readonly string[] | undefined): Command {
  return command({
    use,
    short,
    args,
    flags,
    aliases,
    *run({ path }) {
      throw new Failure(`${path}: ${why}`);
    },
  });
}

const unchecked = { 'disable-content-trust': flag.bool('', 'Do not check signatures', { initial: true }) };
const granted = { 'grant-all-permissions': flag.bool('', 'Grant whatever the plugin asks for') };
const insecure = { insecure: flag.bool('', 'Allow a registry without TLS') };
const checkpoints = { 'checkpoint-dir': flag.string('', 'Folder to keep checkpoints in') };
const format = flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own');

export const ABSENT: readonly NounSpec[] = [
  absent('buildx', 'this lab has no image builder'),
  absent('compose', "this lab runs compose files with 'docker stack deploy -c FILE STACK'"),
  absent('model', 'this lab runs no models'),
  absent('scout', 'this lab does not analyse images'),
  lacking('builder', 'The cache of builds', 'this lab has no image builder', [
    ['prune', 'Remove the cache', noArguments, {
      all: flag.bool('a', 'Also what is still in use'),
      filter: flag.filter('', 'Remove only what matches'),
      force: flag.bool('f', 'Do not ask first'),
      'keep-storage': flag.bytes('', 'How much to keep'),
    }],
  ]),
  lacking('checkpoint', 'Containers frozen to disk', 'this lab cannot freeze containers to disk', [
    ['create [OPTIONS] CONTAINER CHECKPOINT', 'Freeze a running container', exactly(2), { ...checkpoints, 'leave-running': flag.bool('', 'Let it run on') }],
    ['ls [OPTIONS] CONTAINER', 'List checkpoints', exactly(1), checkpoints, ['list']],
    ['rm [OPTIONS] CONTAINER CHECKPOINT', 'Remove a checkpoint', exactly(2), checkpoints, ['remove']],
  ]),
  lacking('manifest', 'Lists of images by platform', 'this lab does not edit image manifests', [
    ['annotate [OPTIONS] MANIFEST_LIST MANIFEST', 'Say more about an image of the list', exactly(2), {
      arch: flag.string('', 'Architecture'),
      os: flag.string('', 'Operating system'),
      'os-features': flag.strings('', 'Features of the operating system'),
      'os-version': flag.string('', 'Version of the operating system'),
      variant: flag.string('', 'Variant of the architecture'),
    }],
    ['create MANIFEST_LIST MANIFEST [MANIFEST...]', 'Make a list', atLeast(2), { amend: flag.bool('a', 'Add to a list that is there'), ...insecure }],
    ['inspect [OPTIONS] [MANIFEST_LIST] MANIFEST', 'Show a manifest or a list', between(1, 2), { ...insecure, verbose: flag.bool('v', 'Layers and platform as well') }],
    ['push [OPTIONS] MANIFEST_LIST', 'Send a list to a registry', exactly(1), { ...insecure, purge: flag.bool('p', 'Remove it here afterwards') }],
    ['rm MANIFEST_LIST [MANIFEST_LIST...]', 'Remove lists', atLeast(1)],
  ], 'COMMAND'),
  lacking('plugin', 'Plugins of the engine', 'this lab has no plugins', [
    ['create [OPTIONS] PLUGIN PLUGIN-DATA-DIR', 'Make a plugin of a folder', atLeast(2), { compress: flag.bool('', 'Compress what is sent') }],
    ['disable [OPTIONS] PLUGIN', 'Switch a plugin off', exactly(1), { force: flag.bool('f', 'Even when it is in use') }],
    ['enable [OPTIONS] PLUGIN', 'Switch a plugin on', exactly(1), { timeout: flag.int('', 'Seconds to wait for it', { initial: 30 }) }],
    ['inspect [OPTIONS] PLUGIN [PLUGIN...]', 'Show everything about plugins', atLeast(1), { format: { ...format, short: 'f' } }],
    ['install [OPTIONS] PLUGIN [KEY=VALUE...]', 'Install a plugin', atLeast(1), {
      alias: flag.string('', 'Name it has here'), disable: flag.bool('', 'Do not switch it on'), ...unchecked, ...granted,
    }],
    ['ls [OPTIONS]', 'List plugins', noArguments, {
      filter: flag.filter('f', 'Show only what matches'), format, 'no-trunc': flag.bool('', 'Print everything in full'), quiet: flag.bool('q', 'Only IDs'),
    }, ['list']],
    ['push [OPTIONS] PLUGIN[:TAG]', 'Send a plugin to a registry', exactly(1), unchecked],
    ['rm [OPTIONS] PLUGIN [PLUGIN...]', 'Remove plugins', atLeast(1), { force: flag.bool('f', 'Even when it is in use') }, ['remove']],
    ['set PLUGIN KEY=VALUE [KEY=VALUE...]', 'Change the settings of a plugin', atLeast(2)],
    ['upgrade [OPTIONS] PLUGIN [REMOTE]', 'Put a newer plugin in the place of one', between(1, 2), {
      ...unchecked, ...granted, 'skip-remote-check': flag.bool('', 'Do not check that it is the same plugin'),
    }],
  ]),
  lacking('trust', 'Signatures of images', 'this lab does not sign images', [
    ['inspect IMAGE[:TAG] [IMAGE[:TAG]...]', 'Show keys and signatures', atLeast(1), { pretty: flag.bool('', 'For people') }],
    ['key COMMAND', 'Keys to sign with', anyArguments],
    ['revoke [OPTIONS] IMAGE[:TAG]', 'Take a signature back', exactly(1), { yes: flag.bool('y', 'Do not ask first') }],
    ['sign IMAGE:TAG', 'Sign an image', exactly(1), { local: flag.bool('', 'An image that has its tag here only') }],
    ['signer COMMAND', 'Who may sign', anyArguments],
  ]),
];
