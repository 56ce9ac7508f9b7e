/** mcr.microsoft.com/windows/servercore: Windows Server without its desktop, with PowerShell. */
import { image } from './_image';

export default image({
  name: 'mcr.microsoft.com/windows/servercore',
  also: ['microsoft/windowsservercore'],
  about: 'Windows Server Core: cmd and PowerShell. For Windows nodes.',
  tags: { latest: 'ltsc2022', ltsc2022: 'ltsc2022', ltsc2019: 'ltsc2019', '1809': 'ltsc2019' },
  build: () => ({ base: 'windows-servercore', config: { Cmd: ['c:\\windows\\system32\\cmd.exe'] } }),
});
