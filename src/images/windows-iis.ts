/** mcr.microsoft.com/windows/servercore/iis: Microsoft's web server on port 80. */
import { isFileError, textResponse, type HttpHandler, type HttpResponse, type Process } from '../os';
import { image } from './_image';
import { pathOf, server } from './_programs';

const START_PAGE = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1" />
<title>IIS Windows Server</title>
</head>
<body>
<h1>Internet Information Services</h1>
<p>Welcome</p>
</body>
</html>
`;

const DOCUMENTS = ['default.htm', 'default.asp', 'index.htm', 'index.html', 'iisstart.htm'];
const TYPES: Readonly<Record<string, string>> = { htm: 'text/html', html: 'text/html', css: 'text/css', js: 'application/javascript', json: 'application/json', txt: 'text/plain', svg: 'image/svg+xml' };

const served = (answer: HttpResponse): HttpResponse => ({ ...answer, headers: { ...answer.headers, server: 'Microsoft-IIS/10.0' } });

/** What lies in `C:\inetpub\wwwroot`. */
function site(process: Process): HttpHandler {
  return function* iis(request) {
    const { files } = process.machine;
    const path = pathOf(request).replace(/\/+/g, '/').replace(/\.\.(?=\/|$)/g, '');
    const candidates = path.endsWith('/') ? DOCUMENTS.map((name) => `/inetpub/wwwroot${path}${name}`) : [`/inetpub/wwwroot${path}`];
    for (const each of candidates) {
      const content = files.read(each);
      if (isFileError(content)) continue;
      return served(textResponse(200, request.method === 'HEAD' ? '' : content, TYPES[/\.(\w+)$/.exec(each)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'));
    }
    return served(textResponse(404, '404 - File or directory not found.\n', 'text/html'));
  };
}

export default image({
  name: 'mcr.microsoft.com/windows/servercore/iis',
  also: ['microsoft/iis'],
  about: 'Port 80: Internet Information Services. For Windows nodes.',
  tags: { latest: 'ltsc2022', 'windowsservercore-ltsc2022': 'ltsc2022', windowsservercore: 'ltsc2022' },
  build: () => ({
    base: 'windows-servercore',
    config: { Entrypoint: ['C:\\ServiceMonitor.exe', 'w3svc'], ExposedPorts: ['80/tcp'] },
    layers: [['RUN powershell Add-WindowsFeature Web-Server', 240_000_000]],
    files: { '/inetpub/wwwroot/iisstart.htm': START_PAGE },
    programs: {
      '/ServiceMonitor.exe': server({ port: 80, startMs: 1_500, banner: "\nService 'w3svc' has been stopped\n\nService 'w3svc' started\n\n", handler: site, memoryBytes: 90 * 1024 * 1024 }),
    },
  }),
});
