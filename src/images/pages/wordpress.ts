/**
 * WordPress: stays up whatever its database does, says so on the page, installs itself into the database that it finds,
 * and shows from then on what is stored there. Themes, plugins and the whole of its admin are beyond it, and it says so.
 */
import { isFileError, textResponse, type HttpHandler, type HttpRequest, type HttpResponse, type Main, type Process } from '../../os';
import type { Program } from '../../sim';
import { bodyOf, byteCount, clfTime, complain, endOn, entrypoint, fileEnv, forever, listen, pathOf, print } from '../_programs';
import { escapeHtml, fieldOf, htmlPage } from '../_html';
import { addressOf, Client, literal, query } from '../sql/wire';

const CSS =
  'body{background:#f0f0f1;color:#1d2327}main{max-width:660px;margin:48px auto;background:#fff;border:1px solid #c3c4c7;border-radius:8px;padding:32px}h1{font-size:26px;margin-bottom:14px}h2{font-size:20px;margin:22px 0 6px}p{margin:10px 0}' +
  'label{display:block;margin-top:14px;font-weight:600}input{width:100%;padding:8px;border:1px solid #8c8f94;border-radius:4px;margin-top:4px}button,a.button{display:inline-block;margin-top:20px;background:#2271b1;color:#fff;border:0;border-radius:4px;padding:10px 18px;text-decoration:none;cursor:pointer}' +
  'article{border-top:1px solid #e3ddd2;margin-top:18px}footer{max-width:660px;margin:0 auto 48px;color:#50575e;font-size:14px;text-align:center}';

function page(process: Process, title: string, body: string, status = 200): HttpResponse {
  return htmlPage({ title, status, css: CSS, body: `<main>${body}</main>\n<footer>Served by <span class="mono">${escapeHtml(process.machine.hostname)}</span></footer>` });
}

function* open(process: Process): Program<Client | undefined> {
  const [host = 'mysql', port = '3306'] = (fileEnv(process, 'WORDPRESS_DB_HOST') ?? 'mysql').split(':');
  const client = yield* Client.open(process, host, Number(port), {
    user: fileEnv(process, 'WORDPRESS_DB_USER') ?? 'example username',
    password: fileEnv(process, 'WORDPRESS_DB_PASSWORD') ?? 'example password',
    database: fileEnv(process, 'WORDPRESS_DB_NAME') ?? 'wordpress',
    local: false,
    from: addressOf(process),
  });
  if (client instanceof Client) return client;
  if ('words' in client) yield* complain(process, `[php:warn] PHP Warning:  mysqli_real_connect(): (HY000/${client.words.errno}): ${client.words.message} in /var/www/html/wp-includes/class-wpdb.php\n`);
  return undefined;
}

const TABLES = [
  'CREATE TABLE IF NOT EXISTS wp_options (option_id INT AUTO_INCREMENT PRIMARY KEY, option_name VARCHAR(191) NOT NULL UNIQUE, option_value TEXT)',
  'CREATE TABLE IF NOT EXISTS wp_users (ID INT AUTO_INCREMENT PRIMARY KEY, user_login VARCHAR(60) NOT NULL UNIQUE, user_email VARCHAR(100))',
  'CREATE TABLE IF NOT EXISTS wp_posts (ID INT AUTO_INCREMENT PRIMARY KEY, post_title TEXT, post_content TEXT, post_status VARCHAR(20) DEFAULT \'publish\')',
];

const FORM =
  '<h1>Welcome</h1><p>Welcome to the famous five-minute WordPress installation process!</p><form method="post" action="/wp-admin/install.php?step=2">' +
  '<label for="t">Site Title</label><input id="t" name="weblog_title"><label for="u">Username</label><input id="u" name="user_name" autocomplete="off"><label for="m">Your Email</label><input id="m" name="admin_email"><button type="submit">Install WordPress</button></form>';

function* install(process: Process, client: Client, request: HttpRequest, installed: boolean): Program<HttpResponse> {
  if (installed) return page(process, 'WordPress › Installation', '<h1>Already Installed</h1><p>You appear to have already installed WordPress.</p><a class="button" href="/">View site</a>');
  if (request.method !== 'POST') return page(process, 'WordPress › Installation', FORM);
  const body = yield* bodyOf(request);
  const [title, user, email] = ['weblog_title', 'user_name', 'admin_email'].map((name) => (fieldOf(body, name) ?? '').trim()) as [string, string, string];
  if (user === '') return page(process, 'WordPress › Installation', `<p role="alert"><b>Please provide a valid username.</b></p>${FORM}`);
  const statements = [
    ...TABLES,
    `INSERT INTO wp_options (option_name, option_value) VALUES ('blogname', ${literal(title || 'My Blog')}), ('siteurl', ${literal(`http://${request.headers['host'] ?? 'localhost'}`)})`,
    `INSERT INTO wp_users (user_login, user_email) VALUES (${literal(user)}, ${literal(email)})`,
    "INSERT INTO wp_posts (post_title, post_content) VALUES ('Hello world!', 'This is the first post of this site. It is stored in the database.')",
  ];
  for (const statement of statements) yield* query(client, statement);
  return page(process, 'WordPress › Success', `<h1>Success!</h1><p>WordPress has been installed. Thank you, and enjoy!</p><p>Username: ${escapeHtml(user)}</p><a class="button" href="/">View site</a>`);
}

function handler(process: Process): HttpHandler {
  const answer = function* (request: HttpRequest): Program<HttpResponse> {
    const client = yield* open(process);
    if (!client) return page(process, 'Database Error', '<h1>Error establishing a database connection</h1>', 500);
    try {
      const name = yield* query(client, "SELECT option_value FROM wp_options WHERE option_name = 'blogname'");
      const title = name && 'rows' in name ? name.rows[0]?.[0] : undefined;
      const path = pathOf(request);
      if (path === '/wp-admin/install.php') return yield* install(process, client, request, title !== undefined);
      if (title === undefined || title === null) return { status: 302, headers: { location: '/wp-admin/install.php', 'content-type': 'text/html; charset=UTF-8' }, body: '' };
      if (path.startsWith('/wp-admin') || path === '/wp-login.php') return page(process, 'Log In', '<h1>Log In</h1><p>The administration is not simulated. What the site shows is in the tables wp_posts and wp_options of its database.</p><a class="button" href="/">View site</a>');
      if (path !== '/' && path !== '/index.php') return page(process, 'Page not found', '<h1>Page not found</h1>', 404);
      const posts = yield* query(client, "SELECT post_title, post_content FROM wp_posts WHERE post_status = 'publish' ORDER BY ID DESC LIMIT 10");
      const articles = posts && 'rows' in posts ? posts.rows.map(([head, text]) => `<article><h2>${escapeHtml(head ?? '')}</h2><p>${escapeHtml(text ?? '')}</p></article>`).join('') : '';
      return page(process, title, `<h1>${escapeHtml(title)}</h1>${articles}`);
    } finally {
      client.close();
    }
  };
  return function* wordpress(request) {
    const response = request.method === 'TRACE' ? textResponse(405, '') : yield* answer(request);
    yield* print(
      process,
      `${request.remoteAddress ?? '127.0.0.1'} - - [${clfTime(process)}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${byteCount(response.body)} "-" "${request.headers['user-agent'] ?? '-'}"\n`,
    );
    return response;
  };
}

export function wordpressEntry(): Main {
  return entrypoint('docker-entrypoint.sh', 126, function* prepare(process, argv) {
    if (argv[0]?.startsWith('apache2') !== true) return argv;
    const { files } = process.machine;
    if (isFileError(files.stat('/var/www/html/index.php'))) {
      yield* complain(process, 'WordPress not found in /var/www/html - copying now...\nComplete! WordPress has been successfully copied to /var/www/html\n');
      files.put('/var/www/html/index.php', { content: "<?php\nrequire __DIR__ . '/wp-blog-header.php';\n" });
      files.put('/var/www/html/wp-config.php', {
        content: `<?php\ndefine( 'DB_HOST', '${fileEnv(process, 'WORDPRESS_DB_HOST') ?? 'mysql'}' );\ndefine( 'DB_NAME', '${fileEnv(process, 'WORDPRESS_DB_NAME') ?? 'wordpress'}' );\n`,
      });
    }
    return argv;
  });
}

export function wordpressApache(): Main {
  return function* apache(process) {
    process.memoryBytes = 70 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGWINCH', 'SIGINT'], 0);
    if (!(yield* listen(process, 80, handler(process)))) return 1;
    yield* complain(process, '[mpm_prefork:notice] [pid 1:tid 1] AH00163: Apache/2.4.65 (Debian) PHP/8.3.27 configured -- resuming normal operations\n');
    return yield* forever();
  };
}
