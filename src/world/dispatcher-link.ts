/**
 * An agent's line to the leader's dispatcher, over the wire. The agent asks any manager it knows, and that one
 * leads it to the leader, as SwarmKit's proxies do; from then on calls and messages go between those two hosts.
 */
import type { DispatcherLink, DispatcherSession, SessionEvents } from '../host';
import type { AssignmentsMessage, Refusal, SessionMessage, SessionRequest } from '../model';
import { isRefusal, refuseRpc } from '../model';
import type { Program } from '../sim';
import type { Links } from '../wire';
import type { Lead } from './leadership';
import type { SwarmMember } from './member';

const CALL_TIMEOUT_MS = 5_000;

export function dispatcherLink(links: Links, self: () => SwarmMember): DispatcherLink {
  const link: DispatcherLink = {
    *connect(request: SessionRequest, events: SessionEvents): Program<DispatcherSession | Refusal> {
      const member = self();
      const open: { session: RemoteSession | undefined } = { session: undefined };
      const answer = yield* member.callAnyLeader((lead, leader) => register(links, lead, leader, member.host, request, events, open));
      if (!isRefusal(answer)) member.onSessionLost = () => events.onClosed('the manager on this node stopped');
      return answer;
    },

    *attachNetwork(nodeId, network, containerId, addresses) {
      const attachmentId = yield* self().callAnyLeader((lead) => lead.control.attachNetwork({ nodeId, network, containerId, addresses }));
      return isRefusal(attachmentId) ? attachmentId : { attachmentId };
    },

    *detachNetwork(nodeId, attachmentId) {
      return yield* self().callAnyLeader((lead) => lead.control.detachNetwork(nodeId, attachmentId));
    },
  };
  return link;
}

/** On the leader: opens the session and sends what the dispatcher has to say back over the wire. */
function* register(
  links: Links,
  lead: Lead,
  leader: SwarmMember,
  host: string,
  request: SessionRequest,
  events: SessionEvents,
  open: { session: RemoteSession | undefined },
): Program<DispatcherSession | Refusal> {
  const channel = links.channel(leader.host, host, 'dispatcher.message');
  const deliver = (message: SessionMessage | AssignmentsMessage) => {
    channel(() => {
      if (open.session?.closed) return;
      if ('kind' in message) events.onAssignments(message);
      else events.onSession(message);
    });
  };
  const opened = lead.dispatcher.register(request, deliver);
  if (isRefusal(opened)) return opened;
  open.session = new RemoteSession(links, lead, leader, host, request.nodeId, opened.sessionId);
  lead.onEnd(() => {
    channel(() => {
      if (!open.session?.closed) events.onClosed('the manager is no leader any more');
    });
  });
  return open.session;
}

class RemoteSession implements DispatcherSession {
  closed = false;

  constructor(
    private readonly links: Links,
    private readonly lead: Lead,
    private readonly leader: SwarmMember,
    private readonly host: string,
    private readonly nodeId: string,
    readonly sessionId: string,
  ) {}

  *heartbeat(): Program<{ periodMs: number } | Refusal> {
    return yield* this.call((lead) => lead.dispatcher.heartbeat(this.nodeId, this.sessionId));
  }

  *sendStatus(updates: Parameters<DispatcherSession['sendStatus']>[0]): Program<undefined | Refusal> {
    return yield* this.call((lead) => lead.dispatcher.updateTaskStatus(this.nodeId, this.sessionId, updates));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.links.deliver(this.host, this.leader.host, 'dispatcher.leave', () => {
      if (this.leads()) this.lead.dispatcher.leave(this.nodeId, this.sessionId);
    });
  }

  private leads(): boolean {
    return this.leader.manager?.leadership === this.lead;
  }

  private *call<T>(ask: (lead: Lead) => T | Refusal): Program<T | Refusal> {
    const answer = yield* this.links.call(this.host, this.leader.host, CALL_TIMEOUT_MS, 'dispatcher.call', () => (this.leads() ? answered(ask(this.lead)) : undefined));
    return answer.ok ? answer.value : refuseRpc('Unavailable', answer.error === 'timeout' ? 'context deadline exceeded' : 'connection closed');
  }
}

function* answered<T>(value: T): Program<T> {
  return value;
}
