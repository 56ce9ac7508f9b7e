/** What a session knows of itself: history, commands, help, variables, aliases, dates. */
import { sleep } from '../../../sim';
import { cmdlet, type Cmdlet } from '../cmdlet';
import { allCmdlets, cmdletNamed } from '../cmdlet-table';
import { formatDate } from '../dates';
import { findCommand, programsInPath } from '../find-command';
import { hasWildcards, wildcard } from '../patterns';
import { problem } from '../problem';
import { runText } from '../run';
import { convert, textOf } from '../text';
import { Instant, Thing, type Value } from '../values';

function commandThing(kind: string, name: string, source: string, version = ''): Thing {
  const made = new Thing(`System.Management.Automation.${kind}Info`, { CommandType: kind, Name: name, Version: version, Source: source });
  made.text = name.replace(/ -> .*/, '');
  return made;
}

const cmdletThing = ({ name }: Cmdlet): Thing => commandThing('Cmdlet', name, /Item|Content|Path|Location|Service|Process|Computer|Test-Connection/.test(name) ? 'Microsoft.PowerShell.Management' : 'Microsoft.PowerShell.Utility', '3.1.0.0');

function help(each: Cmdlet): string {
  const usage = Object.entries(each.parameters ?? {}).map(([name, { kind, at, required }]) => {
    const flag = at === undefined ? `-${name}` : `[-${name}]`;
    const text = kind === 'switch' ? `-${name}` : `${flag} <${kind}>`;
    return required ? text : `[${text}]`;
  });
  const aliases = each.aliases?.length ? `\nALIASES\n    ${each.aliases.join('\n    ')}\n` : '';
  return `\nNAME\n    ${each.name}\n\nSYNOPSIS\n    ${each.does}\n\nSYNTAX\n    ${[each.name, ...usage].join(' ')}\n${aliases}\n`;
}

export default [
  cmdlet({
    name: 'Get-History',
    aliases: ['h', 'history', 'ghy'],
    does: 'The commands of this session.',
    parameters: { Id: { kind: 'values', at: 0 }, Count: { kind: 'number', at: 1 } },
    *end(call) {
      const { history, ran } = call.shell;
      const entries = history.list().map((line, i) => new Thing('Microsoft.PowerShell.Commands.HistoryInfo', { Id: history.firstNumber + i, CommandLine: line, ExecutionStatus: 'Completed', StartExecutionTime: new Instant(ran[i]?.startMs ?? 0), EndExecutionTime: new Instant(ran[i]?.endMs ?? 0) }));
      // The command that asks is not in it yet.
      const past = call.shell.interactive ? entries.slice(0, -1) : entries;
      const wanted = call.has('Id') ? past.filter((each) => call.texts('Id').includes(textOf(each.get('Id') ?? ''))) : past;
      for (const each of call.has('Count') ? wanted.slice(-(call.number('Count') as number)) : wanted) yield* call.emit(each);
    },
  }),
  cmdlet({
    name: 'Invoke-History',
    aliases: ['r', 'ihy'],
    does: 'Runs a command of the history again.',
    parameters: { Id: { kind: 'number', at: 0 } },
    *end(call) {
      const { history } = call.shell;
      const line = call.has('Id') ? history.at(call.number('Id') as number) : history.list().at(-2);
      if (line === undefined) throw problem(`Cannot locate the history for Id ${call.number('Id') ?? 0}.`, 'InvokeHistoryNoHistoryForId,Microsoft.PowerShell.Commands.InvokeHistoryCommand', 'ObjectNotFound', ':', 'ArgumentException');
      yield* call.shell.process.stdout.write(`${line}\n`);
      yield* call.shell.called(() => runText(call.shell, line, call.place.streams));
    },
  }),
  cmdlet({
    name: 'Clear-History',
    aliases: ['clhy'],
    does: 'Forgets the commands of this session.',
    *end(call) {
      call.shell.history.clear();
      call.shell.ran.length = 0;
    },
  }),
  cmdlet({
    name: 'Get-Command',
    aliases: ['gcm'],
    does: 'What commands there are.',
    parameters: { Name: { kind: 'texts', at: 0, piped: true }, CommandType: { kind: 'text' }, Verb: { kind: 'text' }, Noun: { kind: 'text' } },
    *end(call) {
      const { shell } = call;
      const names = [...call.texts('Name'), ...call.input.map((each) => textOf(each))];
      const everything = (): Thing[] => [
        ...[...shell.aliases].map(([alias, name]) => commandThing('Alias', `${alias} -> ${name}`, '')),
        ...[...shell.functions.values()].map(({ name }) => commandThing('Function', name, '')),
        ...allCmdlets().map(cmdletThing),
        ...programsInPath(shell).map(({ name, path }) => commandThing('Application', name, path, '10.0.20348')),
      ];
      for (const name of names.length > 0 ? names : ['*']) {
        if (hasWildcards(name) || call.has('Verb') || call.has('Noun')) {
          const like = wildcard(name);
          const both = wildcard(`${call.text('Verb') ?? '*'}-${call.text('Noun') ?? '*'}`);
          for (const each of everything()) {
            const bare = textOf(each.get('Name') ?? '').replace(/ -> .*/, '');
            if (like(bare) && (!(call.has('Verb') || call.has('Noun')) || both(bare)) && (!call.has('CommandType') || textOf(each.get('CommandType') ?? '').toLowerCase() === (call.text('CommandType') as string).toLowerCase())) yield* call.emit(each);
          }
          continue;
        }
        const found = findCommand(shell, name);
        if (found.kind === 'alias') yield* call.emit(commandThing('Alias', `${name} -> ${found.to}`, ''));
        else if (found.kind === 'function') yield* call.emit(commandThing('Function', found.name, ''));
        else if (found.kind === 'cmdlet') yield* call.emit(cmdletThing(found.cmdlet));
        else if (found.kind === 'nothing') {
          const told = problem(`The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.`, 'CommandNotFoundException,Microsoft.PowerShell.Commands.GetCommandCommand', 'ObjectNotFound', `${name}:String`, 'CommandNotFoundException', false);
          yield* call.complain(told);
        } else {
          const path = programsInPath(shell).find((each) => each.name.toLowerCase() === found.name.toLowerCase())?.path ?? found.path;
          yield* call.emit(commandThing(found.kind === 'script' ? 'ExternalScript' : 'Application', found.name, path, '10.0.20348'));
        }
      }
    },
  }),
  cmdlet({
    name: 'Get-Help',
    aliases: ['help', 'man'],
    does: 'What a command does and takes.',
    parameters: { Name: { kind: 'text', at: 0 }, Full: { kind: 'switch' }, Examples: { kind: 'switch' }, Online: { kind: 'switch' } },
    *end(call) {
      const name = call.text('Name');
      if (name === undefined) {
        yield* call.emit("\nTOPIC\n    The PowerShell of this lab\n\n    It knows the everyday part of Windows PowerShell 5.1, and && and || as version 7 does.\n    Get-Command lists what there is; Get-Help NAME tells what a command takes.\n    docker, ping, ipconfig and other programs work as at any prompt; edit FILE opens the page's editor.\n");
        return;
      }
      const found = cmdletNamed(call.shell.aliases.get(name.toLowerCase()) ?? name);
      if (found) yield* call.emit(help(found));
      else if (hasWildcards(name)) for (const each of allCmdlets().filter((one) => wildcard(name)(one.name))) yield* call.emit(cmdletThing(each));
      else throw problem(`Get-Help could not find ${name} in a help file in this session. To see what there is, use Get-Command.`, 'HelpNotFound,Microsoft.PowerShell.Commands.GetHelpCommand', 'ResourceUnavailable', ':', 'HelpNotFoundException');
    },
  }),
  cmdlet({
    name: 'Get-Variable',
    aliases: ['gv'],
    does: 'The variables that can be seen.',
    parameters: { Name: { kind: 'texts', at: 0 }, ValueOnly: { kind: 'switch' } },
    *end(call) {
      const all = call.place.scope.visible().filter(({ name }) => name !== '__before');
      for (const wanted of call.has('Name') ? call.texts('Name') : ['*']) {
        const like = wildcard(wanted);
        const found = all.filter(({ name }) => like(name));
        if (found.length === 0 && !hasWildcards(wanted)) yield* call.error(`Cannot find a variable with the name '${wanted}'.`, 'VariableNotFound,Microsoft.PowerShell.Commands.GetVariableCommand', 'ObjectNotFound', `${wanted}:String`, 'ItemNotFoundException');
        for (const { name, value } of found) yield* call.emit(call.on('ValueOnly') ? value : new Thing('System.Management.Automation.PSVariable', { Name: name, Value: value }));
      }
    },
  }),
  cmdlet({
    name: 'Set-Variable',
    aliases: ['set', 'sv'],
    does: 'Sets a variable.',
    parameters: { Name: { kind: 'text', at: 0, required: true }, Value: { kind: 'value', at: 1 }, Scope: { kind: 'text' } },
    *end(call) {
      const scope = /^global$/i.test(call.text('Scope') ?? '') ? call.shell.global : call.place.scope;
      scope.set(call.text('Name') as string, call.value('Value'));
    },
  }),
  cmdlet({
    name: 'Remove-Variable',
    aliases: ['rv'],
    does: 'Removes a variable.',
    parameters: { Name: { kind: 'texts', at: 0, required: true } },
    *end(call) {
      for (const name of call.texts('Name')) if (!call.place.scope.remove(name)) yield* call.error(`Cannot find a variable with the name '${name}'.`, 'VariableNotFound,Microsoft.PowerShell.Commands.RemoveVariableCommand', 'ObjectNotFound', `${name}:String`, 'ItemNotFoundException');
    },
  }),
  cmdlet({
    name: 'Get-Alias',
    aliases: ['gal'],
    does: 'Short names of commands.',
    parameters: { Name: { kind: 'texts', at: 0 }, Definition: { kind: 'text' } },
    *end(call) {
      const like = (call.has('Name') ? call.texts('Name') : ['*']).map((each) => wildcard(each));
      const definition = wildcard(call.text('Definition') ?? '*');
      for (const [alias, name] of [...call.shell.aliases].sort((a, b) => (a[0] < b[0] ? -1 : 1))) if (like.some((each) => each(alias)) && definition(name)) yield* call.emit(commandThing('Alias', `${alias} -> ${name}`, ''));
    },
  }),
  cmdlet({
    name: 'Set-Alias',
    aliases: ['sal', 'nal', 'New-Alias'],
    does: 'Gives a command a short name.',
    parameters: { Name: { kind: 'text', at: 0, required: true }, Value: { kind: 'text', at: 1, required: true } },
    *end(call) {
      call.shell.aliases.set((call.text('Name') as string).toLowerCase(), call.text('Value') as string);
    },
  }),
  cmdlet({
    name: 'Invoke-Expression',
    aliases: ['iex'],
    does: 'Runs a text as a command.',
    parameters: { Command: { kind: 'text', at: 0, piped: true } },
    *end(call) {
      for (const text of call.has('Command') ? [call.text('Command') as string] : call.input.map((each) => textOf(each))) yield* call.shell.called(() => runText(call.shell, text, call.place.streams));
    },
  }),
  cmdlet({
    name: 'Start-Sleep',
    aliases: ['sleep'],
    does: 'Waits.',
    parameters: { Seconds: { kind: 'number', at: 0, aliases: ['s'] }, Milliseconds: { kind: 'number', aliases: ['ms', 'm'] } },
    *end(call) {
      yield* sleep(call.shell.sim, Math.max(0, call.number('Milliseconds') ?? (call.number('Seconds') ?? 0) * 1000));
    },
  }),
  cmdlet({
    name: 'Get-Date',
    aliases: ['date'],
    does: 'The date and the time.',
    parameters: { Date: { kind: 'value', at: 0, piped: true }, Format: { kind: 'text' }, UFormat: { kind: 'text' }, AsUTC: { kind: 'switch' } },
    *end(call) {
      const at: Value = call.has('Date') || call.input.length > 0 ? convert(call.input[0] ?? call.value('Date'), 'datetime') : new Instant(call.shell.sim.nowMs);
      const format = call.text('Format');
      yield* call.emit(format === undefined ? at : formatDate((at as Instant).ms, format));
    },
  }),
  cmdlet({
    name: 'Read-Host',
    does: 'Asks for a line.',
    parameters: { Prompt: { kind: 'text', at: 0 }, AsSecureString: { kind: 'switch' } },
    *end(call) {
      const { process } = call.shell;
      yield* process.stdout.write(call.has('Prompt') ? `${call.text('Prompt')}: ` : '');
      const line = yield* process.stdin.read();
      yield* call.emit((line ?? '').replace(/\r?\n$/, ''));
    },
  }),
  cmdlet({ name: 'Set-StrictMode', does: 'Is accepted; this shell is as lenient as without it.', parameters: { Version: { kind: 'text' }, Off: { kind: 'switch' } }, *end() {} }),
  cmdlet({ name: 'Set-ExecutionPolicy', does: 'Is accepted; scripts run here in any case.', parameters: { ExecutionPolicy: { kind: 'text', at: 0 }, Scope: { kind: 'text', at: 1 }, Force: { kind: 'switch' } }, *end() {} }),
  cmdlet({
    name: 'Get-ExecutionPolicy',
    does: 'Which scripts may run.',
    *end(call) {
      yield* call.emit('Unrestricted');
    },
  }),
  cmdlet({
    name: 'Get-Host',
    does: 'The program that shows all this.',
    *end(call) {
      yield* call.emit(new Thing('System.Management.Automation.Internal.Host.InternalHost', { Name: 'ConsoleHost', Version: '5.1.20348.2849', CurrentCulture: 'en-US', CurrentUICulture: 'en-US' }));
    },
  }),
] as const;

