/** mcr.microsoft.com/windows/nanoserver: the smallest Windows, with cmd and no PowerShell. */
import { image } from './_image';

export default image({
  name: 'mcr.microsoft.com/windows/nanoserver',
  also: ['microsoft/nanoserver'],
  about: 'Windows Nano Server: cmd, ping, curl. For Windows nodes.',
  tags: { latest: 'ltsc2022', ltsc2022: 'ltsc2022', '20H2': '20H2', ltsc2019: 'ltsc2019', '1809': 'ltsc2019' },
  build: () => ({ base: 'windows-nanoserver', config: { Cmd: ['c:\\windows\\system32\\cmd.exe'], User: 'ContainerUser' } }),
});
