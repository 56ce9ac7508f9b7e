/** What Windows machines and images have as executables, without `.exe`, and the program behind each. */
export const windowsPrograms: Readonly<Record<string, string>> = {
  docker: 'docker',
  powershell: 'powershell',
  pwsh: 'powershell',
  cmd: 'cmd',
  edit: 'windows-edit',
  notepad: 'windows-edit',
  ping: 'windows-ping',
  ipconfig: 'windows-ipconfig',
  nslookup: 'windows-nslookup',
  tracert: 'windows-tracert',
  netstat: 'windows-netstat',
  hostname: 'windows-hostname',
  whoami: 'windows-whoami',
  findstr: 'windows-findstr',
  more: 'windows-more',
  where: 'windows-where',
  tasklist: 'windows-tasklist',
  shutdown: 'windows-shutdown',
  net: 'windows-net',
  sc: 'windows-sc',
  timeout: 'windows-timeout',
  curl: 'curl',
  tar: 'tar',
  ssh: 'ssh',
  scp: 'scp',
  git: 'git',
};

/** Those that are only here, by program. */
export const windowsProgramNames: readonly string[] = [...new Set(Object.values(windowsPrograms))].filter((name) => name === 'powershell' || name === 'cmd' || name.startsWith('windows-'));
