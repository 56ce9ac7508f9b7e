/** A live picture of the swarm: nodes as columns, tasks as blocks, asked from the engine's socket. */
import { isFileError, jsonResponse, textResponse, type HttpHandler, type Main, type Process } from '../../os';
import type { Program } from '../../sim';
import { hueOf, htmlPage } from '../_html';
import { endOn, forever, listen, pathOf, print } from '../_programs';
import { clusterOf, docker, isTrouble, shortImage, SOCKET } from './socket';

const CSS =
  'body{background:#254356;color:#e9f1f5;min-height:100vh;padding:18px}header{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:baseline;margin-bottom:14px}h1{font-size:20px;font-weight:600}#note{color:#ffd27d}' +
  '#nodes{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(190px,1fr);gap:14px;overflow-x:auto;align-items:start}.node{background:#1b3445;border:1px solid #3f6074;border-radius:10px;padding:12px;min-height:70vh}.node.down{opacity:.6;border-style:dashed}.node.drain{background:repeating-linear-gradient(135deg,#1b3445 0 12px,#203c50 12px 24px)}' +
  '.node h2{font-size:16px;display:flex;gap:8px;align-items:center}.dot{width:11px;height:11px;border-radius:50%;background:#4cc38a}.down .dot{border-radius:2px;background:#ff6b75}.facts{color:#a9c2cf;font-size:13px;margin:2px 0 12px}' +
  '.task{border-radius:8px;background:#fff;color:#1d2126;margin-top:8px;padding:8px 10px 8px 14px;border-left:8px solid;font-size:13px;line-height:1.4}.task b{font-size:14px;display:block;overflow-wrap:anywhere}.task span{display:block;color:#4a525b;overflow-wrap:anywhere}' +
  '.task .state{font-weight:600;color:#1c7f4f}.task.moving{opacity:.85;border-left-style:dashed}.task.moving .state{color:#9a6200}.task.bad .state{color:#c2303f}.none{color:#a9c2cf;font-size:13px}';

/** Draws with text alone: nothing that a service is called becomes markup. */
const SCRIPT =
  "function make(t,c,x){var e=document.createElement(t);if(c)e.className=c;if(x!==undefined)e.textContent=x;return e}" +
  "function draw(s){var note=document.getElementById('note'),box=document.getElementById('nodes');note.textContent=s.error||'';if(s.error)return;document.getElementById('sum').textContent=s.nodes.length+' nodes, '+s.services+' services, '+s.tasks+' tasks';" +
  "box.textContent='';s.nodes.forEach(function(n){var d=make('section','node '+(n.state==='ready'?'':'down ')+n.availability);var h=make('h2');h.appendChild(make('i','dot'));h.appendChild(make('span','',n.name));d.appendChild(h);" +
  "d.appendChild(make('p','facts',[n.role+(n.leader?' (leader)':''),n.state==='ready'?n.availability:n.state,n.memory,n.platform].filter(Boolean).join(' \\u00b7 ')));" +
  "n.tasks.forEach(function(t){var b=make('article','task'+(t.state==='running'?'':/failed|rejected|orphaned/.test(t.state)?' bad':' moving'));b.style.borderLeftColor='hsl('+t.hue+' 65% 45%)';b.appendChild(make('b','',t.name));b.appendChild(make('span','','image : '+t.image));b.appendChild(make('span','','tag : '+t.tag));b.appendChild(make('span','state','state : '+t.state));if(t.container)b.appendChild(make('span','mono',t.container));d.appendChild(b)});" +
  "if(!n.tasks.length)d.appendChild(make('p','none','no tasks'));box.appendChild(d)})}" +
  "function poll(){fetch('./state').then(function(r){return r.json()}).then(draw).catch(function(){document.getElementById('note').textContent='The visualizer does not answer.'}).then(function(){setTimeout(poll,1500)})}poll();";

function* state(process: Process): Program<object> {
  const cluster = yield* clusterOf(process);
  if (isTrouble(cluster)) return { error: cluster.error };
  const names = new Map(cluster.services.map((service) => [service.ID, service.Spec.Name]));
  const shown = cluster.tasks.filter((task) => task.NodeID !== undefined && ['running', 'ready', 'accepted'].includes(task.DesiredState) && !['shutdown', 'complete'].includes(task.Status.State));
  const nodes = cluster.nodes
    .map((node) => ({
      name: node.Description.Hostname || node.ID,
      role: node.Spec.Role,
      leader: node.ManagerStatus?.Leader === true,
      state: node.Status.State,
      availability: node.Spec.Availability,
      memory: node.Description.Resources?.MemoryBytes ? `${(node.Description.Resources.MemoryBytes / 1_073_741_824).toFixed(1)}G RAM` : '',
      platform: node.Description.Platform ? `${node.Description.Platform.OS}/${node.Description.Platform.Architecture}` : '',
      tasks: shown
        .filter((task) => task.NodeID === node.ID)
        .map((task) => {
          const service = names.get(task.ServiceID) ?? task.ServiceID;
          const image = shortImage(task.Spec.ContainerSpec?.Image);
          const colon = image.lastIndexOf(':');
          return {
            name: task.Slot ? `${service}.${task.Slot}` : service,
            image: colon > image.lastIndexOf('/') ? image.slice(0, colon) : image,
            tag: colon > image.lastIndexOf('/') ? image.slice(colon + 1) : 'latest',
            state: task.Status.State,
            hue: hueOf(service),
            container: (task.Status.ContainerStatus?.ContainerID ?? '').slice(0, 12),
          };
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    }))
    .sort((a, b) => (a.role === b.role ? (a.name < b.name ? -1 : 1) : a.role === 'manager' ? -1 : 1));
  return { nodes, services: cluster.services.length, tasks: shown.length };
}

function handler(process: Process): HttpHandler {
  return function* visualizer(request) {
    const path = pathOf(request);
    if (path === '/state') return jsonResponse(200, yield* state(process));
    const proxied = /^\/(?:apis\/)?(nodes|services|tasks)$/.exec(path);
    if (proxied) {
      const answer = yield* docker<object>(process, `/${proxied[1]}`);
      return isTrouble(answer) ? textResponse(500, `${answer.error}\n`) : jsonResponse(200, answer);
    }
    return htmlPage({ title: 'Visualizer', css: CSS, script: SCRIPT, body: '<header><h1>Docker Swarm Visualizer</h1><span id="sum"></span><span id="note" role="status"></span></header><main id="nodes"></main>' });
  };
}

export function visualizer(): Main {
  return function* npm(process) {
    process.memoryBytes = 38 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 143);
    const port = Number(process.env.get('PORT') ?? 8080) || 8080;
    yield* print(process, '\n> swarmVisualizer@0.0.1 start /app\n> node server.js\n\n');
    if (isFileError(process.machine.files.stat(SOCKET))) yield* print(process, 'Error: connect ENOENT /var/run/docker.sock\n');
    yield* print(process, `undefined\nsocket server listening on ${port}\n`);
    if (!(yield* listen(process, port, handler(process)))) return 1;
    return yield* forever();
  };
}
